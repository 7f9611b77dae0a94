/** Where sessions are kept on the reader's device, and which tab may use one. */
import { createStore, get, set } from 'idb-keyval'
import { type LogProblem, readSessionLog } from '../engine/lab/session-log.ts'
import type { Problem, SessionLog } from './protocol.ts'

const store = () => createStore('cais', 'sessions')

export interface Saved {
  readonly log: SessionLog | undefined
  readonly problem: Problem | undefined
}

/** The saved log of a session. One that cannot be used is put aside under another name, never overwritten. */
export async function loadLog(session: string): Promise<Saved> {
  try {
    const value: unknown = await get(session, store())
    if (value === undefined) return { log: undefined, problem: undefined }
    const read = readSessionLog(value)
    if (read.ok) return { log: read.value, problem: undefined }
    const keptAs = `${session} ${new Date().toISOString()}`
    await set(keptAs, value, store())
    return { log: undefined, problem: { ...logProblem(read.error), keptAs } }
  } catch (error) {
    return { log: undefined, problem: storageProblem(error) }
  }
}

/** A log that came with a link or a file; what is wrong with it, if it cannot be replayed. */
export function givenLog(value: unknown): Saved {
  const read = readSessionLog(value)
  return read.ok ? { log: read.value, problem: undefined } : { log: undefined, problem: logProblem(read.error) }
}

function logProblem(error: LogProblem) {
  return error.kind === 'newer' ? ({ code: 'log-newer', engine: error.engine } as const) : ({ code: 'log-corrupted', detail: error.detail } as const)
}

/** Undefined when the log was written. */
export async function saveLog(session: string, log: SessionLog): Promise<Problem | undefined> {
  try {
    await set(session, log, store())
    return undefined
  } catch (error) {
    return storageProblem(error)
  }
}

function storageProblem(error: unknown): Problem {
  const full = error instanceof DOMException && error.name === 'QuotaExceededError'
  return { code: full ? 'storage-full' : 'storage-refused' }
}

/**
 * Claims a session for this tab until it is closed: two tabs writing one log would lose work. `steal` takes it from another tab, whose
 * `lost` is called. False when another tab holds it.
 */
export function claimSession(session: string, steal: boolean, lost: () => void): Promise<{ readonly release: () => void } | undefined> {
  if (!navigator.locks) return Promise.resolve({ release: () => undefined })
  return new Promise((resolve) => {
    const options = steal ? { steal: true } : { ifAvailable: true }
    let released = false
    navigator.locks
      .request(`cais ${session}`, options, (lock) => {
        if (!lock) return resolve(undefined)
        return new Promise<void>((end) => {
          resolve({
            release: () => {
              released = true
              end()
            },
          })
        })
      })
      .catch(() => !released && lost())
  })
}
