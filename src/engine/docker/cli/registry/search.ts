import { GoStruct } from '../../../base/go-value.ts'
import type { SearchResult } from '../../api/image.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { ellipsis } from '../formatter/display.ts'
import { renderListing } from '../formatter/listing.ts'

const header = { Name: 'NAME', Description: 'DESCRIPTION', StarCount: 'STARS', IsOfficial: 'OFFICIAL', IsAutomated: 'AUTOMATED' }

/** docker search */
export const search: Verb = function* ({ cli, args, flags }) {
  const limit = flags.int('limit')
  const found = yield* cli.client.json<readonly SearchResult[]>('GET', '/images/search', {
    query: { term: args[0] ?? '', limit: limit > 0 ? limit : undefined, filters: filtersQuery(flags.list('filter')) },
  })
  const sorted = [...found].sort((a, b) => b.star_count - a.star_count)
  const rows = sorted.map((result) => {
    const description = result.description.replace(/[\n\r]/g, ' ')
    const texts = {
      Name: result.name,
      Description: flags.bool('no-trunc') ? description : ellipsis(description, 45),
      StarCount: String(result.star_count),
    }
    const flagged = (yes: string, no: string) => ({
      ...texts,
      IsOfficial: result.is_official ? yes : no,
      IsAutomated: result.is_automated ? yes : no,
    })
    return new GoStruct(
      '*registry.searchContext',
      new Map(Object.entries(flagged('[OK]', ''))),
      () => new Map(Object.entries(flagged('true', 'false'))),
    )
  })
  const format = flags.text('format') || 'table'
  yield* cli.print(
    renderListing(format === 'table' ? 'table {{.Name}}\\t{{.Description}}\\t{{.StarCount}}\\t{{.IsOfficial}}' : format, { header, rows }),
  )
  return 0
}
