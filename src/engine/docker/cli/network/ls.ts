import type { NetworkResource } from '../../api/network.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { renderListing } from '../formatter/listing.ts'
import { naturalOrder } from '../formatter/natural-order.ts'
import { networkFormat, networkHeader, networkRow } from '../formatter/network.ts'

/** docker network ls */
export const ls: Verb = function* ({ cli, flags }) {
  const quiet = flags.bool('quiet')
  const networks = yield* cli.client.json<readonly NetworkResource[]>('GET', '/networks', { query: { filters: filtersQuery(flags.list('filter')) } })
  const format = flags.text('format') || (quiet ? '' : (yield* cli.config()).networksFormat) || 'table'
  const sorted = [...networks].sort((a, b) => naturalOrder(a.Name, b.Name))
  const rows = sorted.map((network) => networkRow(network, !flags.bool('no-trunc')))
  yield* cli.print(renderListing(networkFormat(format, quiet), { header: networkHeader, rows }))
  return 0
}
