import { beforeAll, expect, test } from 'vitest'
import { debianWithDocker } from '../catalog/debian12/system.ts'
import { Machine } from '../machine/machine.ts'
import { Segment } from '../machine/segment.ts'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import type { World, WorldSetup } from './world.ts'
import { buildInternet, homeRouter } from './worlds/internet.ts'

// A registry of one's own on one host, used from another.

const twoHosts: World = {
  name: 'two-hosts',
  epochMs: 1_763_640_000_000,
  build(setup: WorldSetup) {
    const internet = buildInternet(setup)
    const lan = new Segment('LAN', setup.clock)
    const router = homeRouter(setup, internet, lan, { gateway: '192.168.56.1', nameserver: '192.168.56.2', prefix: 24, server: '192.168.56.10' })
    const machines = ['armazem', 'oficina'].map((hostname, index) => {
      const interfaces = [{ name: 'eth0', address: `192.168.56.${10 + index}`, prefix: 24, gateway: '192.168.56.1' }]
      const system = debianWithDocker({ hostname, interfaces, nameservers: ['192.168.56.2'] }, internet.rootPem, 'docker-ce', {})
      const card = { name: 'eth0', mac: `52:54:00:12:34:1${index}`, segment: lan, speed: { bitsPerSecond: 1_000_000_000, latencyMs: 0.1 } }
      const GIB = 1024 ** 3
      return new Machine({ name: hostname, place: 'host', cpus: 2, memoryBytes: 4 * GIB, diskBytes: 40 * GIB, system, cards: [card] }, setup)
    })
    for (const machine of machines) machine.powerOn()
    return { machines: [...internet.machines, router, ...machines], firstHost: 'armazem', user: 'root' }
  },
}

let lab: Lab

const on = (host: string, command: string): string => {
  const { stdout, stderr } = runCommand(lab, host, command)
  return stdout + stderr
}

beforeAll(() => {
  const opened = Lab.open({ worlds: new Map([['two-hosts', twoHosts]]), supply: wholeSupply(), world: 'two-hosts', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
  on('armazem', 'docker run -d --name registry -p 5000:5000 registry:2')
  on('oficina', 'docker pull -q busybox; docker tag busybox 192.168.56.10:5000/ferramentas/caixa:1')
}, 120_000)

const refused = 'Get "https://192.168.56.10:5000/v2/": http: server gave HTTP response to HTTPS client\n'

test('without TLS it is refused from elsewhere, until the daemon is told', () => {
  expect(on('oficina', 'docker push 192.168.56.10:5000/ferramentas/caixa:1')).toBe(
    `The push refers to repository [192.168.56.10:5000/ferramentas/caixa]\n${refused}`,
  )
  expect(on('oficina', 'docker pull 192.168.56.10:5000/ferramentas/caixa:1')).toBe(`Error response from daemon: ${refused}`)
  on('oficina', `mkdir -p /etc/docker; echo '{"insecure-registries":["192.168.56.10:5000"]}' > /etc/docker/daemon.json`)
  expect(on('oficina', 'docker pull 192.168.56.10:5000/ferramentas/caixa:1')).toContain(refused)
  on('oficina', 'systemctl reload docker')
  expect(on('oficina', 'docker info | grep -A2 Insecure')).toBe(' Insecure Registries:\n  192.168.56.10:5000\n  ::1/128\n')
  expect(on('oficina', 'docker push 192.168.56.10:5000/ferramentas/caixa:1')).toMatch(/\n1: digest: sha256:[0-9a-f]{64} size: \d+\n$/)
  expect(on('armazem', 'curl -s localhost:5000/v2/_catalog')).toBe('{"repositories":["ferramentas/caixa"]}\n')
})

test('the host of the registry needs no telling, by the name localhost', () => {
  expect(on('armazem', 'docker pull -q localhost:5000/ferramentas/caixa:1')).toBe('localhost:5000/ferramentas/caixa:1\n')
  expect(on('armazem', 'docker pull -q 192.168.56.10:5000/ferramentas/caixa:1')).toBe(`Error response from daemon: ${refused}`)
  on(
    'armazem',
    `mkdir -p /etc/docker; echo '{"insecure-registries":["192.168.56.0/24"]}' > /etc/docker/daemon.json; systemctl restart docker; docker start registry; sleep 2`,
  )
  expect(on('armazem', 'docker pull -q 192.168.56.10:5000/ferramentas/caixa:1')).toBe('192.168.56.10:5000/ferramentas/caixa:1\n')
})
