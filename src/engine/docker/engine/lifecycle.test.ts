import { describe, expect, test } from 'vitest'
import { signals } from '../../linux/kernel/signal.ts'
import type { ContainerSummary } from '../api/container.ts'
import { create, inspect, output, start } from '../testing/containers.ts'
import type { DockerHost } from '../testing/docker-host.ts'
import { dockerHost } from '../testing/docker-host.ts'
import { toolsImage } from '../testing/tools-image.ts'

const host = (): DockerHost => dockerHost({ images: [toolsImage] })

describe('a container', () => {
  test('runs until it is stopped, and tells of it', () => {
    const docker = host()
    create(docker, 'web', { Cmd: ['sleep', '1000'] })
    expect(inspect(docker, 'web').State).toMatchObject({ Status: 'created', Pid: 0 })
    start(docker, 'web')
    const running = inspect(docker, 'web')
    expect(running.State).toMatchObject({ Status: 'running', Running: true })
    expect(running.State.Pid).toBeGreaterThan(1)
    expect(docker.api('POST', '/containers/web/start').status).toBe(304)
    docker.advance(5000)
    expect((docker.api('GET', '/containers/json').json as ContainerSummary[]).map((one) => [one.Names, one.Status])).toEqual([
      [['/web'], 'Up 5 seconds'],
    ])
    expect(docker.api('POST', '/containers/web/stop').status).toBe(204)
    expect(inspect(docker, 'web').State).toMatchObject({ Status: 'exited', ExitCode: 143, Pid: 0 })
    expect(docker.api('POST', '/containers/web/stop').status).toBe(304)
    expect(docker.api('DELETE', '/containers/web').status).toBe(204)
    expect(docker.api('GET', '/containers/web/json')).toMatchObject({ status: 404, json: { message: 'No such container: web' } })
  })

  test('ends when its process is killed from the host', () => {
    const docker = host()
    create(docker, 'victim', { Cmd: ['sleep', '1000'] })
    start(docker, 'victim')
    const { Pid } = inspect(docker, 'victim').State
    const process = docker.kernel.processes().find((one) => one.pid === Pid)
    expect(process?.argv).toEqual(['sleep', '1000'])
    docker.run(['kill', '-9', String(Pid)])
    docker.advance(1000)
    expect(inspect(docker, 'victim').State).toMatchObject({ Status: 'exited', ExitCode: 128 + signals.SIGKILL })
    expect(docker.kernel.processes().some((one) => one.argv.some((arg) => arg.includes('containerd-shim')))).toBe(false)
  })

  test('says why it cannot start', () => {
    const docker = host()
    create(docker, 'no', { Cmd: ['nosuchcmd'] })
    expect(docker.api('POST', '/containers/no/start')).toMatchObject({
      status: 400,
      json: {
        message:
          'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nosuchcmd": executable file not found in $PATH',
      },
    })
    expect(inspect(docker, 'no').State).toMatchObject({ Status: 'created', ExitCode: 127 })
    create(docker, 'dir', { Cmd: ['/etc'] })
    expect(docker.api('POST', '/containers/dir/start').text).toContain('exec: \\"/etc\\": is a directory: permission denied')
    expect(inspect(docker, 'dir').State.ExitCode).toBe(126)
    expect(docker.api('POST', '/containers/create', { Image: 'nosuch' })).toMatchObject({
      status: 404,
      json: { message: 'No such image: nosuch:latest' },
    })
  })

  test('goes by itself with AutoRemove', () => {
    const docker = host()
    create(docker, 'gone', { Cmd: ['hello'], HostConfig: { AutoRemove: true } })
    const waiting = docker.apiLater('POST', '/containers/gone/wait?condition=removed')
    docker.advance(100)
    start(docker, 'gone')
    docker.advance(2000)
    expect(waiting.answer().json).toEqual({ StatusCode: 0 })
    expect(docker.api('GET', '/containers/json?all=1').json).toEqual([])
  })

  test('keeps both streams with their exit code', () => {
    const docker = host()
    create(docker, 'both', { Cmd: ['hello', 'a'], Env: ['COMPLAIN=1', 'CODE=3'], Hostname: 'box' })
    start(docker, 'both')
    expect(docker.api('POST', '/containers/both/wait').json).toEqual({ StatusCode: 3 })
    expect(output(docker, 'both')).toEqual(['hello from box as 1: a\n', 'complaint\n'])
  })

  test('is paused by freezing its group', () => {
    const docker = host()
    create(docker, 'pause', { Cmd: ['sleep', '10'] })
    start(docker, 'pause')
    expect(docker.api('POST', '/containers/pause/pause').status).toBe(204)
    docker.advance(60_000)
    expect(inspect(docker, 'pause').State.Status).toBe('paused')
    expect(docker.api('POST', '/containers/pause/pause').json).toMatchObject({ message: expect.stringContaining('is already paused') })
    expect(docker.api('POST', '/containers/pause/unpause').status).toBe(204)
    docker.advance(20_000)
    expect(inspect(docker, 'pause').State.Status).toBe('exited')
  })

  test('starts again by its restart policy, later each time', () => {
    const docker = host()
    create(docker, 'again', { Cmd: ['hello'], Env: ['CODE=1'], HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } } })
    start(docker, 'again')
    docker.advance(30_000)
    const { State, RestartCount } = inspect(docker, 'again')
    expect([State.Status, State.ExitCode, RestartCount]).toEqual(['exited', 1, 3])
    expect(output(docker, 'again')).toHaveLength(4)
  })

  test('keeps its limits in its control group', () => {
    const docker = host()
    const id = create(docker, 'limits', { Cmd: ['sleep', '10'], HostConfig: { Memory: 64 * 1024 * 1024, NanoCpus: 5e8, PidsLimit: 7 } })
    start(docker, 'limits')
    const file = (name: string) => docker.run(['cat', `/sys/fs/cgroup/docker/${id}/${name}`]).stdout
    expect([file('memory.max'), file('memory.swap.max'), file('cpu.max'), file('pids.max')]).toEqual([
      '67108864\n',
      '67108864\n',
      '50000 100000\n',
      '7\n',
    ])
  })
})
