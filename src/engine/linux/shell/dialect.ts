/**
 * Which shell is running: bash (with its version), dash or BusyBox ash. One interpreter serves all three; the dialect says what syntax is
 * known, which builtins exist and how errors are worded. Follows bash 4.2 and 5.2, dash 0.5.12, BusyBox 1.35.
 */
export interface Dialect {
  readonly name: 'bash' | 'dash' | 'ash'
  /** `5.2.15`; what BASH_VERSION starts with. */
  readonly version: string
  /** What BusyBox says of itself when an interactive ash starts: `v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1)`; `none` for builds that start in silence. */
  readonly banner: string
  readonly major: number
  readonly minor: number
}

/** From the executable's build parameters: `shell=dash`, `version=4.2.46`, `banner=v1.35.0_(Debian)` with underscores for blanks. */
export function dialectOf(build: ReadonlyMap<string, string>): Dialect {
  const shell = build.get('shell')
  const name = shell === 'dash' || shell === 'ash' ? shell : 'bash'
  const version = build.get('version') ?? (name === 'dash' ? '0.5.12' : name === 'ash' ? '1.35.0' : '5.2.15')
  const [major = 5, minor = 2] = version.split('.').map(Number)
  const banner = build.get('banner')?.replaceAll('_', ' ') ?? `v${version}`
  return { name, version, banner, major, minor }
}

/** At least that bash. */
export const atLeast = (dialect: Dialect, major: number, minor: number): boolean =>
  dialect.major > major || (dialect.major === major && dialect.minor >= minor)

/** bash counts the lines of `-c` from 1 since 5.0, from 0 before; ash from 0, dash from 1. */
export const firstLineOfCommand = (dialect: Dialect): number => ((dialect.name === 'bash' && dialect.major < 5) || dialect.name === 'ash' ? 0 : 1)
