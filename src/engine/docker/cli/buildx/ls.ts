import type { Verb } from '../command/spec.ts'
import { Failure, notSimulated } from '../failure.ts'
import { renderListing, row } from '../formatter/listing.ts'
import { defaultBuilder, groupedPlatforms } from './builder.ts'

const table = 'table {{.Name}}\\t{{.DriverEndpoint}}\\t{{.Status}}\\t{{.Buildkit}}\\t{{.Platforms}}'
const header = { Name: 'NAME/NODE', DriverEndpoint: 'DRIVER/ENDPOINT', Status: 'STATUS', Buildkit: 'BUILDKIT', Platforms: 'PLATFORMS' }

/** docker buildx ls: the daemon's own builder; others cannot be made. */
export const ls: Verb = function* ({ cli, flags }) {
  const format = flags.text('format')
  if (format !== 'table' && format !== '') throw notSimulated('buildx ls: --format')
  const { context } = cli.endpoint
  const cells = (name: string, endpoint: string, status = '', buildkit = '', platforms = '') =>
    row('*commands.lsContext', { Name: name, DriverEndpoint: endpoint, Status: status, Buildkit: buildkit, Platforms: platforms })
  const first = cells(`${context}*`, 'docker')
  try {
    const builder = yield* defaultBuilder(cli)
    const platforms = cli.release.major < 28 || flags.bool('no-trunc') ? builder.platforms.join(', ') : groupedPlatforms(builder.platforms)
    const node = cells(` \\_ ${context}`, ` \\_ ${context}`, 'running', builder.buildkit, platforms)
    yield* cli.print(renderListing(table, { header, rows: [first, node] }))
    return 0
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    const node = cells(` \\_ ${context}`, ` \\_ ${context}`, 'error')
    yield* cli.print(`${renderListing(table, { header, rows: [first, node] })}\nCannot load builder ${context}: ${failure.message}\n`)
    return 0
  }
}
