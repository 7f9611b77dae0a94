/** Questions to the worker that have one answer each. */
import type { EntityId } from '../../projections/scene/scene.ts'
import type { Inspection, SessionLog } from '../../worker/protocol.ts'
import { send } from './connection.ts'

const waiting = new Map<number, (answer: Inspection | SessionLog) => void>()
let last = 0

export function inspectEntity(entity: EntityId): Promise<Inspection> {
  return ask((request) => send({ kind: 'inspect', request, entity })) as Promise<Inspection>
}

export function exportLog(): Promise<SessionLog> {
  return ask((request) => send({ kind: 'export', request })) as Promise<SessionLog>
}

export function answered(request: number, answer: Inspection | SessionLog): void {
  waiting.get(request)?.(answer)
  waiting.delete(request)
}

function ask(post: (request: number) => void): Promise<Inspection | SessionLog> {
  const request = ++last
  return new Promise((resolve) => {
    waiting.set(request, resolve)
    post(request)
  })
}
