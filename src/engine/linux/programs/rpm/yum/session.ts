import { gunzipSync } from 'fflate'
import { decode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { print, printError, readFile, readFileBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { type InstalledRpm, readDatabase } from '../database.ts'
import { download, type FetchFailure } from '../fetch.ts'
import { type OfferedRpm, parsePrimary, parseRepomd } from '../metadata.ts'
import { type Repository, readRepositories, yumVariables } from '../repository.ts'
import { clockText, sizeText } from '../units.ts'

export interface YumOptions {
  readonly assumeYes: boolean
  readonly assumeNo: boolean
  readonly quiet: boolean
  readonly cacheOnly: boolean
  readonly noGpgCheck: boolean
  readonly enable: readonly string[]
  readonly disable: readonly string[]
  readonly showDuplicates: boolean
}

/** Metadata older than this is fetched again (metadata_expire): six hours. */
const EXPIRE_MS = 6 * 3_600_000

/** One run of yum: the repositories enabled, what they offer, what is installed. */
export class YumSession {
  repositories: readonly Repository[] = []
  offered: OfferedRpm[] = []
  installed: InstalledRpm[] = []

  constructor(readonly options: YumOptions) {}

  *say(text: string): Sys<void> {
    if (!this.options.quiet) yield* print(text)
  }

  *begin(): Sys<void> {
    this.installed = yield* readDatabase()
    const all = yield* readRepositories()
    const matches = (patterns: readonly string[], id: string) => patterns.some((pattern) => globMatches(pattern, id))
    this.repositories = all.filter(
      (repository) => matches(this.options.enable, repository.id) || (repository.enabled && !matches(this.options.disable, repository.id)),
    )
  }

  /** Reads every enabled repository's metadata, downloading what is missing or old; false when one cannot be had. */
  *loadMetadata(force = false): Sys<boolean> {
    yield* this.say('Loaded plugins: fastestmirror\n')
    const fresh = force || !(yield* this.allCached())
    yield* this.say(fresh ? 'Determining fastest mirrors\n' : 'Loading mirror speeds from cached hostfile\n')
    const bases = new Map<string, string>()
    for (const repository of this.repositories) {
      const base = yield* this.resolveBase(repository)
      if (!base.ok) return yield* this.unreachable(repository, base.url, base.failure)
      bases.set(repository.id, base.url)
    }
    const mirrored = this.repositories.filter((repository) => repository.mirrorList).sort((a, b) => (a.id < b.id ? -1 : 1))
    for (const { id } of mirrored) yield* this.say(` * ${id}: ${bases.get(id)?.split('/')[2]}\n`)
    for (const repository of this.repositories) {
      if (!(yield* this.loadRepository(repository, bases.get(repository.id) ?? '', force))) return false
    }
    return true
  }

  private *allCached(): Sys<boolean> {
    for (const repository of this.repositories) if (!(yield* this.fresh(repository))) return false
    return this.repositories.length > 0
  }

  *cacheFolder(repository: Repository): Sys<string> {
    const { basearch, releasever } = yield* yumVariables()
    return `/var/cache/yum/${basearch}/${releasever}/${repository.id}`
  }

  private *fresh(repository: Repository): Sys<boolean> {
    const stat = yield* sys.stat({ path: `${yield* this.cacheFolder(repository)}/repomd.xml` })
    return stat.ok && (this.options.cacheOnly || (yield* sys.clockRealtime({})) - stat.value.mtimeMs < EXPIRE_MS)
  }

  /** A mirror list names base URLs, one a line; the first answers. */
  private *resolveBase(repository: Repository): Sys<{ ok: true; url: string } | { ok: false; url: string; failure: FetchFailure }> {
    if (repository.baseUrl) return { ok: true, url: repository.baseUrl.split(/\s+/)[0] as string }
    const path = `${yield* this.cacheFolder(repository)}/mirrorlist.txt`
    if (!(yield* this.fresh(repository)) || !(yield* sys.stat({ path })).ok) {
      const fetched = yield* download(repository.mirrorList, path)
      if (!fetched.ok) return { ok: false, url: repository.mirrorList, failure: fetched.error }
    }
    const list = yield* readFile(path)
    const [first = ''] = list.ok ? list.value.split('\n').filter((line) => line.startsWith('http')) : []
    return first ? { ok: true, url: first } : { ok: false, url: repository.mirrorList, failure: { number: 14, message: 'mirrorlist is empty' } }
  }

  private *loadRepository(repository: Repository, base: string, force: boolean): Sys<boolean> {
    const folder = yield* this.cacheFolder(repository)
    const url = (path: string) => `${base.replace(/\/$/, '')}/${path}`
    if (force || !(yield* this.fresh(repository))) {
      const index = yield* download(url('repodata/repomd.xml'), `${folder}/repomd.xml`)
      if (!index.ok) return yield* this.unreachable(repository, url('repodata/repomd.xml'), index.error)
      yield* this.say(progressLine(repository.id, 56, index.value.bytes, index.value.tookMs))
    }
    const repomd = yield* readFile(`${folder}/repomd.xml`)
    const index = repomd.ok ? parseRepomd(repomd.value) : undefined
    if (!index)
      return yield* this.unreachable(repository, url('repodata/repomd.xml'), {
        number: -1,
        message: 'Error importing repomd.xml: Damaged repomd.xml file',
      })
    const primary = `${folder}/${index.primary.href.split('/').at(-1)}`
    if (!(yield* sys.stat({ path: primary })).ok) {
      const { releasever, basearch } = yield* yumVariables()
      const fetched = yield* download(url(index.primary.href), primary)
      if (!fetched.ok) return yield* this.unreachable(repository, url(index.primary.href), fetched.error)
      yield* this.say(progressLine(`${repository.id}/${releasever}/${basearch}/primary`, 58, fetched.value.bytes, fetched.value.tookMs))
    }
    const bytes = yield* readFileBytes(primary)
    const offered = bytes.ok ? parsePrimary(decode(gunzipSync(bytes.value)), repository.id) : undefined
    if (!offered) return yield* this.unreachable(repository, primary, { number: -1, message: 'Metadata file does not match checksum' })
    yield* sys.compute({ ms: 20 + offered.length * 0.05 })
    this.offered.push(...offered)
    return true
  }

  private *unreachable(repository: Repository, url: string, failure: FetchFailure): Sys<boolean> {
    yield* printError(`${url}: [Errno ${failure.number}] ${failure.message}\nTrying other mirror.\n`)
    yield* printError(`

 One of the configured repositories failed (${repository.name}),
 and yum doesn't have enough cached data to continue. At this point the only
 safe thing yum can do is fail. There are a few ways to work "fix" this:

     1. Contact the upstream for the repository and get them to fix the problem.

     2. Reconfigure the baseurl/etc. for the repository, to point to a working
        upstream. This is most often useful if you are using a newer
        distribution release than is supported by the repository (and the
        packages for the previous distribution release still work).

     3. Run the command with the repository temporarily disabled
            yum --disablerepo=${repository.id} ...

     4. Disable the repository permanently, so yum won't use it by default. Yum
        will then just ignore the repository until you permanently enable it
        again or use --enablerepo for temporary usage:

            yum-config-manager --disable ${repository.id}
        or
            subscription-manager repos --disable=${repository.id}

     5. Configure the failing repository to be skipped, if it is unavailable.
        Note that yum will try to contact the repo. when it runs most commands,
        so will have to try and fail each time (and thus. yum will be be much
        slower). If it is a very temporary problem though, this is often a nice
        compromise:

            yum-config-manager --save --setopt=${repository.id}.skip_if_unavailable=true

failure: ${url.split('/').slice(-2).join('/')} from ${repository.id}: [Errno 256] No more mirrors to try.
${url}: [Errno ${failure.number}] ${failure.message}
`)
    return false
  }
}

/** `base                                 | 3.6 kB  00:00:00     `, 80 columns with the spaces that clear what stood there. */
export const progressLine = (name: string, width: number, bytes: number, tookMs: number): string =>
  `${name.padEnd(width)} | ${`${sizeText(bytes)}B`.padStart(6)}  ${clockText(tookMs)}     \n`

export const globMatches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text)
