// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StoryFact } from '../../worker/protocol.ts'
import { useJourney } from '../diagram/journey.ts'
import { factsTold, recordReset } from '../session/record.ts'
import { click, type Rendered, render } from '../testing/render.tsx'
import { StoryPanel } from './panel.tsx'

let rendered: Rendered | undefined
beforeEach(recordReset)
afterEach(() => rendered?.unmount())

const fact = (id: number, cause: number | undefined, kind: string, data: StoryFact['data'], ...entities: string[]): StoryFact => ({
  id,
  atMs: 60_000,
  host: 'matrix-01',
  kind,
  actor: 'bash[7]',
  cause,
  data,
  touches: entities.map((entity) => ({ entity })),
})

test('without facts it says what to do', async () => {
  rendered = await render(<StoryPanel />)
  expect(rendered.element.textContent).toContain('Type a command')
})

test('facts are said as sentences, known ones in the reader’s language, others by their data', async () => {
  factsTold([
    fact(1, undefined, 'shell.command-entered', { line: 'docker ps' }, 'process:matrix-01/7'),
    fact(4, 1, 'process.executed', { argv: ['docker', 'ps'] }, 'process:matrix-01/8'),
    fact(2, 1, 'mount.bound', { source: '/a', target: '/b' }),
    fact(3, 1, 'thing.never-heard-of', { size: 3 }, 'container:matrix-01/1'),
  ])
  rendered = await render(<StoryPanel />, 'pt-BR')
  expect(rendered.element.textContent).toContain('executa docker ps')
  expect(rendered.element.textContent).toContain('/a também aparece em /b')
  expect(rendered.element.textContent).toContain('thing never heard of: size=3')
  expect(rendered.element.textContent).toContain('4 passos')
})

test('what went on by itself is told together, folded', async () => {
  factsTold([fact(1, undefined, 'systemd.unit-changed', { unit: 'a.service' }), fact(2, undefined, 'systemd.unit-changed', { unit: 'b.service' })])
  rendered = await render(<StoryPanel />)
  expect(rendered.element.textContent).not.toContain('b.service')
  click(rendered.byRole('button', /^Meanwhile, by itself · 2 steps/))
  expect(rendered.element.textContent).toContain('b.service')
})

test('a story can be shown again in the diagram', async () => {
  factsTold([
    fact(0, undefined, 'shell.command-entered', { line: 'curl' }),
    fact(1, 0, 'packet.sent', {}, 'a', 'b'),
    fact(2, 1, 'packet.delivered', {}, 'c'),
  ])
  rendered = await render(<StoryPanel />)
  click(rendered.byRole('button', 'Show again in the diagram'))
  expect(useJourney.getState()).toMatchObject({ at: 0, playing: true, hops: [{ entity: 'a' }, { entity: 'b' }, { entity: 'c' }] })
})
