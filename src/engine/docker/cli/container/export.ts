import { outputPathProblem, saveToFile } from '../command/output-file.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'

/** docker export */
export const exportContainer: Verb = function* ({ cli, args, flags }) {
  const output = flags.text('output')
  if (output === '' && (yield* cli.isTerminal(1))) throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect')
  if (output !== '') {
    const problem = yield* outputPathProblem(output)
    if (problem !== undefined) throw new Failure(`failed to export container: ${problem}`)
  }
  const answer = yield* cli.client.call('GET', `/containers/${args[0] ?? ''}/export`)
  if (output === '') yield* answer.body.saveTo(1)
  else yield* saveToFile(answer.body, output)
  return 0
}
