import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { parseStanzas } from '../control.ts'
import type { AptSession } from './session.ts'

/** sources.list(5): a suite of an archive with the components wanted from it. */
export interface Source {
  readonly uri: string
  readonly suite: string
  readonly components: readonly string[]
  /** Key files that may have signed it, absent: any trusted one. */
  readonly signedBy: readonly string[] | undefined
  /** `[trusted=yes]`. */
  readonly trusted: boolean
}

/** The sources of /etc/apt, or undefined when a file of them cannot be read (which is an error by then). */
export function* readSources(session: AptSession): Sys<readonly Source[] | undefined> {
  const folder = '/etc/apt/sources.list.d'
  const entries = yield* sys.getdents({ path: folder })
  const names = (entries.ok ? entries.value : []).map((entry) => entry.name).sort()
  const sources: Source[] = []
  for (const path of ['/etc/apt/sources.list', ...names.map((name) => `${folder}/${name}`)]) {
    const deb822 = path.endsWith('.sources')
    if (!deb822 && !path.endsWith('.list')) {
      if (!/^\.+$/.test(path.slice(folder.length + 1)))
        session.notice(
          `Ignoring file '${path.slice(folder.length + 1)}' in directory '${folder}/' as it has ${path.slice(folder.length).includes('.') ? 'an invalid' : 'no'} filename extension`,
        )
      continue
    }
    const text = yield* readFile(path)
    if (!text.ok) continue
    const problem = deb822 ? readStanzas(path, text.value, sources) : readLines(path, text.value, sources)
    if (problem === undefined) continue
    session.error(problem)
    session.error('The list of sources could not be read.')
    return undefined
  }
  return sources
}

function readLines(path: string, text: string, sources: Source[]): string | undefined {
  for (const [index, line] of text.split('\n').entries()) {
    const plain = line.replace(/#.*/, '').trim()
    if (plain === '') continue
    const match = /^(\S+)\s+(?:\[([^\]]*)\]\s+)?(\S+)(?:\s+(\S+)(?:\s+(.*))?)?$/.exec(plain)
    const where = `entry ${index + 1} in list file ${path}`
    const [, type = '', options = '', uri = '', suite, components] = match ?? []
    if (type !== 'deb' && type !== 'deb-src') return `Type '${plain.split(/\s+/)[0]}' is not known on line ${index + 1} in source list ${path}`
    if (!/^(https?|file|cdrom|ftp):/.test(uri)) return `Malformed ${where} (URI parse)`
    if (!suite) return `Malformed ${where} (Suite)`
    if (!components && !suite.endsWith('/')) return `Malformed ${where} (Component)`
    if (type === 'deb-src') continue
    const option = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(options)?.[1]
    if (!(option('arch') ?? 'amd64').split(',').includes('amd64')) continue
    add(sources, uri, suite, (components ?? '').split(/\s+/).filter(Boolean), option('signed-by')?.split(','), option('trusted') === 'yes')
  }
  return undefined
}

function readStanzas(path: string, text: string, sources: Source[]): string | undefined {
  for (const [index, stanza] of parseStanzas(text).entries()) {
    const words = (name: string) => (stanza.get(name) ?? '').split(/\s+/).filter(Boolean)
    if (stanza.get('Enabled') === 'no' || !words('Types').includes('deb')) continue
    if (words('URIs').length === 0) return `Malformed entry ${index + 1} in sources file ${path} (URI)`
    if (words('Suites').length === 0) return `Malformed entry ${index + 1} in sources file ${path} (Suite)`
    const architectures = words('Architectures')
    if (architectures.length > 0 && !architectures.includes('amd64')) continue
    for (const uri of words('URIs'))
      for (const suite of words('Suites'))
        add(sources, uri, suite, words('Components'), stanza.has('Signed-By') ? words('Signed-By') : undefined, stanza.get('Trusted') === 'yes')
  }
  return undefined
}

function add(
  sources: Source[],
  uri: string,
  suite: string,
  components: readonly string[],
  signedBy: readonly string[] | undefined,
  trusted: boolean,
): void {
  const base = uri.replace(/\/+$/, '')
  const same = sources.findIndex((source) => source.uri === base && source.suite === suite)
  const before = sources[same]
  const merged = {
    uri: base,
    suite,
    components: [...new Set([...(before?.components ?? []), ...components])],
    signedBy: signedBy ?? before?.signedBy,
    trusted,
  }
  if (before) sources[same] = merged
  else sources.push(merged)
}

export const LISTS = '/var/lib/apt/lists'

/** `ftp.br.debian.org_debian_dists_bookworm_InRelease`. */
export const listName = (uri: string): string =>
  uri
    .replace(/^\w+:\/\//, '')
    .replaceAll('_', '%5f')
    .replaceAll('/', '_')

/** A flat archive (`./`) has no components. */
export const releaseUri = (source: Source): string =>
  source.suite.endsWith('/') ? `${source.uri}/${source.suite}InRelease` : `${source.uri}/dists/${source.suite}/InRelease`

export const packagesUri = (source: Source, component: string): string => `${source.uri}/dists/${source.suite}/${component}/binary-amd64/Packages`
