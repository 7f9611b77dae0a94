import { Template } from '../../../base/go-template.ts'
import type { ContainerSummary } from '../../api/container.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { containerFormat, containerHeader, containerRow } from '../formatter/container.ts'
import { formatFunctions } from '../formatter/functions.ts'
import { renderListing } from '../formatter/listing.ts'

/** docker ps */
export const ls: Verb = function* ({ cli, flags }) {
  const quiet = flags.bool('quiet')
  let format = flags.text('format')
  if (format === '') format = (yield* cli.config()).psFormat ?? ''
  else if (quiet) yield* cli.warn('WARNING: Ignoring custom format, because both --format and --quiet are set.')
  let size = flags.bool('size')
  if (format !== '') {
    const usesSize = checkFormat(format)
    if (!quiet && !flags.changed('size')) size ||= usesSize
  }
  let limit = flags.int('last')
  if (flags.bool('latest') && limit === -1) limit = 1
  const containers = yield* cli.client.json<readonly ContainerSummary[]>('GET', '/containers/json', {
    query: {
      all: flags.bool('all') || undefined,
      limit: limit > 0 ? limit : undefined,
      size: size || undefined,
      filters: filtersQuery(flags.list('filter')),
    },
  })
  const settings = {
    truncate: !flags.bool('no-trunc'),
    nowMs: yield* cli.now(),
    zone: yield* cli.zone(),
    platform: cli.release.major >= 28,
    bareAddresses: cli.release.major < 27,
  }
  const rows = containers.map((container) => containerRow(container, settings))
  yield* cli.print(renderListing(containerFormat(format, quiet, size), { header: containerHeader, rows }))
  return 0
}

/** A format must parse and name only fields there are; true when it shows sizes, which the daemon must then compute. */
function checkFormat(format: string): boolean {
  const template = Template.parse(format, { functions: formatFunctions })
  if (!template.ok) throw new Failure(`failed to parse template: ${template.error}`)
  const blank: ContainerSummary = {
    Id: '',
    Names: [],
    Image: '',
    ImageID: '',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: {},
    State: 'created',
    Status: '',
    HostConfig: {},
    NetworkSettings: { Networks: {} },
    Mounts: [],
  }
  const result = template.value.execute(
    containerRow(blank, { truncate: true, nowMs: 0, zone: { abbreviation: 'UTC', offsetMinutes: 0 }, platform: true }),
  )
  if (!result.ok) throw new Failure(`failed to execute template: ${result.error.message}`)
  return /\.Size\b|json \.[^A-Za-z]/.test(format)
}
