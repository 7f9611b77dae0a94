// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fittedLayout } from '../../projections/layout/layout.ts'
import type { Entity } from '../../projections/scene/scene.ts'
import { connect } from '../session/connection.ts'
import { useScenes } from '../session/scenes.ts'
import { useSession } from '../session/session.ts'
import { changeSettings } from '../settings/settings.ts'
import { press, type Rendered, render } from '../testing/render.tsx'
import { workshopScene } from '../testing/scene.ts'
import { actsOn, hostOf } from './acts.ts'
import { viewportFor } from './diagram.tsx'
import { matches } from './flow-nodes.ts'
import { endJourney, hopsOf, showPackets, useJourney } from './journey.ts'
import { Outline } from './outline.tsx'
import { pictureOf } from './picture.ts'
import { useSelection } from './selection.ts'
import { drawnFor } from './view.ts'
import { walk } from './walk.ts'

const scene = workshopScene()
const layout = fittedLayout(scene, { lens: 'machine', opened: new Set(), siblings: 28, total: 1000 }, 1.6, 1)
let rendered: Rendered | undefined

beforeEach(() => {
  useScenes.setState({ live: scene, shown: scene })
  useSession.setState({ hosts: [{ host: 'matrix-01', os: 'CentOS', powered: true, plugged: true }] })
  changeSettings({ lens: 'machine' })
})

afterEach(() => {
  rendered?.unmount()
  rendered = undefined
})

test('the outline says what the picture shows, as a tree that the keyboard walks', async () => {
  rendered = await render(<Outline />)
  const items = [...rendered.element.querySelectorAll<HTMLElement>('[role="treeitem"]')]
  const container = items.find((item) => item.textContent?.includes('meu-primeiro-container'))
  expect(container?.getAttribute('aria-level')).toBe('4')
  expect(items.filter((item) => item.tabIndex === 0)).toHaveLength(1)
  const [first] = items
  if (!first || !container) throw new Error('no items')
  press(first, 'ArrowDown')
  expect(document.activeElement?.textContent).toContain('registry-1.docker.io')
  press(container, 'ArrowLeft')
  expect(container.getAttribute('aria-expanded')).toBe('false')
  press(container, 'Enter')
  expect(useSelection.getState().selected).toBe('container:matrix-01/3f2a9c51d0e7')
})

test('the outline tells who is on which network and who mounts what', async () => {
  const site: Entity = { id: 'container:quay/1', kind: 'container', parent: undefined, order: 0, label: 'site', facts: {}, changedMs: 0 }
  const entities = [
    site,
    { ...site, id: 'network:quay/2', kind: 'network' as const, label: 'web' },
    { ...site, id: 'volume:quay/dados', kind: 'volume' as const, label: 'dados' },
  ]
  const links = [
    { id: 'a', kind: 'joins' as const, from: site.id, to: 'network:quay/2', label: '10.5.0.2 www' },
    { id: 'b', kind: 'mounts' as const, from: site.id, to: 'volume:quay/dados', label: '/d (ro)' },
  ]
  const graph = { atMs: 1, entities: new Map(entities.map((each) => [each.id, each])), links: new Map(links.map((each) => [each.id, each])) }
  useScenes.setState({ live: graph, shown: graph })
  changeSettings({ lens: 'containers' })
  rendered = await render(<Outline />)
  const row = rendered.element.querySelector('[data-entity="container:quay/1"]')
  expect(row?.textContent).toBe('Containersiteis on web (10.5.0.2 www)mounts dados (/d (ro))')
})

test('a running container can be entered, read, stopped; a stopped one started', () => {
  const names = (id: string) => actsOn(scene.entities.get(id) as never, scene).map(({ name }) => name)
  expect(names('container:matrix-01/3f2a9c51d0e7')).toEqual(['inspect', 'shell', 'logs', 'pause', 'stop', 'remove'])
  expect(names('container:matrix-01/77aa')).toEqual(['inspect', 'start', 'logs', 'remove'])
  expect(names('vm:matrix-01')).toEqual(['inspect', 'terminal', 'browse', 'unplug', 'powerOff'])
  expect(names('service:hub')).toEqual(['inspect'])
})

test('killing a process from the diagram is an input of the world', () => {
  const sent: unknown[] = []
  connect({ post: (message) => sent.push(message), listen: () => undefined })
  const daemon = [...scene.entities.values()].find(({ label }) => label === 'dockerd')
  if (!daemon) throw new Error('no dockerd')
  actsOn(daemon, scene)
    .find(({ name }) => name === 'kill')
    ?.run()
  expect(sent).toEqual([{ kind: 'input', input: { kind: 'kill', host: 'matrix-01', pid: 1210, signal: 9 } }])
  expect(hostOf(daemon.id, scene)).toBe('matrix-01')
})

test('what is not drawn is stood for by what holds it', () => {
  expect(drawnFor(scene, layout, 'rule:matrix-01/nat8080')?.entity.id).toBe('kernel:matrix-01')
  expect(drawnFor(scene, layout, 'nothing')).toBeUndefined()
})

test('the keyboard walks into boxes, along them and out again', () => {
  const inside = walk(scene, layout, 'vm:matrix-01', 'in')
  expect(scene.entities.get(inside ?? '')?.parent).toBe('vm:matrix-01')
  expect(walk(scene, layout, inside, 'out')).toBe('vm:matrix-01')
  expect(walk(scene, layout, walk(scene, layout, inside, 'next'), 'previous')).toBe(inside)
  expect(walk(scene, layout, undefined, 'in')).toBe('internet:internet')
})

test('a search meets names and whole facts', () => {
  const dockerd = [...scene.entities.values()].find(({ label }) => label === 'dockerd')
  if (!dockerd) throw new Error('no dockerd')
  expect([matches(dockerd, 'docker'), matches(dockerd, '1210'), matches(dockerd, 'nginx')]).toEqual([true, true, false])
})

test('a journey goes from thing to thing without standing still', () => {
  const fact = (id: number, ...entities: string[]) => ({
    id,
    atMs: 0,
    host: '',
    kind: 'packet.sent',
    actor: '',
    cause: undefined,
    data: {},
    touches: entities.map((entity) => ({ entity })),
  })
  expect(hopsOf([fact(1, 'a', 'b'), fact(2, 'b'), fact(3, 'c')]).map(({ entity }) => entity)).toEqual(['a', 'b', 'c'])
})

test('the picture is an SVG of everything drawn, in the page’s colours', () => {
  const svg = pictureOf({ scene, layout, links: [] }, (token) => (token === '--h-container' ? '#123456' : '#ffffff'))
  expect(svg).toContain('meu-primeiro-container')
  expect(svg).toContain('#123456')
  expect(new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll('rect').length).toBeGreaterThan(layout.placed.size)
})

test('a small world is shown whole and not too large, a large one from its upper left', () => {
  expect(viewportFor(200, 100, 1000, 600, 50).zoom).toBe(1.25)
  const large = viewportFor(3000, 2000, 1000, 600, 50)
  expect(large).toMatchObject({ zoom: 0.5, x: 14, y: 50 })
})

test('a new deed shows what it sends, there and back, instead of what was shown by itself', () => {
  const packet = (id: number, name: string, bytes: number, ...entities: readonly string[]) => ({
    id,
    atMs: id,
    host: 'matrix-01',
    kind: 'packet.delivered',
    actor: 'kernel',
    cause: undefined,
    data: { packet: name, bytes },
    touches: entities.map((entity, hop) => ({ entity, hop })),
  })
  const entered = { ...packet(5, '', 0), kind: 'shell.command-entered', data: { line: 'curl localhost' }, touches: [] }
  endJourney()
  showPackets([packet(1, 'a', 0, 'vm', 'internet')], 1_000)
  expect(useJourney.getState().hops.map(({ entity }) => entity)).toEqual(['vm', 'internet'])
  showPackets([packet(2, 'b', 9, 'vm', 'kernel')], 1_010)
  expect(useJourney.getState().hops.map(({ entity }) => entity)).toEqual(['vm', 'internet'])
  showPackets(
    [entered, packet(6, 's', 0, 'lo', 'proxy'), packet(7, 'q', 78, 'lo', 'docker0', 'httpd'), packet(8, 'r', 271, 'httpd', 'docker0')],
    1_020,
  )
  expect(useJourney.getState().hops.map(({ entity }) => entity)).toEqual(['lo', 'docker0', 'httpd', 'docker0'])
  endJourney()
})
