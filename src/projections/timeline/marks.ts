/** Which facts are events on the session's timeline, and what they are called there: in the systems' own words. */
import type { Fact, FactValue } from '../../engine/base/trace.ts'

type MarkKind = 'command' | 'container' | 'image' | 'network' | 'power' | 'failure' | 'lesson'

export interface Mark {
  readonly atMs: number
  readonly kind: MarkKind
  readonly label: string
}

const kinds: Readonly<Record<string, MarkKind>> = {
  'machine.powered-on': 'power',
  'machine.powered-off': 'power',
  'kernel.panicked': 'failure',
  'program.failed': 'failure',
  'process.oom-killed': 'failure',
  'container.created': 'container',
  'container.started': 'container',
  'container.died': 'container',
  'container.removed': 'container',
  'image.pulled': 'image',
  'image.built': 'image',
  'image.removed': 'image',
  'network.created': 'network',
}

/** The mark of a fact; most facts have none. */
export function markOf(fact: Fact): Mark | undefined {
  if (fact.kind === 'shell.command-entered') return { atMs: fact.atMs, kind: 'command', label: textOf(fact.data.line) }
  const kind = kinds[fact.kind]
  return (
    kind && { atMs: fact.atMs, kind, label: [fact.kind, textOf(fact.data.name ?? fact.data.container ?? fact.data.image ?? fact.host)].join(' ') }
  )
}

function textOf(value: FactValue): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
