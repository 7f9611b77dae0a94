import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../base/utf8.ts'
import { frame } from '../../api/stdcopy.ts'
import { runDocker } from '../testing/recorded-daemon.ts'

const id = 'ee8c20adc8daf8cc0254bd6abb7279d5bb3e3742625345b91d94bb0c299eeecc'
const stream = decode(frame(1, encode('hi\n'))) + decode(frame(2, encode('oops\n')))

const answers = {
  'POST /containers/create': { status: 201, body: { Id: id, Warnings: [] } },
  [`POST /containers/${id}/attach`]: { status: 101, type: 'application/vnd.docker.raw-stream', body: stream },
  [`POST /containers/${id}/wait`]: { body: { StatusCode: 3 } },
  [`POST /containers/${id}/start`]: { status: 204 },
}

describe('docker run', () => {
  it('creates, attaches, waits, starts, copies the output and exits as the container did', () => {
    const ran = runDocker(['run', '--rm', 'busybox', 'echo', 'hi'], answers)
    expect(ran).toMatchObject({ stdout: 'hi\n', stderr: 'oops\n', exitCode: 3 })
    expect(ran.requests.map((request) => request.split(' ').slice(0, 2).join(' '))).toEqual([
      'HEAD /_ping',
      'POST /containers/create',
      `POST /containers/${id}/attach?stderr=1&stdout=1&stream=1`,
      `POST /containers/${id}/wait?condition=removed`,
      `POST /containers/${id}/start`,
    ])
  })

  it('asks for exactly what the real client asks', () => {
    const body = runDocker(['run', '--rm', 'busybox', 'echo', 'hi'], answers).requests[1]?.split(' ').slice(2).join(' ')
    expect(body).toBe(
      '{"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":["echo","hi"],"Image":"busybox","Volumes":{},"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{},"HostConfig":{"Binds":null,"ContainerIDFile":"","LogConfig":{"Type":"","Config":{}},"NetworkMode":"default","PortBindings":{},"RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":true,"VolumeDriver":"","VolumesFrom":null,"ConsoleSize":[0,0],"CapAdd":null,"CapDrop":null,"CgroupnsMode":"","Dns":[],"DnsOptions":[],"DnsSearch":[],"ExtraHosts":null,"GroupAdd":null,"IpcMode":"","Cgroup":"","Links":null,"OomScoreAdj":0,"PidMode":"","Privileged":false,"PublishAllPorts":false,"ReadonlyRootfs":false,"SecurityOpt":null,"UTSMode":"","UsernsMode":"","ShmSize":0,"Isolation":"","CpuShares":0,"Memory":0,"NanoCpus":0,"CgroupParent":"","BlkioWeight":0,"BlkioWeightDevice":[],"BlkioDeviceReadBps":[],"BlkioDeviceWriteBps":[],"BlkioDeviceReadIOps":[],"BlkioDeviceWriteIOps":[],"CpuPeriod":0,"CpuQuota":0,"CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,"CpusetCpus":"","CpusetMems":"","Devices":[],"DeviceCgroupRules":null,"DeviceRequests":null,"MemoryReservation":0,"MemorySwap":0,"MemorySwappiness":-1,"OomKillDisable":false,"PidsLimit":0,"Ulimits":[],"CpuCount":0,"CpuPercent":0,"IOMaximumIOps":0,"IOMaximumBandwidth":0,"MaskedPaths":null,"ReadonlyPaths":null},"NetworkingConfig":{"EndpointsConfig":{"default":{"IPAMConfig":null,"Links":null,"Aliases":null,"MacAddress":"","DriverOpts":null,"GwPriority":0,"NetworkID":"","EndpointID":"","Gateway":"","IPAddress":"","IPPrefixLen":0,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"DNSNames":null}}}}',
    )
  })

  it('turns flags into configuration', () => {
    const line = [
      'run',
      '-d',
      '--name',
      'c1',
      '-p',
      '8080:80',
      '-e',
      'A=1',
      '-e',
      'HOME',
      '-v',
      'v1:/data',
      '-v',
      './x:/y:ro',
      '-v',
      '/anon',
      '-l',
      'k=v',
      '-m',
      '64m',
      '--cpus',
      '0.5',
      '--restart',
      'on-failure:3',
      '--network',
      'n1',
      '--network-alias',
      'al',
      '--health-cmd',
      'true',
      '--health-interval',
      '5s',
      '--tmpfs',
      '/t:size=1m',
      '--mount',
      'type=bind,source=/a,target=/b,readonly',
      '--ulimit',
      'nofile=100:200',
      'busybox',
    ]
    const ran = runDocker(line, answers)
    expect(ran.stdout).toBe(`${id}\n`)
    const [, path, ...rest] = (ran.requests[1] ?? '').split(' ')
    const { HostConfig: host, NetworkingConfig: network, ...config } = JSON.parse(rest.join(' '))
    expect(path).toBe('/containers/create?name=c1')
    expect(config).toMatchObject({
      AttachStdout: false,
      Env: ['A=1', 'HOME=/root'],
      ExposedPorts: { '80/tcp': {} },
      Volumes: { '/anon': {} },
      Labels: { k: 'v' },
      Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5e9 },
    })
    expect(host).toMatchObject({
      Binds: ['v1:/data', '/lab/x:/y:ro'],
      PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
      Memory: 67108864,
      NanoCpus: 500000000,
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      NetworkMode: 'n1',
      Tmpfs: { '/t': 'size=1m' },
      Mounts: [{ Type: 'bind', Source: '/a', Target: '/b', ReadOnly: true }],
      Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
    })
    expect(network.EndpointsConfig.n1.Aliases).toEqual(['al'])
  })

  it('names what the daemon refused, with the exit code for it', () => {
    const refuse = (message: string, status = 400) =>
      runDocker(['run', 'busybox', 'x'], { ...answers, [`POST /containers/${id}/start`]: { status, body: { message } } })
    expect(refuse('exec: "x": executable file not found in $PATH')).toMatchObject({
      stderr:
        'oops\ndocker: Error response from daemon: exec: "x": executable file not found in $PATH\n\nRun \'docker run --help\' for more information\n',
      exitCode: 127,
    })
    expect(refuse('exec: "/etc": is a directory: permission denied').exitCode).toBe(126)
    expect(refuse('conflict').exitCode).toBe(125)
  })

  it('pulls what the daemon lacks, showing progress on standard error', () => {
    const pull = [
      { status: 'Pulling from library/hello-world', id: 'latest' },
      { status: 'Pulling fs layer', progressDetail: {}, id: 'ccf9d2a78f39' },
      { status: 'Downloading', progressDetail: { current: 10, total: 100 }, progress: '[=>]', id: 'ccf9d2a78f39' },
      { status: 'Pull complete', progressDetail: {}, id: 'ccf9d2a78f39' },
      { status: 'Status: Downloaded newer image for hello-world:latest' },
    ]
    const ran = runDocker(['run', 'hello-world'], {
      'POST /containers/create': { status: 404, body: { message: 'No such image: hello-world:latest' } },
      'POST /images/create': { body: pull.map((message) => JSON.stringify(message)).join('\r\n') },
    })
    expect(ran.stderr).toBe(
      [
        "Unable to find image 'hello-world:latest' locally",
        'latest: Pulling from library/hello-world',
        'ccf9d2a78f39: Pulling fs layer',
        'ccf9d2a78f39: Pull complete',
        'Status: Downloaded newer image for hello-world:latest',
        'docker: Error response from daemon: No such image: hello-world:latest',
        '',
        "Run 'docker run --help' for more information",
        '',
      ].join('\n'),
    )
    expect(ran.requests[2]).toBe('POST /images/create?fromImage=docker.io%2Flibrary%2Fhello-world&tag=latest')
  })
})
