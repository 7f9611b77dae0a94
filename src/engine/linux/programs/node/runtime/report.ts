import { lineAndColumn, type Place, type Realm } from '../language/realm.ts'
import type { Value } from '../language/values.ts'
import { isObject } from '../language/values.ts'
import { inspect } from './inspect.ts'

/** The line of the program where it happened, with a caret below: what node prints above an uncaught error. */
export function codeFrame(place: Place, length = 1): string {
  const { line, column } = lineAndColumn(place.file, place.at)
  const text = place.file.text.split('\n')[line - 1] ?? ''
  const margin = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return `${place.file.path}:${line}\n${text}\n${margin}${'^'.repeat(length)}\n\n`
}

/** What node prints on standard error before it exits because nobody caught `value`. */
export function uncaughtText(realm: Realm, value: Value, version: string, rejected = false): string {
  const isError = isObject(value) && realm.errors.has(value)
  const place = realm.places.get(isObject(value) ? value : realm)
  if (rejected && !isError) {
    const shown = inspect(realm, value)
    return `node:internal/process/promises:288\n            triggerUncaughtException(err, true /* fromPromise */);\n            ^\n\n[UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${isObject(value) ? '#<Object>' : typeof value === 'string' ? value : shown}".] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}\n\nNode.js ${version}\n`
  }
  const frame = place ? codeFrame(place) : ''
  const hint = isError ? '' : `${frame ? '' : 'Uncaught:\n'}`
  const thrown = isError
    ? inspect(realm, value)
    : `${inspect(realm, value)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`
  return `${frame || 'node:internal/process/task_queues\n'}${hint}${isError ? thrown : `Uncaught:\n${thrown}`}\n\nNode.js ${version}\n`
}
