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
  readonly platform: string
  readonly containerdCommit: string
  readonly runcCommit: string
  readonly initCommit: string
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
    containerdCommit: 'd2d58213f83a351ca8f528a95fbd145f5654e957',
    runcCommit: 'v1.1.12-0-g51d5e94',
    initCommit: 'de40ad0',
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
    containerdCommit: '1c4457e00facac03ce1d75f7b6777a7a851e5c41',
    runcCommit: 'v1.3.3-0-gd842d771',
    initCommit: 'de40ad0',
  },
]

/** The release of an executable's build parameters, the newest one where they name none. */
export function releaseOf(build: ReadonlyMap<string, string>): Release {
  const version = build.get('version')
  const newest = releases[releases.length - 1] as Release
  const known = releases.find((release) => release.version === version) ?? (version === undefined ? newest : { ...newest, version })
  return { ...known, gitCommit: build.get('commit') ?? known.gitCommit, platform: build.get('platform') ?? known.platform }
}
