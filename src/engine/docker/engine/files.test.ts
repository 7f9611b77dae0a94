import { expect, test } from 'vitest'
import type { ImageHistoryItem, ImageInspect } from '../api/image.ts'
import { create, inspect, launch, output, runOnce, start } from '../testing/containers.ts'
import type { DockerHost } from '../testing/docker-host.ts'
import { dockerHost } from '../testing/docker-host.ts'
import { toolsImage } from '../testing/tools-image.ts'

const host = (): DockerHost => dockerHost({ images: [toolsImage] })

test('differences, commits and histories', () => {
  const docker = host()
  launch(docker, 'dirty', { Cmd: ['write', '/etc/new', 'fresh\n'] })
  docker.api('POST', '/containers/dirty/wait')
  expect(docker.api('GET', '/containers/dirty/changes').json).toEqual([
    { Path: '/etc', Kind: 0 },
    { Path: '/etc/new', Kind: 1 },
  ])
  const committed = docker.api(
    'POST',
    `/commit?container=dirty&repo=mine&tag=1&comment=more&author=Me&changes=${encodeURIComponent('CMD ["cat","/etc/new"]')}&changes=ENV+A=1`,
  )
  expect(committed.status, committed.text).toBe(201)
  expect(runOnce(docker, [], { Image: 'mine:1', Cmd: null })).toBe('fresh\n')
  const image = docker.api('GET', '/images/mine:1/json').json as ImageInspect
  expect([image.Comment, image.Author, image.Config?.Cmd, image.Config?.Env]).toEqual(['more', 'Me', ['cat', '/etc/new'], ['PATH=/bin', 'A=1']])
  const history = docker.api('GET', '/images/mine:1/history').json as ImageHistoryItem[]
  expect(history.map((one) => [one.CreatedBy, one.Size, one.Comment])).toEqual([
    ['write /etc/new fresh\n', 6, 'more'],
    ['/bin/sh -c #(nop) ADD file:0 in / ', expect.any(Number), ''],
  ])
  expect(docker.api('POST', '/commit?container=dirty&changes=NOSUCH+x').json).toEqual({ message: 'NOSUCH is not a valid change command' })
})

test('copies in and out', () => {
  const docker = host()
  create(docker, 'box', { Cmd: ['cat', '/etc/copied'] })
  docker.run(['download', '/containers/box/archive?path=/data/seed', '/root/seed.tar'])
  expect(docker.api('PUT', '/containers/box/archive?path=/etc', '@/root/seed.tar').status).toBe(200)
  launch(docker, 'reader', { Cmd: ['cat', '/etc/seed'], HostConfig: { VolumesFrom: [] } })
  expect(docker.api('GET', '/containers/box/archive?path=/etc/seed').status).toBe(200)
  expect(docker.api('GET', '/containers/box/archive?path=/nosuch').json).toEqual({ message: 'Could not find the file /nosuch in container box' })
  expect(docker.api('PUT', '/containers/box/archive?path=/nosuchdir', '@/root/seed.tar').json).toEqual({
    message: 'Could not find the file /nosuchdir in container box',
  })
})

test('exports a root that imports again', () => {
  const docker = host()
  create(docker, 'box', { Cmd: ['hello'] })
  docker.run(['download', '/containers/box/export', '/root/box.tar'])
  expect(
    docker.api('POST', `/images/create?fromSrc=-&repo=flat&tag=1&changes=${encodeURIComponent('CMD ["/bin/cat","/data/seed"]')}`, '@/root/box.tar')
      .text,
  ).toMatch(/^\{"status":"sha256:[0-9a-f]{64}"\}\n$/)
  expect(runOnce(docker, [], { Image: 'flat:1', Cmd: null })).toBe('seed\n')
})

test('docker-init is the first process where asked', () => {
  const docker = host()
  launch(docker, 'init', { Cmd: ['hello', 'child'], Hostname: 'box', HostConfig: { Init: true } })
  docker.api('POST', '/containers/init/wait')
  expect(output(docker, 'init')).toEqual(['hello from box as 7: child\n'])
})

test('what ran is remembered through a restart of the daemon', () => {
  const docker = host()
  launch(docker, 'always', { Cmd: ['sleep', '1000'], HostConfig: { RestartPolicy: { Name: 'always' }, Binds: ['vol:/data'] } })
  launch(docker, 'once', { Cmd: ['hello'] })
  docker.api('POST', '/networks/create', { Name: 'kept' })
  const before = inspect(docker, 'always')
  docker.restartDaemon()
  const after = inspect(docker, 'always')
  expect([after.Id, after.State.Status]).toEqual([before.Id, 'running'])
  expect(after.State.Pid).not.toBe(before.State.Pid)
  expect(inspect(docker, 'once').State).toMatchObject({ Status: 'exited', ExitCode: 0 })
  expect(docker.api('GET', '/networks/kept').status).toBe(200)
  expect(docker.api('DELETE', '/volumes/vol').status).toBe(409)
  start(docker, 'once')
})
