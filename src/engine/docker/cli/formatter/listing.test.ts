import { describe, expect, it } from 'vitest'
import { runDocker } from '../testing/recorded-daemon.ts'

const second = 1795354764
const now = { nowMs: (second + 3) * 1000 }

const container = (fields: object) => ({
  Id: '437af297dc2f97b5b37d60ce6976857840d8a3fd286024567c7cb130a8734f62',
  Names: ['/sl1'],
  Image: 'busybox',
  ImageID: 'sha256:84a004da1be70ed62c6705d8bec4d8b9f23b280665ca73473623362cb11404c2',
  Command: 'sleep 1000',
  Created: second,
  Ports: [],
  Labels: {},
  State: 'running',
  Status: 'Up 3 seconds',
  HostConfig: { NetworkMode: 'bridge' },
  NetworkSettings: { Networks: { bridge: {} } },
  Mounts: [],
  ...fields,
})

const web = container({
  Id: '7a174a78bd42e0443f6f8548f0e417603be34993642ffa67f24818e541bcba0d',
  Names: ['/web1'],
  Image: 'httpd:2.4',
  ImageID: 'sha256:06f3',
  Command: 'httpd-foreground',
  Created: second - 1,
  Status: 'Up 4 seconds',
  Labels: { env: 'dev', app: 'web' },
  Ports: [
    { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
  ],
})

const listing = { 'GET /containers/json': { body: [container({ Mounts: [{ Name: 'vol1', Source: '/x', Driver: 'local' }] }), web] } }
const ps = (...flags: string[]) => runDocker(['ps', ...flags], listing, now)

describe('docker ps', () => {
  it('prints the table as the real client does', () => {
    expect(ps().stdout).toBe(
      [
        'CONTAINER ID   IMAGE       COMMAND              CREATED         STATUS         PORTS                                     NAMES',
        '437af297dc2f   busybox     "sleep 1000"         3 seconds ago   Up 3 seconds                                             sl1',
        '7a174a78bd42   httpd:2.4   "httpd-foreground"   4 seconds ago   Up 4 seconds   0.0.0.0:8080->80/tcp, [::]:8080->80/tcp   web1',
        '',
      ].join('\n'),
    )
  })

  it('formats with templates, json and raw', () => {
    expect(ps('--format', 'table {{.Names}}\\t{{.Image}}').stdout).toBe('NAMES     IMAGE\nsl1       busybox\nweb1      httpd:2.4\n')
    expect(ps('--format', '{{upper .Names}} {{len .Names}} {{truncate .Image 4}}').stdout).toBe('SL1 3 busy\nWEB1 4 http\n')
    expect(ps('--format', '{{.Label "app"}}').stdout).toBe('\nweb\n')
    expect(ps('--format', 'json').stdout.split('\n')[0]).toBe(
      '{"Command":"\\"sleep 1000\\"","CreatedAt":"2026-11-22 13:39:24 +0000 UTC","ID":"437af297dc2f","Image":"busybox","Labels":"","LocalVolumes":"1","Mounts":"vol1","Names":"sl1","Networks":"bridge","Platform":null,"Ports":"","RunningFor":"3 seconds ago","Size":"0B","State":"running","Status":"Up 3 seconds"}',
    )
    expect(ps('--format', 'json').stdout).toContain('"Ports":"0.0.0.0:8080-\\u003e80/tcp, [::]:8080-\\u003e80/tcp"')
    expect(ps('--format', 'raw').stdout).toContain(
      'container_id: 437af297dc2f\nimage: busybox\ncommand: "sleep 1000"\ncreated_at: 2026-11-22 13:39:24 +0000 UTC\nstate: running\nstatus: Up 3 seconds\nnames: sl1\nlabels:\nports:\n\n',
    )
    expect(ps('-q').stdout).toBe('437af297dc2f\n7a174a78bd42\n')
  })

  it('complains of templates in docker words', () => {
    expect(ps('--format', '{{.Nosuch}}').stderr).toBe(
      'failed to execute template: template: :1:2: executing "" at <.Nosuch>: can\'t evaluate field Nosuch in type *formatter.ContainerContext\n',
    )
    expect(ps('--format', '{{.Names').stderr).toBe('failed to parse template: template: :1: unclosed action\n')
  })

  it('asks for what it needs', () => {
    expect(ps('-a', '-f', 'name=web', '-f', 'name=x', '--format', '{{.Size}}').requests).toEqual([
      'HEAD /_ping',
      'GET /containers/json?all=1&filters=%7B%22name%22%3A%7B%22web%22%3Atrue%2C%22x%22%3Atrue%7D%7D&size=1',
    ])
    expect(ps('-n', '2').requests[1]).toBe('GET /containers/json?limit=2')
  })

  it('joins neighbouring ports', () => {
    const ports = ['0.0.0.0', '::'].flatMap((IP) =>
      [9000, 9001, 9002].map((PrivatePort) => ({ IP, PrivatePort, PublicPort: PrivatePort, Type: 'tcp' })),
    )
    const ran = runDocker(['ps', '--format', '{{.Ports}}'], { 'GET /containers/json': { body: [container({ Ports: ports })] } }, now)
    expect(ran.stdout).toBe('0.0.0.0:9000-9002->9000-9002/tcp, [::]:9000-9002->9000-9002/tcp\n')
  })
})

const image = (fields: object) => ({
  Containers: 0,
  Created: second - 3600,
  Id: 'sha256:84a004da1be70ed62c6705d8bec4d8b9f23b280665ca73473623362cb11404c2',
  Labels: null,
  ParentId: '',
  RepoDigests: ['busybox@sha256:186059d43ae9609a4e34a83c6a8c4c4fffa73ff4c35adb8aa2438999fa2734c6'],
  RepoTags: ['busybox:latest'],
  SharedSize: -1,
  Size: 1982902,
  ...fields,
})

describe('other lists', () => {
  it('images: one row per tag, dangling ones without a name', () => {
    const body = [
      image({ RepoTags: ['busybox:latest', 'localhost:5000/mine/bb:1.0'] }),
      image({ Id: `sha256:${'3f62b91adc6e'.padEnd(64, '0')}`, RepoTags: [], RepoDigests: [], Size: 133_700_000 }),
    ]
    const ran = runDocker(['images'], { 'GET /images/json': { body } }, now)
    expect(ran.stdout).toBe(
      [
        'REPOSITORY               TAG       IMAGE ID       CREATED             SIZE',
        'busybox                  latest    84a004da1be7   About an hour ago   1.98MB',
        'localhost:5000/mine/bb   1.0       84a004da1be7   About an hour ago   1.98MB',
        '<none>                   <none>    3f62b91adc6e   About an hour ago   134MB',
        '',
      ].join('\n'),
    )
    expect(runDocker(['images', '--format', '{{.Digest}}'], { 'GET /images/json': { body: [image({})] } }, now).stdout).toBe(
      'sha256:186059d43ae9609a4e34a83c6a8c4c4fffa73ff4c35adb8aa2438999fa2734c6\n',
    )
  })

  it('system df', () => {
    const body = {
      LayersSize: 247_400_000,
      Images: [image({ Containers: 1, SharedSize: 0, Size: 113_700_000 }), image({ SharedSize: 0 }), image({ SharedSize: 0 })],
      Containers: [container({ SizeRw: 2 }), container({ State: 'exited', SizeRw: 10_238 })],
      Volumes: [{ Name: 'v1', UsageData: { RefCount: 0, Size: 0 } }],
      BuildCache: null,
    }
    expect(runDocker(['system', 'df'], { 'GET /system/df': { body } }).stdout).toBe(
      [
        'TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE',
        'Images          3         1         247.4MB   133.7MB (54%)',
        'Containers      2         1         10.24kB   10.24kB (99%)',
        'Local Volumes   1         0         0B        0B',
        'Build Cache     0         0         0B        0B',
        '',
      ].join('\n'),
    )
  })

  it('history for people and for programs', () => {
    const body = [
      {
        Comment: '',
        Created: second - 3600,
        CreatedBy: '/bin/sh -c #(nop) ADD file:4eb4acc132f236dca71a8a8c7b7c7f7f in / ',
        Id: '<missing>',
        Size: 1982902,
        Tags: null,
      },
    ]
    const answers = { 'GET /images/busybox/history': { body } }
    expect(runDocker(['history', 'busybox'], answers, now).stdout.split('\n')[1]).toBe(
      '<missing>   About an hour ago   /bin/sh -c #(nop) ADD file:4eb4acc132f236dca…   1.98MB    ',
    )
    expect(runDocker(['history', '-H=false', 'busybox'], answers, now).stdout.split('\n')[0]).toBe(
      'IMAGE       CREATED AT             CREATED BY                                      SIZE      COMMENT',
    )
  })
})

describe('docker inspect', () => {
  const found = {
    Id: 'abc',
    Name: '/web',
    State: { Status: 'running', Running: true, Pid: 7 },
    HostConfig: { Binds: null },
    Config: { Labels: { b: '2', a: '1' }, Env: null },
  }
  const answers = { 'GET /containers/web/json': { body: found }, 'GET /info': { body: { Swarm: { ControlAvailable: false } } } }
  const inspect = (format: string, name = 'web') => runDocker(['inspect', '-f', format, name], answers)

  it('indents what the daemon sent', () => {
    expect(runDocker(['inspect', 'web'], answers).stdout).toMatch(/^\[\n {4}\{\n {8}"Id": "abc",\n/)
  })

  it('runs templates on typed objects', () => {
    expect(inspect('{{.Name}} {{.State.Pid}} {{.State}} {{.Config.Labels}} {{.Config.Env}} {{index .Config.Labels "x"}}').stdout).toBe(
      '/web 7 {running true 7 <nil>} map[a:1 b:2] [] \n',
    )
    expect(inspect('{{json .State}}').stdout).toBe('{"Status":"running","Running":true,"Pid":7}\n')
    expect(inspect('{{range $k, $v := .Config.Labels}}{{$k}}={{$v}} {{end}}').stdout).toBe('a=1 b=2 \n')
  })

  it('explains what is not there', () => {
    expect(inspect('{{.State.Health.Status}}')).toMatchObject({
      stdout: '\n',
      stderr: 'template parsing error: template: :1:8: executing "" at <.State.Health.Status>: map has no entry for key "Health"\n',
      exitCode: 1,
    })
    expect(runDocker(['inspect', 'nosuch'], answers)).toMatchObject({ stdout: '[]\n', stderr: 'Error: No such object: nosuch\n', exitCode: 1 })
    expect(runDocker(['inspect', 'nosuch'], answers).requests).toEqual([
      'HEAD /_ping',
      'GET /containers/nosuch/json',
      'GET /images/nosuch/json',
      'GET /networks/nosuch',
      'GET /volumes/nosuch',
      'GET /info',
      'GET /plugins/nosuch/json',
    ])
  })
})
