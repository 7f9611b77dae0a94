import { marshalIndent, parseJson } from '../../../base/go-json.ts'
import type { GoValue } from '../../../base/go-value.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'

/** Models docker/cli's config.json: credentials, formats, the current context. Unknown keys are kept when it is saved. */
export interface ConfigFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>
  readonly currentContext?: string
  readonly detachKeys?: string
  readonly psFormat?: string
  readonly imagesFormat?: string
  readonly networksFormat?: string
  readonly volumesFormat?: string
  readonly statsFormat?: string
  readonly pruneFilters?: readonly string[]
}

/** The directory of `config.json`: `--config`, DOCKER_CONFIG or ~/.docker. */
export const configDirectory = (env: ReadonlyMap<string, string>): string => env.get('DOCKER_CONFIG') || `${env.get('HOME') ?? ''}/.docker`

/** The file as read; the problem is what the real client warns about. */
export function* loadConfigFile(directory: string): Sys<{ readonly config: ConfigFile; readonly problem?: string }> {
  const path = `${directory}/config.json`
  const text = yield* readFile(path)
  if (!text.ok) return { config: {} }
  const parsed = parseJson(text.value)
  if (!parsed.ok) return { config: {}, problem: `WARNING: Error loading config file: ${path}: ${parsed.error}` }
  return { config: (parsed.value ?? {}) as ConfigFile }
}

export function* saveConfigFile(directory: string, config: ConfigFile): Sys<boolean> {
  yield* makeDirectories(directory, 0o700)
  const written = yield* writeFile(`${directory}/config.json`, marshalIndent(config as GoValue, '', '\t'), { mode: 0o600 })
  return written.ok
}

export function* makeDirectories(path: string, mode: number): Sys<void> {
  const parts = path.split('/').filter(Boolean)
  for (let i = 1; i <= parts.length; i++) yield* sys.mkdir({ path: `/${parts.slice(0, i).join('/')}`, mode })
}
