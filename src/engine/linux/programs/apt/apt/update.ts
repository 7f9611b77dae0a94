import { dayMs, daysOfDate } from '../../../../base/calendar.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { httpDate } from '../../../libc/http/status.ts'
import { run } from '../../../libc/spawn.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { parseStanzas } from '../control.ts'
import { signerOf, trustedKeys } from '../keyring.ts'
import { Acquire, type Failed, type Item } from './acquire.ts'
import type { AptSession } from './session.ts'
import { LISTS, listName, packagesUri, readSources, releaseUri, type Source } from './sources.ts'
import { fetchedText, sizeText } from './units.ts'

/**
 * `update`: the InRelease file of every suite, checked against its keys, then the Packages files it names that have changed.
 * Leaves out: translations, pdiffs, Contents, by-hash paths, detached signatures.
 */
export function* update(session: AptSession): Sys<boolean> {
  const sources = yield* readSources(session)
  if (!sources || !(yield* session.lock(`${LISTS}/lock`, `directory ${LISTS}/`))) return false
  yield* run(['/bin/mkdir', '-p', `${LISTS}/partial`])
  const lists = new Lists(session)
  const fresh = yield* lists.releases(sources)
  yield* lists.packages(fresh)
  yield* lists.finish(sources)
  return !session.failed
}

class Lists {
  private readonly acquire: Acquire
  private readonly numbers = new Map<string, number>()
  private someFailed = false

  constructor(private readonly session: AptSession) {
    this.acquire = new Acquire()
  }

  /** Sources whose release is new; those that failed are said. */
  *releases(sources: readonly Source[]): Sys<readonly Source[]> {
    const fresh: Source[] = []
    const retries = Number(this.session.config.get('Acquire::Retries') ?? 3)
    let waiting = sources.map((source) => ({ source, item: releaseItem(source) }))
    for (let round = 0; waiting.length > 0; round++) {
      const again: typeof waiting = []
      for (const entry of waiting) {
        const since = yield* sys.stat({ path: entry.item.path })
        const item = since.ok ? { ...entry.item, since: httpDate(since.value.mtimeMs) } : entry.item
        const outcome = yield* this.acquire.fetch({ ...item, path: partial(item.path) }, (bytes) => this.say('Get', item, bytes))
        if (outcome.kind === 'hit') yield* this.say('Hit', item)
        else if (outcome.kind === 'got') {
          if (yield* this.verify(entry.source, item, outcome.modified)) fresh.push(entry.source)
        } else if (outcome.transient && round < retries) {
          yield* this.say('Ign', item)
          again.push(entry)
        } else yield* this.releaseFailed(item, outcome)
      }
      waiting = again
      if (again.length > 0) yield* sys.nanosleep({ ms: 1000 * 2 ** round })
    }
    return fresh
  }

  private *releaseFailed(item: Item, outcome: Failed): Sys<void> {
    this.someFailed = true
    if (outcome.transient) {
      yield* this.say('Err', item)
      yield* this.session.say(`  ${outcome.message}\n`)
      this.session.warning(`Failed to fetch ${item.uri}  ${outcome.message}`)
      return
    }
    const release = { ...item, description: item.description.replace('InRelease', 'Release') }
    yield* this.say('Ign', item)
    yield* this.session.say(`  ${outcome.message}\n`)
    this.numbers.delete(item.uri)
    yield* this.say('Err', { ...release, uri: `${item.uri}/Release` })
    yield* this.session.say(`  ${outcome.message}\n`)
    this.session.error(`The repository '${release.description}' does not have a Release file.`)
    this.notSecure()
  }

  private notSecure(): void {
    this.session.notice("Updating from such a repository can't be done securely, and is therefore disabled by default.")
    this.session.notice('See apt-secure(8) manpage for repository creation and user configuration details.')
  }

  /** Is it signed by a key that is trusted for it? Then it takes its place. */
  private *verify(source: Source, item: Item, modified: string | undefined): Sys<boolean> {
    const text = yield* readFile(partial(item.path))
    const signer = text.ok ? signerOf(text.value) : undefined
    const keys = yield* trustedKeys(source.signedBy)
    if (!source.trusted && !keys.some((key) => key.id === signer)) {
      yield* this.say('Err', item)
      const problem = `The following signatures couldn't be verified because the public key is not available: NO_PUBKEY ${signer ?? ''}`
      yield* this.session.say(`  ${problem}\n`)
      yield* sys.unlink({ path: partial(item.path) })
      this.session.warning(`GPG error: ${item.description}: ${problem}`)
      this.session.error(`The repository '${item.description}' is not signed.`)
      this.notSecure()
      return false
    }
    yield* sys.rename({ from: partial(item.path), to: item.path })
    yield* this.remember(item.path, modified)
    return true
  }

  /** When the server last changed a list is kept as the file's time, for the next question. */
  private *remember(path: string, modified: string | undefined): Sys<void> {
    const mtimeMs = modified === undefined ? undefined : parseHttpDate(modified)
    if (mtimeMs !== undefined) yield* sys.utimens({ path, mtimeMs })
  }

  *packages(sources: readonly Source[]): Sys<void> {
    for (const source of sources) {
      const text = yield* readFile(`${LISTS}/${listName(releaseUri(source))}`)
      const release = text.ok ? parseStanzas(text.value.replace(/^-----BEGIN PGP SIGNED MESSAGE-----\nHash: \w+\n\n/, ''))[0] : undefined
      for (const component of source.components) {
        const wanted = `${component}/binary-amd64/Packages`
        const offered = (release?.get('SHA256') ?? '').split('\n').map((line) => line.trim().split(/\s+/)[2] ?? '')
        const variant = ['.xz', '.gz', ''].find((suffix) => offered.includes(`${wanted}${suffix}`))
        if (variant === undefined) {
          this.session.warning(
            `Skipping acquire of configured file '${wanted}' as repository '${source.uri} ${source.suite} InRelease' doesn't have the component '${component}' (component misspelt in sources.list?)`,
          )
          continue
        }
        yield* this.packagesFile(source, component, variant)
      }
    }
  }

  private *packagesFile(source: Source, component: string, variant: string): Sys<void> {
    const uri = packagesUri(source, component)
    const path = `${LISTS}/${listName(uri)}`
    const item: Item = {
      uri: `${uri}${variant}`,
      description: `${source.uri} ${source.suite}/${component} amd64 Packages`,
      path: `${partial(path)}${variant}`,
    }
    const outcome = yield* this.acquire.fetch(item, (bytes) => this.say('Get', item, bytes))
    if (outcome.kind === 'failed') {
      this.someFailed = true
      yield* this.say('Err', item)
      yield* this.session.say(`  ${outcome.message}\n`)
      this.session.error(`Failed to fetch ${item.uri}  ${outcome.message}`)
      return
    }
    yield* sys.compute({ ms: 120 })
    // Docker's images keep the indexes compressed.
    if (this.session.config.is('Acquire::GzipIndexes', false)) yield* sys.rename({ from: item.path, to: `${path}.lz4` })
    else if (variant === '') yield* sys.rename({ from: item.path, to: path })
    else {
      yield* sys.decompress({ path: item.path, to: path })
      yield* sys.unlink({ path: item.path })
    }
  }

  private *say(verb: 'Get' | 'Hit' | 'Ign' | 'Err', item: Item, bytes?: number): Sys<void> {
    const number = this.numbers.get(item.uri) ?? this.acquire.nextNumber()
    this.numbers.set(item.uri, number)
    yield* this.session.say(`${verb}:${number} ${item.description}${bytes === undefined ? '' : ` [${sizeText(bytes)}B]`}\n`)
  }

  *finish(sources: readonly Source[]): Sys<void> {
    yield* this.acquire.close()
    if (this.acquire.bytes > 0) yield* this.session.say(fetchedText(this.acquire.bytes, this.acquire.tookMs))
    yield* this.forget(sources)
    if (this.someFailed && !this.session.failed)
      this.session.warning('Some index files failed to download. They have been ignored, or old ones used instead.')
    for (const command of this.session.config.list('APT::Update::Post-Invoke')) yield* run(['/bin/sh', '-c', command])
  }

  /** Lists of sources that are no longer there go. */
  private *forget(sources: readonly Source[]): Sys<void> {
    const wanted = new Set(['lock', 'partial', 'auxfiles', '.', '..'])
    for (const source of sources) {
      wanted.add(listName(releaseUri(source)))
      for (const component of source.components) for (const end of ['', '.lz4']) wanted.add(`${listName(packagesUri(source, component))}${end}`)
    }
    const entries = yield* sys.getdents({ path: LISTS })
    for (const { name, type } of entries.ok ? entries.value : [])
      if (type === 'file' && !wanted.has(name)) yield* sys.unlink({ path: `${LISTS}/${name}` })
  }
}

const partial = (path: string): string => path.replace(`${LISTS}/`, `${LISTS}/partial/`)

function releaseItem(source: Source): Item {
  const uri = releaseUri(source)
  return { uri, description: `${source.uri} ${source.suite} InRelease`, path: `${LISTS}/${listName(uri)}` }
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** Unix milliseconds of `Sat, 10 Feb 2024 11:07:25 GMT`. */
function parseHttpDate(text: string): number | undefined {
  const match = /(\d+) (\w{3}) (\d{4}) (\d+):(\d+):(\d+) GMT$/.exec(text)
  if (!match) return undefined
  const [day = 1, , year = 1970, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  return daysOfDate(year, months.indexOf(match[2] ?? '') / 3 + 1, day) * dayMs + ((hour * 60 + minute) * 60 + second) * 1000
}
