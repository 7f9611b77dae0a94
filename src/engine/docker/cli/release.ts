/** What differs between the client releases that the worlds install. */
export interface Release {
  /** As `docker version` shows it: `26.1.4`, `28.5.2`. */
  readonly version: string
  readonly major: number
  readonly apiVersion: string
  readonly commit: string
  readonly goVersion: string
  readonly builtAt: string
  readonly buildx: string
  readonly buildxRevision: string
  readonly compose: string
  /** Where the package put the plugins. */
  readonly pluginDirectory: string
  /** Who built it; empty for a distribution's own build. */
  readonly platform: string
}

const releases: readonly Release[] = [
  {
    version: '26.1.4',
    major: 26,
    apiVersion: '1.45',
    commit: '5650f9b',
    goVersion: 'go1.21.11',
    builtAt: 'Wed Jun  5 11:32:04 2024',
    buildx: 'v0.14.1',
    buildxRevision: '59582a88fca7858dbe1886fd1556b2a0d79e43a3',
    compose: 'v2.27.1',
    pluginDirectory: '/usr/libexec/docker/cli-plugins',
    platform: 'Docker Engine - Community',
  },
  {
    version: '28.5.2',
    major: 28,
    apiVersion: '1.51',
    commit: 'ecc6942',
    goVersion: 'go1.25.3',
    builtAt: 'Wed Nov  5 14:43:11 2025',
    buildx: 'v0.29.1',
    buildxRevision: 'a32761aeb3debd39be1eca514af3693af0db334b',
    compose: 'v2.40.3',
    pluginDirectory: '/usr/libexec/docker/cli-plugins',
    platform: 'Docker Engine - Community',
  },
  {
    version: '28.5.2+dfsg4',
    major: 28,
    apiVersion: '1.51',
    commit: '9cc6dea35e9a963f281434761c656fba4ac43aed',
    goVersion: 'go1.27.1',
    builtAt: 'Tue Sep 15 11:02:57 2026',
    buildx: '0.29.1+ds1',
    buildxRevision: '0.29.1+ds1-4',
    compose: '2.40.3-3',
    pluginDirectory: '/usr/libexec/docker/cli-plugins',
    platform: '',
  },
]

/** The release of an executable's build parameters (`version=26.1.4`), the newest one when they name none. */
export function releaseOf(build: ReadonlyMap<string, string>): Release {
  const version = build.get('version')
  const newest = releases.find((release) => release.version === '28.5.2') as Release
  return releases.find((release) => release.version === version) ?? (version ? { ...newest, version } : newest)
}
