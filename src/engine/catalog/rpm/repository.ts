import { gzipSync } from 'fflate'
import { sha256Hex } from '../../base/sha256.ts'
import { encode } from '../../base/utf8.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { file, holding } from '../../linux/kernel/fs/tree.ts'
import { nevra } from '../../linux/programs/rpm/header.ts'
import { primaryXml, repomdXml } from '../../linux/programs/rpm/metadata.ts'
import type { BuiltRpm } from './package.ts'

/** The files of a repository, below its base: repodata made by createrepo's rules, and the packages themselves. */
export function repositoryFiles(packages: readonly BuiltRpm[], revisionMs: number): Record<string, TreeEntry> {
  const location = (entry: BuiltRpm) => `Packages/${nevra(entry.header)}.rpm`
  const xml = encode(primaryXml(packages.map((entry) => ({ ...entry.header, location: location(entry) }))))
  const zipped = gzipSync(xml, { mtime: 0 })
  const checksum = sha256Hex(zipped)
  const href = `repodata/${checksum}-primary.xml.gz`
  const files: Record<string, TreeEntry> = {
    '/repodata/repomd.xml': repomdXml({
      revision: Math.round(revisionMs / 1000),
      primary: { href, checksum, size: zipped.length, openSize: xml.length },
    }),
    [`/${href}`]: file(zipped),
  }
  for (const entry of packages) files[`/${location(entry)}`] = holding(entry.content)
  return files
}
