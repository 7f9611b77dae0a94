import { expect, test, vi } from 'vitest'
import { runCommand } from '../../engine/lab/command.ts'
import { Lab } from '../../engine/lab/lab.ts'
import { wholeSupply } from '../../engine/lab/programs.ts'
import { worlds } from '../../engine/lab/worlds/worlds.ts'
import { emptyScene } from './apply.ts'
import { projectScene } from './project.ts'
import type { Entity, EntityKind, Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000 })

interface World {
  readonly run: (command: string) => string
  readonly scene: () => Scene
}

function dockerWorld(): World {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 7 })
  if (!opened.ok) throw new Error(opened.error)
  const lab = opened.value
  const run = (command: string) => {
    const { stdout, stderr, exitCode } = runCommand(lab, lab.firstHost, command)
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`)
    return stdout
  }
  return { run, scene: () => projectScene(lab, emptyScene) }
}

const all = (scene: Scene, ...kinds: readonly EntityKind[]): readonly Entity[] =>
  [...scene.entities.values()].filter(({ kind }) => kinds.includes(kind))

const labels = (scene: Scene, ...kinds: readonly EntityKind[]) => all(scene, ...kinds).map(({ label }) => label)

/** `from -> to: label` of the links of a kind, by what the ends are called. */
function linked(scene: Scene, kind: string): readonly string[] {
  const name = (id: string) => scene.entities.get(id)?.label
  return [...scene.links.values()].filter((link) => link.kind === kind).map(({ from, to, label }) => `${name(from)} -> ${name(to)}: ${label}`)
}

test('what a container changed is drawn as docker diff tells it, and goes when it is removed', () => {
  const { run, scene } = dockerWorld()
  run("docker run --name once alpine sh -c 'echo a > /novo; echo b >> /etc/profile; rm /etc/motd; mkdir -p /srv/x/y; echo c > /srv/x/y/z'")
  const drawn = scene()
  expect(labels(drawn, 'created', 'copied-up', 'whiteout').toSorted()).toEqual(['A /novo', 'A /srv/x/', 'C /etc/profile', 'D /etc/motd'])
  const diff = run('docker diff once').trim().split('\n')
  for (const label of ['A /novo', 'A /srv/x', 'C /etc/profile', 'D /etc/motd']) expect(diff).toContain(label)
  expect(all(drawn, 'writable-layer')[0]?.facts).toMatchObject({ created: 2, copiedUp: 1, whitedOut: 1 })
  run('docker rm once')
  expect(labels(scene(), 'writable-layer', 'created', 'copied-up', 'whiteout', 'container')).toEqual([])
})

test('a file that was deleted and made again is a copy of what is below, one made and deleted is nothing', () => {
  const { run, scene } = dockerWorld()
  run("docker run --name once alpine sh -c 'rm /etc/motd; echo new > /etc/motd; echo x > /t; rm /t; rm -rf /media; mkdir /media'")
  expect(labels(scene(), 'created', 'copied-up', 'whiteout')).toEqual(['C /etc/motd', 'A /media/'])
})

test('a layer that two images share is there once, and both stand on it', () => {
  const { run, scene } = dockerWorld()
  run('docker pull -q alpine')
  run("printf 'FROM alpine\\nRUN echo one > /one\\n' > /tmp/Dockerfile && docker build -q -t mine /tmp")
  const drawn = scene()
  const [alpine] = all(drawn, 'image').filter(({ label }) => label === 'alpine:latest')
  const [mine] = all(drawn, 'image').filter(({ label }) => label === 'mine:latest')
  const own = drawn.entities.get(mine?.on ?? '')
  expect(own?.on).toBe(alpine?.on)
  const shared = drawn.entities.get(alpine?.on ?? '')
  expect(shared?.sublabel).toMatch(/×2$/)
  expect(shared?.facts.sharedBy).toBe('alpine:latest, mine:latest')
  expect(all(drawn, 'layer').filter(({ id }) => id === shared?.id)).toHaveLength(1)
})

test('networks, volumes and links are one graph with the containers, live', () => {
  const { run, scene } = dockerWorld()
  run('docker network create --subnet 10.5.0.0/24 web')
  run('docker run -d --name db alpine sleep 1000')
  run('docker run -d --name site --link db:banco -p 8080:80 -p 127.0.0.1:9090:90 -v dados:/d:ro -v /etc/hostname:/x alpine sleep 1000')
  run('docker network connect --alias www web site')
  const drawn = scene()
  expect(all(drawn, 'network').map(({ label, sublabel }) => `${label} ${sublabel}`)).toEqual([
    'bridge 172.17.0.0/16 gw 172.17.0.1',
    'web 10.5.0.0/24 gw 10.5.0.1',
  ])
  expect(linked(drawn, 'joins')).toEqual(['db -> bridge: 172.17.0.2', 'site -> bridge: 172.17.0.3', 'site -> web: 10.5.0.2 www'])
  expect(linked(drawn, 'links-to')).toEqual(['site -> db: --link banco'])
  expect(linked(drawn, 'mounts')).toEqual(['site -> dados: /d (ro)', 'site -> /etc/hostname: /x'])
  expect(labels(drawn, 'published')).toEqual(['8080 → 80/tcp', '127.0.0.1:9090 → 90/tcp'])
  run('docker network disconnect web site')
  expect(linked(scene(), 'joins')).toEqual(['db -> bridge: 172.17.0.2', 'site -> bridge: 172.17.0.3'])
})

test('a container says where it is in its life in the words of docker inspect', () => {
  const { run, scene } = dockerWorld()
  const status = () => all(scene(), 'container')[0]?.facts.status
  run('docker create --name site alpine sleep 1000')
  expect(status()).toBe('created')
  run('docker start site')
  expect(status()).toBe('running')
  run('docker pause site')
  expect([status(), all(scene(), 'container')[0]?.state]).toEqual(['paused', 'paused'])
  run('docker unpause site')
  run('docker kill site')
  expect([status(), all(scene(), 'container')[0]?.facts.exitCode]).toEqual(['exited', 137])
})
