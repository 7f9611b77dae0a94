import { beforeAll, describe, expect, test } from 'vitest'
import { describedEndpoints, problemsWith } from '../docker/testing/api-schema.ts'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

// Every endpoint of the Engine API, asked over HTTP inside the lab, answers as the official description of API 1.51 says.

let lab: Lab

const shell = (command: string) => runCommand(lab, lab.firstHost, command)

interface Answer {
  readonly status: number
  readonly body: string
}

function ask(method: string, path: string, body?: string): Answer {
  const data =
    body === undefined
      ? ''
      : body.startsWith('@')
        ? `-T ${body.slice(1)} -H 'Content-Type: application/x-tar'`
        : `-H 'Content-Type: application/json' --data-binary '${body}'`
  const how = method === 'HEAD' ? '-I' : `-X ${method}`
  const { stdout } = shell(
    `curl -s -m 20 --unix-socket /var/run/docker.sock ${how} ${data} -o /tmp/answer -w '%{http_code}' 'http://d/v1.51${path}'; echo; cat /tmp/answer`,
  )
  const newline = stdout.indexOf('\n')
  return { status: Number(stdout.slice(0, newline)), body: stdout.slice(newline + 1) }
}

/** Streams of objects are described by one object. */
const objects = (body: string): readonly unknown[] => {
  try {
    return [JSON.parse(body)]
  } catch {
    return body
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown)
  }
}

const streams = new Set(['GET /events', 'POST /images/create', 'POST /images/{name}/push', 'POST /build', 'POST /images/load'])
/** Answers that are no JSON at all. */
const raw = new Set([
  'GET /_ping',
  'HEAD /_ping',
  'GET /containers/{id}/logs',
  'POST /containers/{id}/attach',
  'GET /containers/{id}/export',
  'GET /images/get',
  'GET /images/{name}/get',
  'HEAD /containers/{id}/archive',
  'GET /containers/{id}/archive',
  'POST /exec/{id}/start',
])

const driven = new Set<string>()

function conforms(endpoint: string, path: string, expected: number, body?: string): Answer {
  driven.add(endpoint)
  const answer = ask(endpoint.split(' ')[0] ?? '', path, body)
  expect(`${endpoint} ${answer.status} ${answer.status === expected ? '' : answer.body}`).toBe(`${endpoint} ${expected} `)
  if (answer.body === '' || (raw.has(endpoint) && expected < 300)) {
    expect(problemsWith(endpoint, expected, undefined)).toEqual([])
    return answer
  }
  const all = streams.has(endpoint) && expected < 300 ? objects(answer.body) : [JSON.parse(answer.body) as unknown]
  expect(all.flatMap((one) => problemsWith(endpoint, expected, one))).toEqual([])
  return answer
}

const idOf = ({ body }: Answer): string => (JSON.parse(body) as { readonly Id: string }).Id

beforeAll(() => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
  for (const image of ['debian:12', 'httpd:2.4', 'hello-world']) shell(`docker pull -q ${image}`)
}, 120_000)

describe('the daemon', () => {
  test('says what it is', () => {
    conforms('GET /_ping', '/_ping', 200)
    conforms('HEAD /_ping', '/_ping', 200)
    conforms('GET /version', '/version', 200)
    conforms('GET /info', '/info', 200)
  })

  test('knows its objects’ sizes', () => {
    shell('docker run -d --name sized -v sized:/data -p 8090:80 httpd:2.4')
    conforms('GET /system/df', '/system/df', 200)
    conforms('GET /system/df', '/system/df?type=volume', 200)
    shell('docker rm -f sized; docker volume rm sized')
  })

  test('remembers events', () => {
    const { body } = conforms('GET /events', '/events?since=0&until=1763640600', 200)
    expect(objects(body).length).toBeGreaterThan(3)
  })

  test('asks registries about credentials', () => {
    conforms('POST /auth', '/auth', 200, '{"username":"aluno","password":"cais2024","serveraddress":"https://index.docker.io/v1/"}')
    conforms('POST /auth', '/auth', 401, '{"username":"aluno","password":"errada","serveraddress":"https://index.docker.io/v1/"}')
    conforms('POST /auth', '/auth', 500, '{"username":"ana","password":"secret","serveraddress":"127.0.0.1:9"}')
  })
})

const config = {
  Image: 'httpd:2.4',
  Env: ['A=1'],
  Labels: { k: 'v' },
  ExposedPorts: { '80/tcp': {} },
  Volumes: { '/anonymous': {} },
  Healthcheck: { Test: ['CMD', 'true'], Interval: 1_000_000_000 },
  HostConfig: {
    Memory: 64_000_000,
    PortBindings: { '80/tcp': [{ HostPort: '8080' }] },
    Binds: ['named:/named'],
    Mounts: [{ Type: 'tmpfs', Target: '/t', TmpfsOptions: { SizeBytes: 1_000_000 } }],
    RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
    Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
    CapAdd: ['NET_ADMIN'],
    LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
  },
}

describe('containers', () => {
  test('are made, started and looked at', () => {
    const id = idOf(conforms('POST /containers/create', '/containers/create?name=web', 201, JSON.stringify(config)))
    conforms('GET /containers/{id}/json', `/containers/${id}/json`, 200)
    conforms('POST /containers/{id}/start', '/containers/web/start', 204)
    conforms('POST /containers/{id}/start', '/containers/web/start', 304)
    shell('sleep 3')
    conforms('GET /containers/{id}/json', '/containers/web/json?size=1', 200)
    conforms('GET /containers/json', '/containers/json?all=1&size=1', 200)
    conforms('GET /containers/{id}/top', '/containers/web/top', 200)
    conforms('GET /containers/{id}/logs', '/containers/web/logs?stdout=1&stderr=1', 200)
    conforms('GET /containers/{id}/changes', '/containers/web/changes', 200)
    conforms('GET /containers/{id}/stats', '/containers/web/stats?stream=0', 200)
    conforms('GET /containers/{id}/stats', '/containers/web/stats?stream=0&one-shot=1', 200)
    conforms('GET /containers/{id}/export', '/containers/web/export', 200)
    conforms('POST /containers/{id}/attach', '/containers/web/attach?logs=1&stdout=1', 200)
  })

  test('are changed', () => {
    conforms('POST /containers/{id}/resize', '/containers/web/resize?h=40&w=80', 200)
    conforms(
      'POST /containers/{id}/update',
      '/containers/web/update',
      200,
      '{"Memory":128000000,"MemorySwap":256000000,"RestartPolicy":{"Name":"no"}}',
    )
    conforms('POST /containers/{id}/rename', '/containers/web/rename?name=web2', 204)
    conforms('POST /containers/{id}/pause', '/containers/web2/pause', 204)
    conforms('GET /containers/{id}/json', '/containers/web2/json', 200)
    conforms('POST /containers/{id}/unpause', '/containers/web2/unpause', 204)
    conforms('POST /containers/{id}/restart', '/containers/web2/restart?t=1', 204)
    conforms('POST /containers/{id}/stop', '/containers/web2/stop?t=1', 204)
    conforms('POST /containers/{id}/stop', '/containers/web2/stop', 304)
    conforms('POST /containers/{id}/wait', '/containers/web2/wait', 200)
    conforms('POST /containers/{id}/kill', '/containers/web2/kill', 409)
    conforms('GET /containers/{id}/json', '/containers/web2/json', 200)
  })

  test('give and take files', () => {
    shell('cd /tmp && echo hi > f && tar cf files.tar f')
    conforms('PUT /containers/{id}/archive', '/containers/web2/archive?path=/tmp', 200, '@/tmp/files.tar')
    conforms('HEAD /containers/{id}/archive', '/containers/web2/archive?path=/tmp/f', 200)
    conforms('GET /containers/{id}/archive', '/containers/web2/archive?path=/tmp/f', 200)
    conforms('GET /containers/{id}/archive', '/containers/web2/archive?path=/nosuch', 404)
    conforms('GET /containers/{id}/changes', '/containers/web2/changes', 200)
  })

  test('run other commands', () => {
    conforms('POST /containers/{id}/start', '/containers/web2/start', 204)
    const id = idOf(conforms('POST /containers/{id}/exec', '/containers/web2/exec', 201, '{"Cmd":["true"],"AttachStdout":true}'))
    conforms('GET /exec/{id}/json', `/exec/${id}/json`, 200)
    conforms('POST /exec/{id}/start', `/exec/${id}/start`, 200, '{"Detach":false}')
    conforms('GET /exec/{id}/json', `/exec/${id}/json`, 200)
    conforms('POST /exec/{id}/resize', '/exec/nosuch/resize?h=1&w=1', 404)
  })

  test('that are not there or wrong', () => {
    for (const what of ['json', 'top', 'logs?stdout=1', 'changes', 'stats', 'export'])
      conforms(`GET /containers/{id}/${what.split('?')[0]}`, `/containers/nosuch/${what}`, 404)
    for (const what of ['start', 'stop', 'restart', 'kill', 'pause', 'unpause', 'wait', 'rename?name=x9', 'resize?h=1&w=1', 'attach'])
      conforms(`POST /containers/{id}/${what.split('?')[0]}`, `/containers/nosuch/${what}`, 404)
    conforms('POST /containers/{id}/update', '/containers/nosuch/update', 404, '{}')
    conforms('POST /containers/{id}/exec', '/containers/nosuch/exec', 404, '{"Cmd":["true"]}')
    conforms('POST /containers/create', '/containers/create', 404, '{"Image":"nosuch"}')
    conforms('POST /containers/create', '/containers/create', 400, '{"Image":')
    conforms('POST /containers/create', '/containers/create?name=web2', 409, '{"Image":"debian:12"}')
    conforms('GET /containers/json', '/containers/json?filters=%7B%22bogus%22:%5B%221%22%5D%7D', 400)
    conforms('DELETE /containers/{id}', '/containers/web2', 409)
    conforms('DELETE /containers/{id}', '/containers/nosuch', 404)
    conforms('GET /containers/{id}/attach/ws', '/containers/nosuch/attach/ws', 501)
  })

  test('become images and go', () => {
    const id = idOf(conforms('POST /commit', '/commit?container=web2&repo=mine&tag=1&comment=c&author=a', 201, '{}'))
    conforms('GET /images/{name}/json', `/images/${id}/json`, 200)
    conforms('POST /commit', '/commit?container=nosuch', 404, '{}')
    conforms('DELETE /containers/{id}', '/containers/web2?force=1&v=1', 204)
    shell('docker run --name done hello-world')
    conforms('POST /containers/prune', '/containers/prune', 200)
    conforms('POST /containers/prune', '/containers/prune', 200)
  })
})

describe('images', () => {
  test('are pulled and looked at', () => {
    conforms('POST /images/create', '/images/create?fromImage=alpine&tag=3.20', 200)
    conforms('POST /images/create', '/images/create?fromImage=nosuch&tag=1', 404)
    conforms('GET /images/json', '/images/json?all=1&shared-size=1', 200)
    conforms('GET /images/{name}/json', '/images/alpine:3.20/json', 200)
    conforms('GET /images/{name}/json', '/images/nosuch/json', 404)
    conforms('GET /images/{name}/history', '/images/httpd:2.4/history', 200)
    conforms('GET /images/{name}/history', '/images/nosuch/history', 404)
    conforms('GET /images/search', '/images/search?term=httpd', 200)
    conforms('GET /distribution/{name}/json', '/distribution/alpine:3.20/json', 200)
    conforms('GET /distribution/{name}/json', '/distribution/nosuch/json', 401)
  })

  test('are tagged, saved, loaded, removed', () => {
    conforms('POST /images/{name}/tag', '/images/alpine:3.20/tag?repo=copy&tag=1', 201)
    conforms('POST /images/{name}/tag', '/images/nosuch/tag?repo=copy', 404)
    conforms('POST /images/{name}/tag', '/images/alpine:3.20/tag?repo=UPPER', 400)
    conforms('GET /images/{name}/get', '/images/copy:1/get', 200)
    conforms('GET /images/get', '/images/get?names=copy:1', 200)
    shell('docker save -o /tmp/copy.tar copy:1')
    conforms('DELETE /images/{name}', '/images/copy:1', 200)
    conforms('DELETE /images/{name}', '/images/nosuch', 404)
    conforms('POST /images/load', '/images/load', 200, '@/tmp/copy.tar')
    conforms('POST /images/{name}/push', '/images/nosuch/push?tag=1', 200)
    shell('docker tag alpine:3.20 127.0.0.1:9/alpine:3.20')
    conforms('POST /images/{name}/push', '/images/127.0.0.1:9/alpine/push?tag=3.20', 200)
  })

  test('are built and pruned', () => {
    shell("mkdir -p /tmp/c && cd /tmp/c && printf 'FROM alpine:3.20\\nENV A=1\\n' > Dockerfile && tar cf /tmp/context.tar .")
    conforms('POST /build', '/build?t=built&version=2', 200, '@/tmp/context.tar')
    conforms('POST /build/prune', '/build/prune', 200)
    conforms('POST /images/prune', '/images/prune', 200)
    conforms('POST /images/prune', '/images/prune?filters=%7B%22dangling%22:%5B%22false%22%5D%7D', 200)
  })
})

describe('volumes', () => {
  test('are made, looked at and removed', () => {
    conforms('POST /volumes/create', '/volumes/create', 201, '{"Name":"v1","Labels":{"a":"b"}}')
    conforms('POST /volumes/create', '/volumes/create', 201, '{}')
    conforms('POST /volumes/create', '/volumes/create', 201, '{"Name":"t1","DriverOpts":{"type":"tmpfs","device":"tmpfs","o":"size=1m"}}')
    conforms('GET /volumes', '/volumes', 200)
    conforms('GET /volumes/{name}', '/volumes/v1', 200)
    conforms('GET /volumes/{name}', '/volumes/t1', 200)
    conforms('GET /volumes/{name}', '/volumes/nosuch', 404)
    shell('docker create --name user -v v1:/v debian:12')
    conforms('DELETE /volumes/{name}', '/volumes/v1', 409)
    shell('docker rm user')
    conforms('DELETE /volumes/{name}', '/volumes/v1', 204)
    conforms('DELETE /volumes/{name}', '/volumes/nosuch', 404)
    conforms('POST /volumes/prune', '/volumes/prune', 200)
    conforms('GET /volumes', '/volumes', 200)
  })
})

describe('networks', () => {
  test('are made, joined, looked at and removed', () => {
    const body =
      '{"Name":"n1","Driver":"bridge","IPAM":{"Config":[{"Subnet":"10.5.0.0/16","IPRange":"10.5.1.0/24","Gateway":"10.5.0.1","AuxiliaryAddresses":{"a":"10.5.1.1"}}]},"Labels":{"a":"b"}}'
    const id = idOf(conforms('POST /networks/create', '/networks/create', 201, body))
    conforms('POST /networks/create', '/networks/create', 409, '{"Name":"n1"}')
    conforms('POST /networks/create', '/networks/create', 403, '{"Name":"host"}')
    conforms('GET /networks', '/networks', 200)
    shell('docker run -d --name member debian:12 sleep 1000')
    conforms('POST /networks/{id}/connect', '/networks/n1/connect', 200, '{"Container":"member","EndpointConfig":{"Aliases":["m"]}}')
    conforms('POST /networks/{id}/connect', '/networks/n1/connect', 404, '{"Container":"nosuch"}')
    conforms('GET /networks/{id}', `/networks/${id}?verbose=1`, 200)
    conforms('GET /networks/{id}', '/networks/bridge', 200)
    conforms('GET /networks/{id}', '/networks/nosuch', 404)
    conforms('GET /containers/{id}/json', '/containers/member/json', 200)
    conforms('DELETE /networks/{id}', '/networks/n1', 403)
    conforms('POST /networks/{id}/disconnect', '/networks/n1/disconnect', 200, '{"Container":"member"}')
    conforms('DELETE /networks/{id}', '/networks/n1', 204)
    conforms('DELETE /networks/{id}', '/networks/bridge', 403)
    conforms('POST /networks/prune', '/networks/prune', 200)
    shell('docker rm -f member')
  })
})

describe('swarm and plugins', () => {
  test('objects of a swarm are refused outside of one', () => {
    for (const name of ['nodes', 'services', 'tasks', 'secrets', 'configs']) {
      conforms(`GET /${name}`, `/${name}`, 503)
      conforms(`GET /${name}/{id}`, `/${name}/x`, 503)
    }
    for (const name of ['nodes', 'services', 'secrets', 'configs']) {
      conforms(`DELETE /${name}/{id}`, `/${name}/x`, 503)
      conforms(`POST /${name}/{id}/update`, `/${name}/x/update?version=1`, 503, '{}')
      if (name !== 'nodes') conforms(`POST /${name}/create`, `/${name}/create`, 503, '{}')
    }
    conforms('GET /services/{id}/logs', '/services/x/logs?stdout=1', 503)
    conforms('GET /tasks/{id}/logs', '/tasks/x/logs?stdout=1', 503)
    conforms('GET /swarm', '/swarm', 503)
    conforms('GET /swarm/unlockkey', '/swarm/unlockkey', 503)
    conforms('POST /swarm/leave', '/swarm/leave', 503)
  })

  test('there are no plugins', () => {
    conforms('GET /plugins', '/plugins', 200)
    conforms('GET /plugins/{name}/json', '/plugins/x/json', 404)
    conforms('DELETE /plugins/{name}', '/plugins/x', 404)
    for (const verb of ['enable', 'disable', 'push', 'set']) conforms(`POST /plugins/{name}/${verb}`, `/plugins/x/${verb}`, 404, '[]')
  })
})

/** Rooms that come later (swarm) or never (managed plugins, sessions of BuildKit over HTTP). */
const undriven = [
  'POST /swarm/init',
  'POST /swarm/join',
  'POST /swarm/update',
  'POST /swarm/unlock',
  'PUT /volumes/{name}',
  'POST /session',
  'GET /plugins/privileges',
  'POST /plugins/pull',
  'POST /plugins/create',
  'POST /plugins/{name}/upgrade',
]

test('nothing of the description is left out', () => {
  expect(describedEndpoints.filter((endpoint) => !driven.has(endpoint)).sort()).toEqual([...undriven].sort())
})
