import { civilTime } from '../../base/calendar.ts'
import { sha256Hex } from '../../base/sha256.ts'
import { strftime } from '../../base/strftime.ts'
import { utc } from '../../base/time-zone.ts'
import { encode } from '../../base/utf8.ts'
import { BytesContent, type Content } from '../../linux/kernel/content.ts'
import { CompressedContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { holding } from '../../linux/kernel/fs/tree.ts'
import { formatStanza } from '../../linux/programs/apt/control.ts'
import { type BuiltDeb, buildDeb, type DebSpec } from './package.ts'

/** A suite of an archive: what its InRelease file says and what its components hold. */
export interface DebSuite {
  readonly origin: string
  readonly label: string
  /** `stable`. */
  readonly suite: string
  readonly codename: string
  readonly version?: string
  readonly description?: string
  readonly date: number
  readonly components: readonly DebComponent[]
  readonly keyId: string
  /** Of the real InRelease file: the rest of it is hashes of indexes that are not kept here. */
  readonly inReleaseBytes: number
  readonly maintainer: string
}

export interface DebComponent {
  readonly name: string
  readonly packages: readonly DebSpec[]
  /** Of the real Packages file, compressed. */
  readonly indexBytes: number
}

const poolFolder = (name: string): string => (name.startsWith('lib') ? name.slice(0, 4) : name.slice(0, 1))

const fileName = ({ name, version, arch }: DebSpec): string => `${name}_${version.replace(/^\d+:/, '')}_${arch}.deb`

/** The files of a suite below the archive's root: dists and pool. */
export function suiteFiles(suite: DebSuite, folder = suite.codename, pool = 'pool'): Record<string, TreeEntry> {
  const files: Record<string, TreeEntry> = {}
  const indexes: { path: string; content: Content }[] = []
  for (const component of suite.components) {
    let index = ''
    for (const built of component.packages.map((spec) => buildDeb(spec, suite.maintainer, suite.date))) {
      const source = built.spec.source ?? built.spec.name
      const path = `${pool}/${component.name}/${poolFolder(source)}/${source}/${fileName(built.spec)}`
      files[`/${path}`] = holding(built.content)
      index += `${indexStanza(built, path)}\n`
    }
    const path = `${component.name}/binary-amd64/Packages`
    const plain = new BytesContent(encode(index))
    indexes.push({ path, content: plain }, { path: `${path}.xz`, content: new CompressedContent(plain, component.indexBytes) })
  }
  for (const { path, content } of indexes) files[`/dists/${folder}/${path}`] = holding(content)
  files[`/dists/${folder}/InRelease`] = inRelease(suite, indexes)
  return files
}

function indexStanza(built: BuiltDeb, path: string): string {
  const fields = new Map<string, string>()
  for (const [name, value] of built.control) {
    if (name !== 'Description') fields.set(name, value)
    else fields.set('Filename', path).set('Size', String(built.content.size)).set('SHA256', built.digest()).set('Description', value)
  }
  return formatStanza(fields)
}

function inRelease(suite: DebSuite, indexes: readonly { readonly path: string; readonly content: Content }[]): string {
  const hashes = indexes.map(
    ({ path, content }) => ` ${sha256Hex(encode(content.descriptor?.() ?? path))} ${String(content.size).padStart(8)} ${path}\n`,
  )
  const date = strftime('%a, %d %b %Y %H:%M:%S UTC', civilTime(suite.date, utc))
  const head = [
    `Origin: ${suite.origin}`,
    `Label: ${suite.label}`,
    `Suite: ${suite.suite}`,
    ...(suite.version ? [`Version: ${suite.version}`] : []),
    `Codename: ${suite.codename}`,
    `Date: ${date}`,
    'Acquire-By-Hash: yes',
    'Architectures: all amd64',
    `Components: ${suite.components.map((component) => component.name).join(' ')}`,
    ...(suite.description ? [`Description: ${suite.description}`] : []),
  ]
  const body = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${head.join('\n')}\nSHA256:\n${hashes.join('')}`
  const tail = `-----BEGIN PGP SIGNATURE-----\n\nKey-ID: ${suite.keyId}\n-----END PGP SIGNATURE-----\n`
  return body + otherHashes(suite.inReleaseBytes - body.length - tail.length) + tail
}

const languages = 'ca cs da de de_DE el eo es eu fi fr hu it ja ko nl pl pt_BR pt ru sk sr sv tr uk vi zh_CN zh_TW'.split(' ')
const kinds = [
  'Contents-amd64.gz',
  'Contents-arm64.gz',
  'Contents-i386.gz',
  ...languages.map((language) => `i18n/Translation-${language}.bz2`),
  'source/Sources.xz',
  'dep11/Components-amd64.yml.gz',
]

/** Lines for indexes of other architectures and languages, which are not published here, up to the real file's size. */
function otherHashes(bytes: number): string {
  let out = ''
  for (let n = 0; out.length + 240 < bytes; n++) {
    const name = `${['contrib', 'non-free', 'non-free-firmware', 'main/debian-installer'][Math.floor(n / kinds.length) % 4]}/${kinds[n % kinds.length]}${n >= kinds.length * 4 ? `.${Math.floor(n / kinds.length / 4)}` : ''}`
    const digest = Array.from({ length: 8 }, (_, i) => (Math.imul((n + 1) * 8 + i, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')).join('')
    out += ` ${digest} ${String((n * 7919) % 900_000).padStart(8)} ${name}\n`
  }
  const left = bytes - out.length - ` ${'0'.repeat(64)}        0 \n`.length
  return left > 0 ? `${out} ${'0'.repeat(64)}        0 ${'contrib/'.padEnd(left, 'x')}\n` : out
}
