import { expect, test } from 'vitest'
import type { ExecInspect } from '../api/exec.ts'
import { create, frames, inspect, launch, output, runOnce, start } from '../testing/containers.ts'
import type { DockerHost } from '../testing/docker-host.ts'
import { dockerHost } from '../testing/docker-host.ts'
import { toolsImage } from '../testing/tools-image.ts'

const host = (): DockerHost => dockerHost({ images: [toolsImage] })

/** Runs an exec to its end; what it said by stream, and how it ended. */
function exec(docker: DockerHost, container: string, body: object, stdin = '') {
  const created = docker.api('POST', `/containers/${container}/exec`, { AttachStdout: true, AttachStderr: true, ...body })
  if (created.status !== 201) return created.text
  const { Id } = created.json as { Id: string }
  const answer = docker.run(['upgrade', 'POST', `/exec/${Id}/start`, JSON.stringify({ Detach: false, Tty: false })], { stdin })
  docker.advance(100)
  const { ExitCode } = docker.api('GET', `/exec/${Id}/json`).json as ExecInspect
  return { said: frames(answer.stdout).join(''), ExitCode }
}

test('commands run in a running container', () => {
  const docker = host()
  launch(docker, 'box', { Cmd: ['sleep', '1000'], Hostname: 'box', Env: ['COMPLAIN=1'] })
  expect(exec(docker, 'box', { Cmd: ['hello', 'x'], Env: ['CODE=42'] })).toEqual({ said: '1:hello from box as 7: x\n2:complaint\n', ExitCode: 42 })
  expect(exec(docker, 'box', { Cmd: ['cat'], AttachStdin: true }, 'some input\n')).toEqual({ said: '1:some input\n', ExitCode: 0 })
  expect(exec(docker, 'box', { Cmd: ['nosuchcmd'] })).toEqual({
    said: '1:OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuchcmd": executable file not found in $PATH\r\n',
    ExitCode: 127,
  })
  expect(exec(docker, 'box', { Cmd: ['cat'], User: 'nosuch' })).toContain('unable to find user nosuch: no matching entries in passwd file')
  docker.api('POST', '/containers/box/kill')
  expect(exec(docker, 'box', { Cmd: ['hello'] })).toContain('is not running')
})

test('attaching carries both ways', () => {
  const docker = host()
  create(docker, 'echo', { Cmd: ['cat'], OpenStdin: true, StdinOnce: true, AttachStdin: true })
  const attached = docker.start(['upgrade', 'POST', '/containers/echo/attach?stream=1&stdin=1&stdout=1&stderr=1'], { stdin: 'typed\n' })
  docker.advance(50)
  start(docker, 'echo')
  docker.advance(1000)
  expect(inspect(docker, 'echo').State.Status).toBe('exited')
  expect(frames(attached.stdout())).toEqual(['1:typed\n'])
  expect(output(docker, 'echo')).toEqual(['typed\n'])
})

test('a terminal is a terminal', () => {
  const docker = host()
  launch(docker, 'tty', { Cmd: ['tty'], Tty: true })
  docker.advance(500)
  expect(docker.api('GET', '/containers/tty/logs?stdout=1').text).toBe('/dev/pts/0\r\n')
})

test('volumes keep what is written, and begin with what the image has', () => {
  const docker = host()
  const volume = { HostConfig: { Binds: ['seeds:/data'] } }
  expect(runOnce(docker, ['cat', '/data/seed'], volume)).toBe('seed\n')
  expect(docker.run(['cat', '/var/lib/docker/volumes/seeds/_data/seed']).stdout).toBe('seed\n')
  expect(docker.api('DELETE', '/volumes/seeds').status).toBe(204)
  expect(docker.api('DELETE', '/volumes/seeds').json).toEqual({ message: 'get seeds: no such volume' })
  docker.run(['write', '/root/shared', 'from the host\n'])
  expect(runOnce(docker, ['cat', '/mnt/f'], { HostConfig: { Binds: ['/root/shared:/mnt/f:ro'] } })).toBe('from the host\n')
  expect(docker.api('POST', '/containers/create', { Image: 'tools', HostConfig: { Binds: ['a:b'] } }).json).toEqual({
    message: `invalid volume specification: 'a:b': invalid mount config for type "volume": invalid mount path: 'b' mount path must be absolute`,
  })
})
