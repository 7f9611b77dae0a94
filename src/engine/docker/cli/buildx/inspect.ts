import { tabulate } from '../../../base/tabwriter.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { defaultBuilder } from './builder.ts'

/** docker buildx inspect. Leaves out labels and the rules of garbage collection. */
export const inspect: Verb = function* ({ cli, args }) {
  const { context } = cli.endpoint
  const name = args[0] ?? context
  if (name !== context) throw new Failure(`ERROR: no builder ${JSON.stringify(name)} found`)
  const builder = yield* defaultBuilder(cli)
  const lines = [
    `Name:\t${name}`,
    'Driver:\tdocker',
    '',
    'Nodes:',
    `Name:\t${name}`,
    `Endpoint:\t${name}`,
    'Status:\trunning',
    `BuildKit version:\t${builder.buildkit}`,
    `Platforms:\t${builder.platforms.join(', ')}`,
  ]
  yield* cli.print(tabulate(lines.map((line) => `${line}\n`).join(''), { minWidth: 0, tabWidth: 0, padding: 1, padChar: ' ' }))
  return 0
}
