import type { Sys } from '../../../linux/kernel/calls.ts'
import type { SystemVersion } from '../../api/system.ts'
import type { Cli } from '../cli.ts'

/** The BuildKit inside a dockerd. */
export interface DefaultBuilder {
  readonly running: boolean
  readonly buildkit: string
  readonly platforms: readonly string[]
}

/** BuildKit's version in each release of the daemon. */
const buildkitOf: Readonly<Record<string, string>> = { '26': 'v0.13.2', '28': 'v0.25.1' }

/** The builder `default`: the daemon of the context. A distribution's own build of the daemon does not know its BuildKit's version. */
export function* defaultBuilder(cli: Cli): Sys<DefaultBuilder> {
  const version = yield* cli.client.json<SystemVersion>('GET', '/version')
  const own = version.Version.includes('+')
  const buildkit = own ? 'v0.0.0+unknown' : (buildkitOf[version.Version.split('.')[0] ?? ''] ?? 'v0.0.0+unknown')
  return { running: true, buildkit, platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/amd64/v4', 'linux/386'] }
}

/** `linux/amd64 (+4), linux/386`: where an architecture has variants, all of them are counted. */
export function groupedPlatforms(platforms: readonly string[]): string {
  const groups = new Map<string, number>()
  for (const platform of platforms) {
    const base = platform.split('/').slice(0, 2).join('/')
    groups.set(base, (groups.get(base) ?? 0) + 1)
  }
  return [...groups].map(([base, count]) => (count > 1 ? `${base} (+${count})` : base)).join(', ')
}
