import { forEach } from '../command/each.ts'
import type { FlagValues } from '../command/flag-values.ts'
import { forAll } from '../command/parallel.ts'
import type { Verb } from '../command/spec.ts'

const path = (name: string, action: string): string => `/containers/${name}/${action}`

/** docker kill */
export const kill: Verb = function* ({ cli, args, flags }) {
  const signal = flags.text('signal')
  return yield* forAll(cli, args, function* (name) {
    yield* cli.client.done('POST', path(name, 'kill'), { query: { signal: signal === '' ? undefined : signal } })
  })
}

function stopQuery(flags: FlagValues) {
  const timeout = flags.changed('timeout') ? flags.int('timeout') : flags.changed('time') ? flags.int('time') : undefined
  return { t: timeout, signal: flags.text('signal') || undefined }
}

/** docker stop */
export const stop: Verb = function* ({ cli, args, flags }) {
  return yield* forAll(cli, args, function* (name) {
    yield* cli.client.done('POST', path(name, 'stop'), { query: stopQuery(flags) })
  })
}

/** docker restart: one after the other. */
export const restart: Verb = function* ({ cli, args, flags }) {
  return yield* forEach(cli, args, function* (name) {
    yield* cli.client.done('POST', path(name, 'restart'), { query: stopQuery(flags) })
    return name
  })
}

/** docker pause */
export const pause: Verb = function* ({ cli, args }) {
  return yield* forAll(cli, args, function* (name) {
    yield* cli.client.done('POST', path(name, 'pause'))
  })
}

/** docker unpause */
export const unpause: Verb = function* ({ cli, args }) {
  return yield* forAll(cli, args, function* (name) {
    yield* cli.client.done('POST', path(name, 'unpause'))
  })
}
