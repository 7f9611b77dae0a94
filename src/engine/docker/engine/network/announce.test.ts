import { expect, test } from 'vitest'
import { launch } from '../../testing/containers.ts'
import { dockerHost } from '../../testing/docker-host.ts'
import { toolsImage } from '../../testing/tools-image.ts'

test('an address that goes to another container is reached there at once', () => {
  const docker = dockerHost({ images: [toolsImage] })
  launch(docker, 'first', { Cmd: ['serve'] })
  docker.advance(100)
  expect(docker.run(['fetch', 'http://172.17.0.2/']).stdout).toMatch(/^served by/)
  docker.api('DELETE', '/containers/first?force=1')
  launch(docker, 'second', { Cmd: ['serve'] })
  docker.advance(100)
  const before = docker.clock.nowMs
  expect(docker.run(['fetch', 'http://172.17.0.2/']).stdout).toMatch(/^served by/)
  expect(docker.clock.nowMs - before).toBeLessThan(500)
})
