// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'
import type { Entity } from '../../projections/scene/scene.ts'
import { useScenes } from '../session/scenes.ts'
import { useSession } from '../session/session.ts'
import { type Rendered, render } from '../testing/render.tsx'
import { Life } from './life.tsx'

const startsAtMs = Date.parse('2025-11-20T12:00:00Z')
let rendered: Rendered | undefined

afterEach(() => rendered?.unmount())

const container = (status: string): Entity => ({
  id: 'container:quay/1',
  kind: 'container',
  parent: undefined,
  order: 0,
  label: 'site',
  facts: { status, created: '2025-11-20T12:00:01Z', started: '2025-11-20T12:00:02Z' },
  changedMs: 0,
})

test('the present state is lit, the ways that were gone are marked, and a list says the same with times', async () => {
  const [running, paused] = [container('running'), container('paused')]
  useSession.setState({ startsAtMs })
  useScenes.setState({
    backMs: undefined,
    diffs: [
      { fromMs: 0, toMs: 3_000, entities: [{ before: undefined, after: running }], links: [] },
      { fromMs: 3_000, toMs: 65_000, entities: [{ before: running, after: paused }], links: [] },
    ],
  })
  rendered = await render(<Life entity={paused} gone={false} />)
  expect(rendered.element.querySelector('.life-state[data-now]')?.textContent).toBe('paused')
  expect(rendered.element.querySelectorAll('.life-way[data-taken]')).toHaveLength(2)
  expect(rendered.byRole('img', /this one is now paused$/).tagName).toBe('svg')
  expect([...rendered.element.querySelectorAll('li')].map((item) => item.textContent)).toEqual([
    '00:00:01created',
    '00:00:02created → running',
    '00:01:05running → paused',
  ])
  expect(rendered.element.querySelector('[aria-current="step"]')?.textContent).toContain('paused')
})

test('it speaks Portuguese too', async () => {
  useScenes.setState({
    backMs: undefined,
    diffs: [{ fromMs: 0, toMs: 3_000, entities: [{ before: undefined, after: container('running') }], links: [] }],
  })
  rendered = await render(<Life entity={container('running')} gone={false} />, 'pt-BR')
  expect(rendered.element.querySelector('.life-state[data-now]')?.textContent).toBe('executando')
})
