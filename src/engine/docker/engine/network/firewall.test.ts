import { describe, expect, test } from 'vitest'
import { launch } from '../../testing/containers.ts'
import type { DockerHost } from '../../testing/docker-host.ts'
import { dockerHost } from '../../testing/docker-host.ts'
import { toolsImage } from '../../testing/tools-image.ts'

// The cases of moby's own description of its rules (integration/network/bridge/iptablesdoc, 28.5): one network bridge1 with one container.

const rules = (docker: DockerHost, table: string): readonly string[] =>
  docker
    .run(['/usr/sbin/iptables', '-t', table, '-S'])
    .stdout.split('\n')
    .filter((line) => line.startsWith('-A'))

function onBridge1(options: Readonly<Record<string, string>>, hostIp: string, flags: readonly string[] = []): DockerHost {
  const docker = dockerHost({ images: [toolsImage], dockerdFlags: flags })
  docker.api('POST', '/networks/create', {
    Name: 'bridge1',
    Driver: 'bridge',
    Options: { 'com.docker.network.bridge.name': 'bridge1', ...options },
    IPAM: { Config: [{ Subnet: '192.0.2.0/24', Gateway: '192.0.2.1' }] },
  })
  launch(docker, 'c1', { Cmd: ['serve'], HostConfig: { NetworkMode: 'bridge1', PortBindings: { '80/tcp': [{ HostIp: hostIp, HostPort: '8080' }] } } })
  return docker
}

const filterRules = (bridge1: {
  readonly port: readonly string[]
  readonly rest: string
  readonly forward: readonly string[]
}): readonly string[] => [
  '-A FORWARD -j DOCKER-USER',
  '-A FORWARD -j DOCKER-FORWARD',
  ...bridge1.port,
  '-A DOCKER ! -i docker0 -o docker0 -j DROP',
  bridge1.rest,
  '-A DOCKER-BRIDGE -o docker0 -j DOCKER',
  '-A DOCKER-BRIDGE -o bridge1 -j DOCKER',
  '-A DOCKER-CT -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A DOCKER-CT -o bridge1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A DOCKER-FORWARD -j DOCKER-CT',
  '-A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1',
  '-A DOCKER-FORWARD -j DOCKER-BRIDGE',
  '-A DOCKER-FORWARD -i docker0 -j ACCEPT',
  ...bridge1.forward,
  '-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2',
  '-A DOCKER-ISOLATION-STAGE-1 -i bridge1 ! -o bridge1 -j DOCKER-ISOLATION-STAGE-2',
  '-A DOCKER-ISOLATION-STAGE-2 -o bridge1 -j DROP',
  '-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP',
]

const usual = {
  port: ['-A DOCKER -d 192.0.2.2/32 ! -i bridge1 -o bridge1 -p tcp -m tcp --dport 80 -j ACCEPT'],
  rest: '-A DOCKER ! -i bridge1 -o bridge1 -j DROP',
  forward: ['-A DOCKER-FORWARD -i bridge1 -j ACCEPT'],
}

const natRules = (to = ''): readonly string[] => [
  '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
  '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
  '-A POSTROUTING -s 192.0.2.0/24 ! -o bridge1 -j MASQUERADE',
  '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
  '-A DOCKER -i bridge1 -j RETURN',
  '-A DOCKER -i docker0 -j RETURN',
  `-A DOCKER ${to}! -i bridge1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.0.2.2:80`,
]

describe('rules of 28.x, as upstream describes them', () => {
  test('a published port', () => {
    const docker = onBridge1({}, '')
    expect(rules(docker, 'filter')).toEqual(filterRules(usual))
    expect(rules(docker, 'nat')).toEqual(natRules())
    expect(rules(docker, 'raw')).toEqual(['-A PREROUTING -d 192.0.2.2/32 ! -i bridge1 -j DROP'])
  })

  test('a port published on the loopback address', () => {
    const docker = onBridge1({}, '127.0.0.1')
    expect(rules(docker, 'filter')).toEqual(filterRules(usual))
    expect(rules(docker, 'nat')).toEqual(natRules('-d 127.0.0.1/32 '))
    expect(rules(docker, 'raw')).toEqual([
      '-A PREROUTING -d 192.0.2.2/32 ! -i bridge1 -j DROP',
      '-A PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp -m tcp --dport 8080 -j DROP',
    ])
  })

  test('containers that may not talk to each other', () => {
    const docker = onBridge1({ 'com.docker.network.bridge.enable_icc': 'false' }, '')
    const forward = ['-A DOCKER-FORWARD -i bridge1 -o bridge1 -j DROP', '-A DOCKER-FORWARD -i bridge1 ! -o bridge1 -j ACCEPT']
    expect(rules(docker, 'filter')).toEqual(filterRules({ ...usual, forward }))
    expect(rules(docker, 'nat')).toEqual(natRules())
  })

  test('nat-unprotected', () => {
    const docker = onBridge1({ 'com.docker.network.bridge.gateway_mode_ipv4': 'nat-unprotected' }, '')
    expect(rules(docker, 'filter')).toEqual(filterRules({ ...usual, port: [], rest: '-A DOCKER ! -i bridge1 -o bridge1 -j ACCEPT' }))
    expect(rules(docker, 'nat')).toEqual(natRules())
    expect(rules(docker, 'raw')).toEqual([])
  })

  test('no proxy', () => {
    const docker = onBridge1({}, '', ['--userland-proxy=false'])
    expect(rules(docker, 'filter')).toEqual(filterRules(usual))
    expect(rules(docker, 'nat')).toEqual([
      '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
      '-A OUTPUT -m addrtype --dst-type LOCAL -j DOCKER',
      '-A POSTROUTING -o bridge1 -m addrtype --src-type LOCAL -j MASQUERADE',
      '-A POSTROUTING -s 192.0.2.0/24 ! -o bridge1 -j MASQUERADE',
      '-A POSTROUTING -o docker0 -m addrtype --src-type LOCAL -j MASQUERADE',
      '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
      '-A POSTROUTING -s 192.0.2.2/32 -d 192.0.2.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
      '-A DOCKER -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.0.2.2:80',
    ])
    expect(docker.kernel.processes().some((one) => one.argv[0] === '/usr/bin/docker-proxy')).toBe(false)
  })

  test('internal networks', () => {
    const docker = dockerHost({ images: [toolsImage] })
    for (const [name, subnet, icc] of [
      ['bridgeICC', '192.0.2.0/24', 'true'],
      ['bridgeNoICC', '198.51.100.0/24', 'false'],
    ] as const)
      docker.api('POST', '/networks/create', {
        Name: name,
        Internal: true,
        Options: { 'com.docker.network.bridge.name': name, 'com.docker.network.bridge.enable_icc': icc },
        IPAM: { Config: [{ Subnet: subnet }] },
      })
    expect(rules(docker, 'filter').filter((rule) => /ICC/.test(rule))).toEqual([
      '-A DOCKER-FORWARD -i bridgeICC -o bridgeICC -j ACCEPT',
      '-A DOCKER-FORWARD -i bridgeNoICC -o bridgeNoICC -j DROP',
      '-A DOCKER-ISOLATION-STAGE-1 ! -s 198.51.100.0/24 -o bridgeNoICC -j DROP',
      '-A DOCKER-ISOLATION-STAGE-1 ! -d 198.51.100.0/24 -i bridgeNoICC -j DROP',
      '-A DOCKER-ISOLATION-STAGE-1 ! -s 192.0.2.0/24 -o bridgeICC -j DROP',
      '-A DOCKER-ISOLATION-STAGE-1 ! -d 192.0.2.0/24 -i bridgeICC -j DROP',
    ])
    expect(rules(docker, 'nat').filter((rule) => /ICC/.test(rule))).toEqual([])
  })

  test('all of it goes with the network', () => {
    const docker = onBridge1({}, '')
    docker.api('DELETE', '/containers/c1?force=1')
    docker.api('DELETE', '/networks/bridge1')
    for (const table of ['filter', 'nat', 'raw']) expect(rules(docker, table).filter((rule) => /bridge1|192\.0\.2/.test(rule))).toEqual([])
  })
})
