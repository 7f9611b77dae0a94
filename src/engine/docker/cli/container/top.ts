import { tabulate } from '../../../base/tabwriter.ts'
import type { ContainerTopResponse } from '../../api/container.ts'
import type { Verb } from '../command/spec.ts'

/** docker top */
export const top: Verb = function* ({ cli, args }) {
  const [name = '', ...options] = args
  const list = yield* cli.client.json<ContainerTopResponse>('GET', `/containers/${name}/top`, {
    query: { ps_args: options.length > 0 ? options.join(' ') : undefined },
  })
  const lines = [list.Titles, ...list.Processes].map((cells) => `${cells.join('\t')}\n`)
  yield* cli.print(tabulate(lines.join(''), { minWidth: 20, tabWidth: 1, padding: 3, padChar: ' ' }))
  return 0
}
