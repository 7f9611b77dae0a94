/**
 * Which shell is running: bash (with its version), dash or BusyBox ash. One interpreter serves all three; the dialect says what syntax is
 * known, which builtins exist and how errors are worded. Follows bash 4.2 and 5.2, dash 0.5.12, BusyBox 1.35.
 */
export interface Dialect {
  readonly name: 'bash' | 'dash' | 'ash'
  /** `5.2.15`; what BASH_VERSION starts with. */
  readonly version: string
  readonly major: number
  readonly minor: number
}

/** From the executable's build parameters: `shell=dash`, `version=4.2.46`. */
export function dialectOf(build: ReadonlyMap<string, string>): Dialect {
  const shell = build.get('shell')
  const name = shell === 'dash' || shell === 'ash' ? shell : 'bash'
  const version = build.get('version') ?? (name === 'dash' ? '0.5.12' : name === 'ash' ? '1.35.0' : '5.2.15')
  const [major = 5, minor = 2] = version.split('.').map(Number)
  return { name, version, major, minor }
}

/** At least that bash. */
export const atLeast = (dialect: Dialect, major: number, minor: number): boolean =>
  dialect.major > major || (dialect.major === major && dialect.minor >= minor)

/** bash counts the lines of `-c` from 1 since 5.0, from 0 before. */
export const firstLineOfCommand = (dialect: Dialect): number => (dialect.name === 'bash' && dialect.major < 5 ? 0 : 1)
