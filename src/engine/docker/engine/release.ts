/** What differs between the daemon releases that the worlds install, as `docker version` and `docker info` show it. */
export interface Release {
  readonly version: string
  readonly major: number
  readonly apiVersion: string
  readonly minApiVersion: string
  readonly gitCommit: string
  readonly goVersion: string
  /** As Go's linker wrote it. */
  readonly buildTime: string
  /** Who built it; empty for a distribution's own build. */
  readonly platform: string
  /** Log drivers left out of the build. */
  readonly without: readonly string[]
}

const releases: readonly Release[] = [
  {
    version: '26.1.4',
    major: 26,
    apiVersion: '1.45',
    minApiVersion: '1.24',
    gitCommit: 'de5c9cf',
    goVersion: 'go1.21.11',
    buildTime: '2024-06-05T11:31:02.000000000+00:00',
    platform: 'Docker Engine - Community',
    without: [],
  },
  {
    version: '28.5.2',
    major: 28,
    apiVersion: '1.51',
    minApiVersion: '1.24',
    gitCommit: '89c5e8f',
    goVersion: 'go1.25.3',
    buildTime: '2025-11-05T14:43:11.000000000+00:00',
    platform: 'Docker Engine - Community',
    without: [],
  },
  {
    version: '28.5.2+dfsg4',
    major: 28,
    apiVersion: '1.51',
    minApiVersion: '1.24',
    gitCommit: '3ef3c07c883be49a2e8097bcf6d2952fce1d70eb',
    goVersion: 'go1.27.1',
    buildTime: '2026-09-15T11:02:57.000000000+00:00',
    platform: '',
    without: ['gcplogs'],
  },
]

/** The release of an executable's build parameters, the newest one where they name none. */
export function releaseOf(build: ReadonlyMap<string, string>): Release {
  const version = build.get('version')
  const newest = releases.find((release) => release.version === '28.5.2') as Release
  const known = releases.find((release) => release.version === version) ?? (version === undefined ? newest : { ...newest, version })
  return { ...known, gitCommit: build.get('commit') ?? known.gitCommit, platform: build.get('platform') ?? known.platform }
}
