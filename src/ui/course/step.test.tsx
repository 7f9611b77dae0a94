// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'
import type { StepText } from '../../course/text.ts'
import { connect } from '../session/connection.ts'
import { useSession } from '../session/session.ts'
import { reconcileWorkspace } from '../terminal/workspace.ts'
import { click, type Rendered, render } from '../testing/render.tsx'
import { Step } from './step.tsx'

const step: StepText = {
  id: 'run',
  title: 'Run the container',
  text: 'Now a [container](kind:container):\n\n```sh\ndocker run -d -p 8080:80 mine\n```',
  hints: { '': 'Mind the ports.', 'wrong-port': 'It publishes {{port}}.' },
  solution: '```sh\ndocker run -d -p 8080:80 mine\n```',
}

let rendered: Rendered | undefined
afterEach(() => rendered?.unmount())

test('the current step shows its command, which can be typed for the reader', async () => {
  const sent: unknown[] = []
  connect({ post: (message) => sent.push(message), listen: () => undefined })
  const terminals = [{ terminal: '1', host: 'h', foreground: 'bash', cols: 80, rows: 24, alive: true }]
  useSession.setState({ terminals })
  reconcileWorkspace(terminals)
  rendered = await render(<Step step={step} progress={undefined} current last />)
  expect(rendered.element.querySelector('.hue-container')?.textContent).toBe('container')
  click(rendered.byRole('button', /^Type it in the terminal/))
  expect(sent).toContainEqual({ kind: 'type', terminal: '1', text: 'docker run -d -p 8080:80 mine' })
})

test('what the check found in the way is said with its values', async () => {
  const progress = { step: 'run', done: false, hint: { name: 'wrong-port', values: { port: 8081 } } }
  rendered = await render(<Step step={step} progress={progress} current last />)
  expect(rendered.element.querySelector('[role="status"]')?.textContent).toBe('Almost: It publishes 8081.')
})

test('hint and solution are shown on request only', async () => {
  rendered = await render(<Step step={step} progress={undefined} current last />)
  expect(rendered.element.textContent).not.toContain('Mind the ports.')
  click(rendered.byRole('button', 'Hint'))
  expect(rendered.element.textContent).toContain('Mind the ports.')
  click(rendered.byRole('button', 'Solution'))
  expect(rendered.element.querySelectorAll('pre')).toHaveLength(2)
})

test('a step that is done is folded, marked and still readable', async () => {
  rendered = await render(<Step step={step} progress={{ step: 'run', done: true }} current={false} last />, 'pt-BR')
  expect(rendered.byRole('img', 'feito')).toBeTruthy()
  expect(rendered.element.querySelector('pre')).toBeNull()
  click(rendered.byRole('button', 'Run the container'))
  expect(rendered.element.querySelector('pre')).not.toBeNull()
})
