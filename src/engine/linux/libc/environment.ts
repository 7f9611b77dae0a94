import type { Sys } from '../kernel/calls.ts'
import { sys } from '../sys.ts'

/** Models environ(7) and what libc reads from it. */
export type Environment = ReadonlyMap<string, string>

/** `NAME=value` strings, in the environment's order. */
export const environmentStrings = (env: Environment): readonly string[] => [...env].map(([name, value]) => `${name}=${value}`)

/** The reverse; strings without `=` are dropped. */
export function parseEnvironment(strings: readonly string[]): Map<string, string> {
  const env = new Map<string, string>()
  for (const text of strings) {
    const equals = text.indexOf('=')
    if (equals > 0) env.set(text.slice(0, equals), text.slice(equals + 1))
  }
  return env
}

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Directories where commands are looked for; an empty entry is the current directory. */
export const searchDirectories = (env: Environment): readonly string[] => (env.get('PATH') ?? defaultPath).split(':').map((entry) => entry || '.')

/** Every executable file of that name on PATH, in order; a name with a slash is its own only candidate. */
export function* findCommands(name: string, env: Environment): Sys<readonly string[]> {
  const candidates = name.includes('/') ? [name] : searchDirectories(env).map((entry) => `${entry}/${name}`)
  const found: string[] = []
  for (const path of candidates) {
    const stat = yield* sys.stat({ path })
    if (stat.ok && stat.value.type === 'file' && (yield* sys.access({ path, mode: 'x' })).ok) found.push(path)
  }
  return found
}
