import type { FilesystemChange } from '../../api/container.ts'
import type { Verb } from '../command/spec.ts'

const letters = ['C', 'A', 'D'] as const

/** docker diff */
export const diff: Verb = function* ({ cli, args }) {
  const changes = yield* cli.client.json<readonly FilesystemChange[] | null>('GET', `/containers/${args[0] ?? ''}/changes`)
  yield* cli.print((changes ?? []).map((change) => `${letters[change.Kind]} ${change.Path}\n`).join(''))
  return 0
}
