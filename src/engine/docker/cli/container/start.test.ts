import { expect, test } from 'vitest'
import { dockerHost } from '../../testing/docker-host.ts'
import { toolsImage } from '../../testing/tools-image.ts'
import { dockerClientPrograms } from '../table.ts'

test('start -ai attaches to every run of a container, not to the streams of the last', () => {
  const docker = dockerHost({ programs: [dockerClientPrograms], images: [toolsImage] })
  docker.run(['docker', 'create', '-it', '--name', 'echo', 'tools', 'cat'])
  for (const word of ['first', 'second']) {
    const terminal = docker.terminal({ argv: ['docker', 'start', '-ai', 'echo'] })
    docker.advance(500)
    terminal.type(`${word}\r`)
    terminal.type('\x04', 500)
    expect(terminal.output()).toBe(`${word}\r\n${word}\r\n`)
    expect(terminal.process.status).toEqual({ kind: 'exited', code: 0 })
  }
})
