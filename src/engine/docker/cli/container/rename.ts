import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'

/** docker rename */
export const rename: Verb = function* ({ cli, args }) {
  const [from = '', to = ''] = args.map((name) => name.trim())
  if (from === '' || to === '') throw new Failure('Error: Neither old nor new names may be empty')
  try {
    yield* cli.client.done('POST', `/containers/${from}/rename`, { query: { name: to } })
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    throw new Failure(`${failure.message}\nError: failed to rename container named ${from}`)
  }
  return 0
}
