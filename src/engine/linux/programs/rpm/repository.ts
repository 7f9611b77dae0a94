import type { Sys } from '../../kernel/calls.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** A section of a file in /etc/yum.repos.d. */
export interface Repository {
  readonly id: string
  readonly name: string
  readonly baseUrl: string
  readonly mirrorList: string
  readonly enabled: boolean
  readonly gpgCheck: boolean
  readonly gpgKey: string
  /** The file it is defined in. */
  readonly path: string
}

export interface YumVariables {
  readonly releasever: string
  readonly basearch: string
}

const REPOS = '/etc/yum.repos.d'

/** `$releasever` is the version of the package that provides the release (centos-release): 7. */
export function* yumVariables(): Sys<YumVariables> {
  const release = yield* readFile('/etc/os-release')
  const releasever = release.ok ? (/^VERSION_ID="?(\d+)/m.exec(release.value)?.[1] ?? '7') : '7'
  return { releasever, basearch: 'x86_64' }
}

const expand = (text: string, variables: YumVariables): string =>
  text.replaceAll('$releasever', variables.releasever).replaceAll('$basearch', variables.basearch).replaceAll('$infra', 'stock')

/** All repositories defined, by file name and order in the file. */
export function* readRepositories(): Sys<readonly Repository[]> {
  const variables = yield* yumVariables()
  const entries = yield* sys.getdents({ path: REPOS })
  if (!entries.ok) return []
  const found: Repository[] = []
  const names = entries.value.map((entry) => entry.name).filter((name) => name.endsWith('.repo'))
  for (const name of names.sort()) {
    const path = `${REPOS}/${name}`
    const text = yield* readFile(path)
    if (text.ok) found.push(...parseRepositories(text.value, path, variables))
  }
  return found
}

export function parseRepositories(text: string, path: string, variables: YumVariables): readonly Repository[] {
  const found: Repository[] = []
  let id = ''
  let values = new Map<string, string>()
  const finish = () => {
    if (id === '' || id === 'main') return
    const value = (key: string) => expand(values.get(key) ?? '', variables)
    const flag = (key: string, fallback: boolean) => (values.has(key) ? /^(1|yes|true)$/i.test(values.get(key) ?? '') : fallback)
    found.push({
      id,
      name: value('name') || id,
      baseUrl: value('baseurl'),
      mirrorList: value('mirrorlist'),
      enabled: flag('enabled', true),
      gpgCheck: flag('gpgcheck', false),
      gpgKey: value('gpgkey'),
      path,
    })
  }
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const header = /^\[(.+)\]$/.exec(line)
    if (header) {
      finish()
      id = header[1] as string
      values = new Map()
      continue
    }
    const equals = line.indexOf('=')
    if (equals > 0) values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim())
  }
  finish()
  return found
}
