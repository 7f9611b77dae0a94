import type { Capability, RpmHeader } from './header.ts'
import type { Evr } from './version.ts'

/** A package as a repository offers it: its header and where its rpm is, relative to the repository's base URL. */
export interface OfferedRpm extends RpmHeader {
  readonly location: string
  readonly repository: string
}

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const unescapeXml = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

function entryXml(capability: Capability): string {
  const { flags, evr } = capability
  const version =
    flags && evr
      ? ` flags="${flags}" epoch="${evr.epoch}" ver="${escapeXml(evr.version)}"${evr.release ? ` rel="${escapeXml(evr.release)}"` : ''}`
      : ''
  return `<rpm:entry name="${escapeXml(capability.name)}"${version}/>`
}

const listXml = (tag: string, items: readonly Capability[]): string =>
  items.length > 0 ? `<rpm:${tag}>${items.map(entryXml).join('')}</rpm:${tag}>` : ''

/** createrepo's primary.xml. */
export function primaryXml(packages: readonly (RpmHeader & { readonly location: string })[]): string {
  const body = packages.map(
    (entry) => `<package type="rpm"><name>${escapeXml(entry.name)}</name><arch>${entry.arch}</arch>\
<version epoch="${entry.epoch}" ver="${escapeXml(entry.version)}" rel="${escapeXml(entry.release)}"/>\
<summary>${escapeXml(entry.summary)}</summary><description>${escapeXml(entry.description)}</description><url>${escapeXml(entry.url)}</url>\
<time build="${Math.round(entry.builtMs / 1000)}"/><size package="${entry.archiveBytes}" installed="${entry.installedBytes}"/>\
<location href="${escapeXml(entry.location)}"/><format><rpm:license>${escapeXml(entry.license)}</rpm:license><rpm:vendor>${escapeXml(entry.vendor)}</rpm:vendor>\
<rpm:group>${escapeXml(entry.group)}</rpm:group><rpm:sourcerpm>${escapeXml(entry.sourceRpm)}</rpm:sourcerpm>\
${listXml('provides', entry.provides)}${listXml('requires', entry.requires)}${listXml('obsoletes', entry.obsoletes)}\
${entry.files
  .filter((file) => /^\/(etc\/|usr\/(s?bin)\/|s?bin\/)/.test(file.path))
  .map((file) => `<file>${escapeXml(file.path)}</file>`)
  .join('')}</format></package>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${packages.length}">\n${body.join('')}</metadata>\n`
}

const text = (xml: string, tag: string): string => unescapeXml(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(xml)?.[1] ?? '')
const attribute = (element: string, name: string): string => unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? '')
const element = (xml: string, tag: string): string => new RegExp(`<${tag}\\b[^>]*>`).exec(xml)?.[0] ?? ''

function capabilities(xml: string, tag: string): readonly Capability[] {
  const list = new RegExp(`<rpm:${tag}>([\\s\\S]*?)</rpm:${tag}>`).exec(xml)?.[1] ?? ''
  return [...list.matchAll(/<rpm:entry [^>]*>/g)].map(([entry]) => {
    const flags = attribute(entry, 'flags') as NonNullable<Capability['flags']> | ''
    const evr: Evr = { epoch: Number(attribute(entry, 'epoch') || 0), version: attribute(entry, 'ver'), release: attribute(entry, 'rel') }
    return flags ? { name: attribute(entry, 'name'), flags, evr } : { name: attribute(entry, 'name') }
  })
}

/** Reads primary.xml back; undefined when it is no such document. */
export function parsePrimary(xml: string, repository: string): readonly OfferedRpm[] | undefined {
  if (!xml.includes('<metadata')) return undefined
  return xml
    .split('<package type="rpm">')
    .slice(1)
    .map((chunk) => {
      const version = element(chunk, 'version')
      const size = element(chunk, 'size')
      return {
        name: text(chunk, 'name'),
        arch: text(chunk, 'arch'),
        epoch: Number(attribute(version, 'epoch')),
        version: attribute(version, 'ver'),
        release: attribute(version, 'rel'),
        summary: text(chunk, 'summary'),
        description: text(chunk, 'description'),
        url: text(chunk, 'url'),
        license: text(chunk, 'rpm:license'),
        vendor: text(chunk, 'rpm:vendor'),
        packager: text(chunk, 'rpm:vendor'),
        buildHost: '',
        group: text(chunk, 'rpm:group'),
        sourceRpm: text(chunk, 'rpm:sourcerpm'),
        builtMs: Number(attribute(element(chunk, 'time'), 'build')) * 1000,
        installedBytes: Number(attribute(size, 'installed')),
        archiveBytes: Number(attribute(size, 'package')),
        location: attribute(element(chunk, 'location'), 'href'),
        provides: capabilities(chunk, 'provides'),
        requires: capabilities(chunk, 'requires'),
        obsoletes: capabilities(chunk, 'obsoletes'),
        files: [...chunk.matchAll(/<file>([^<]*)<\/file>/g)].map(([, path]) => ({
          path: unescapeXml(path ?? ''),
          size: 0,
          mode: 0,
          type: 'file' as const,
        })),
        scripts: {},
        repository,
      }
    })
}

/** What repomd.xml says of the primary document: its place, checksum, size and time. */
export interface RepoIndex {
  readonly revision: number
  readonly primary: { readonly href: string; readonly checksum: string; readonly size: number; readonly openSize: number }
}

export const repomdXml = (index: RepoIndex): string => `<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
 <revision>${index.revision}</revision>
<data type="primary">
  <checksum type="sha256">${index.primary.checksum}</checksum>
  <location href="${index.primary.href}"/>
  <timestamp>${index.revision}</timestamp>
  <size>${index.primary.size}</size>
  <open-size>${index.primary.openSize}</open-size>
</data>
</repomd>
`

export function parseRepomd(xml: string): RepoIndex | undefined {
  const href = attribute(element(xml, 'location'), 'href')
  if (!xml.includes('<repomd') || href === '') return undefined
  return {
    revision: Number(text(xml, 'revision')),
    primary: {
      href,
      checksum: /<checksum[^>]*>([0-9a-f]+)</.exec(xml)?.[1] ?? '',
      size: Number(text(xml, 'size')),
      openSize: Number(text(xml, 'open-size')),
    },
  }
}
