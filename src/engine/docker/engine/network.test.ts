import { describe, expect, test } from 'vitest'
import type { NetworkResource } from '../api/network.ts'
import { create, inspect, launch, runOnce } from '../testing/containers.ts'
import type { DockerHost } from '../testing/docker-host.ts'
import { dockerHost } from '../testing/docker-host.ts'
import { toolsImage } from '../testing/tools-image.ts'

const host = (): DockerHost => dockerHost({ images: [toolsImage] })
const onHost = (docker: DockerHost, url: string) => {
  const done = docker.run(['fetch', url])
  return done.stdout + done.stderr
}

describe('the default bridge', () => {
  test('gives addresses, reaches neighbours, leads back to the host', () => {
    const docker = host()
    launch(docker, 'web', { Cmd: ['serve'] })
    const { NetworkSettings } = inspect(docker, 'web')
    expect(NetworkSettings).toMatchObject({ IPAddress: '172.17.0.2', Gateway: '172.17.0.1', IPPrefixLen: 16 })
    const hostname = inspect(docker, 'web').Config.Hostname
    expect(onHost(docker, 'http://172.17.0.2/')).toBe(`served by ${hostname} to 172.17.0.1\n`)
    expect(runOnce(docker, ['fetch', 'http://172.17.0.2/'])).toBe(`served by ${hostname} to 172.17.0.3\n`)
    expect(runOnce(docker, ['cat', '/etc/hosts'])).toContain(`172.17.0.3\t`)
  })

  test('publishes ports with a proxy and with NAT', () => {
    const docker = host()
    launch(docker, 'web', {
      Cmd: ['serve'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
    })
    expect(inspect(docker, 'web').NetworkSettings.Ports).toEqual({
      '80/tcp': [
        { HostIp: '0.0.0.0', HostPort: '8080' },
        { HostIp: '::', HostPort: '8080' },
      ],
    })
    expect(onHost(docker, 'http://127.0.0.1:8080/')).toMatch(/^served by \w+ to 172\.17\.0\.1\n$/)
    const proxies = docker.kernel.processes().filter((one) => one.argv[0] === '/usr/bin/docker-proxy')
    expect(proxies.map((one) => one.argv.join(' '))).toEqual([
      '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80 -use-listen-fd',
      '/usr/bin/docker-proxy -proto tcp -host-ip :: -host-port 8080 -container-ip 172.17.0.2 -container-port 80 -use-listen-fd',
    ])
    create(docker, 'other', { Cmd: ['serve'], HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } } })
    expect(docker.api('POST', '/containers/other/start').text).toContain('Bind for 0.0.0.0:8080 failed: port is already allocated')
    docker.api('DELETE', '/containers/web?force=1')
    expect(docker.kernel.processes().some((one) => one.argv[0] === '/usr/bin/docker-proxy')).toBe(false)
    expect(docker.api('POST', '/containers/other/start').status).toBe(204)
  })

  test('has the rules of 28.x', () => {
    const docker = host()
    launch(docker, 'web', { Cmd: ['serve'], HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] } } })
    const rules = (table: string) =>
      docker
        .run(['/usr/sbin/iptables', '-t', table, '-S'])
        .stdout.split('\n')
        .filter((line) => line.startsWith('-A'))
    expect(rules('filter')).toEqual([
      '-A FORWARD -j DOCKER-USER',
      '-A FORWARD -j DOCKER-FORWARD',
      '-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
      '-A DOCKER ! -i docker0 -o docker0 -j DROP',
      '-A DOCKER-BRIDGE -o docker0 -j DOCKER',
      '-A DOCKER-CT -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-A DOCKER-FORWARD -j DOCKER-CT',
      '-A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1',
      '-A DOCKER-FORWARD -j DOCKER-BRIDGE',
      '-A DOCKER-FORWARD -i docker0 -j ACCEPT',
      '-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2',
      '-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP',
    ])
    expect(rules('nat')).toEqual([
      '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
      '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
      '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
      '-A DOCKER -i docker0 -j RETURN',
      '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    ])
    expect(rules('raw')).toEqual(['-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP'])
  })
})

describe('a user-defined network', () => {
  test('knows its containers by name', () => {
    const docker = host()
    expect(docker.api('POST', '/networks/create', { Name: 'app' }).status).toBe(201)
    launch(docker, 'web', {
      Cmd: ['serve'],
      Hostname: 'webbox',
      HostConfig: { NetworkMode: 'app' },
      NetworkingConfig: { EndpointsConfig: { app: { Aliases: ['www'] } } },
    })
    const onApp = { HostConfig: { NetworkMode: 'app' } }
    expect(runOnce(docker, ['cat', '/etc/resolv.conf'], onApp)).toContain('nameserver 127.0.0.11\noptions ndots:0\n')
    expect(runOnce(docker, ['fetch', 'http://web/'], onApp)).toBe('served by webbox to 172.18.0.3\n')
    expect(runOnce(docker, ['fetch', 'http://www/'], onApp)).toBe('served by webbox to 172.18.0.3\n')
    expect(runOnce(docker, ['fetch', 'http://172.18.0.2/'])).toContain('exit 1')
    const network = docker.api('GET', '/networks/app').json as NetworkResource
    expect(Object.values(network.Containers).map((one) => [one.Name, one.IPv4Address])).toEqual([['web', '172.18.0.2/16']])
    expect(docker.api('DELETE', '/networks/app')).toMatchObject({
      status: 403,
      text: expect.stringContaining('network app has active endpoints (name:\\"web\\" id:'),
    })
    docker.api('DELETE', '/containers/web?force=1')
    expect(docker.api('DELETE', '/networks/app').status).toBe(204)
  })

  test('is joined and left while the container runs', () => {
    const docker = host()
    docker.api('POST', '/networks/create', {
      Name: 'one',
      IPAM: { Config: [{ Subnet: '10.20.0.0/24', IPRange: '10.20.0.128/25', Gateway: '10.20.0.254' }] },
    })
    launch(docker, 'web', { Cmd: ['serve'] })
    expect(docker.api('POST', '/networks/one/connect', { Container: 'web' }).text).toBe('')
    expect(inspect(docker, 'web').NetworkSettings.Networks.one).toMatchObject({ IPAddress: '10.20.0.128', Gateway: '10.20.0.254' })
    expect(runOnce(docker, ['fetch', 'http://web/'], { HostConfig: { NetworkMode: 'one' } })).toContain('to 10.20.0.129')
    expect(docker.api('POST', '/networks/one/disconnect', { Container: 'web' }).status).toBe(200)
    expect(Object.keys(inspect(docker, 'web').NetworkSettings.Networks)).toEqual(['bridge'])
  })

  test('of other kinds', () => {
    const docker = host()
    expect(runOnce(docker, ['fetch', 'http://172.17.0.1/'], { HostConfig: { NetworkMode: 'none' } })).toContain('ENETUNREACH')
    launch(docker, 'web', { Cmd: ['serve', '81'], HostConfig: { NetworkMode: 'host' } })
    docker.advance(100)
    expect(onHost(docker, 'http://127.0.0.1:81/')).toBe('served by debian to 127.0.0.1\n')
    launch(docker, 'base', { Cmd: ['serve'], Hostname: 'base' })
    expect(runOnce(docker, ['fetch', 'http://localhost/'], { HostConfig: { NetworkMode: 'container:base' } })).toBe('served by base to 127.0.0.1\n')
  })
})
