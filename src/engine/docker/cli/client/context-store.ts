import { sha256 } from '@noble/hashes/sha2.js'
import { marshalJson, parseJson } from '../../../base/go-json.ts'
import type { GoValue } from '../../../base/go-value.ts'
import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { makeDirectories } from './config-file.ts'

/** Models docker/cli's context store: `contexts/meta/<sha256 of the name>/meta.json`. TLS material is left out. */
export interface ContextMetadata {
  readonly Name: string
  readonly Metadata: { readonly Description?: string }
  readonly Endpoints: Readonly<Record<string, { readonly Host?: string; readonly SkipTLSVerify?: boolean }>>
}

export const contextHost = (metadata: ContextMetadata): string => metadata.Endpoints.docker?.Host ?? ''

const contextDirectory = (directory: string, name: string): string => {
  const id = [...sha256(encode(name))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${directory}/contexts/meta/${id}`
}

export const contextFile = (directory: string, name: string): string => `${contextDirectory(directory, name)}/meta.json`

export function* findContext(directory: string, name: string): Sys<ContextMetadata | undefined> {
  return yield* readMetadata(contextFile(directory, name))
}

function* readMetadata(path: string): Sys<ContextMetadata | undefined> {
  const text = yield* readFile(path)
  if (!text.ok) return undefined
  const parsed = parseJson(text.value)
  return parsed.ok ? (parsed.value as unknown as ContextMetadata) : undefined
}

export function* listContexts(directory: string): Sys<readonly ContextMetadata[]> {
  const entries = yield* sys.getdents({ path: `${directory}/contexts/meta` })
  if (!entries.ok) return []
  const found: ContextMetadata[] = []
  for (const entry of entries.value) {
    if (entry.name.startsWith('.')) continue
    const metadata = yield* readMetadata(`${directory}/contexts/meta/${entry.name}/meta.json`)
    if (metadata) found.push(metadata)
  }
  return found.sort((a, b) => (a.Name < b.Name ? -1 : 1))
}

export function* saveContext(directory: string, metadata: ContextMetadata): Sys<void> {
  const path = contextDirectory(directory, metadata.Name)
  yield* makeDirectories(path, 0o755)
  yield* writeFile(`${path}/meta.json`, marshalJson(metadata as unknown as GoValue), { mode: 0o644 })
}

export function* removeContext(directory: string, name: string): Sys<void> {
  const path = contextDirectory(directory, name)
  yield* sys.unlink({ path: `${path}/meta.json` })
  yield* sys.rmdir({ path })
}

/** Names: letters, digits and `_ . + -`, beginning with a letter or digit. */
export function contextNameProblem(name: string): string | undefined {
  if (name === '') return 'context name cannot be empty'
  if (name === 'default') return '"default" is a reserved context name'
  return /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name)
    ? undefined
    : `context name "${name}" is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`
}
