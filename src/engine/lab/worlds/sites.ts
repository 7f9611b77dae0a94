import { once } from '../../base/once.ts'
import { alpineMirrorFiles } from '../../catalog/alpine/mirror.ts'
import { centosMirrorFiles, dockerDownloadFiles } from '../../catalog/centos7/mirrors.ts'
import { dockerDebFiles } from '../../catalog/deb/docker-ce.ts'
import { debianMirrorFiles } from '../../catalog/debian12/mirrors.ts'
import { hub } from '../../catalog/hub.ts'
import { recordedRepositories } from '../../catalog/recorded/hub.ts'
import { ubuntuMirrorFiles } from '../../catalog/ubuntu2404/mirrors.ts'
import type { SearchEntry } from '../../docker/registry/hub.ts'
import { REGISTRY_ROOT, searchIndexPath } from '../../docker/registry/layout.ts'
import { publishedFiles } from '../../docker/registry/publish.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import type { SiteTable } from '../supply.ts'

type Files = Readonly<Record<string, TreeEntry>>

/** Paths as they are below the registry's root. */
const belowRoot = (files: Files): Files => Object.fromEntries(Object.entries(files).map(([path, entry]) => [path.slice(REGISTRY_ROOT.length), entry]))

/** What Docker Hub's registry keeps on its disk. */
function hubFiles(): Files {
  const entries: readonly SearchEntry[] = [...hub.repositories()].map(({ name, description, stars, official }) => ({
    name: name.replace(/^library\//, ''),
    description,
    star_count: stars,
    is_official: official,
  }))
  return belowRoot({ ...publishedFiles(hub.repositories()), [searchIndexPath]: JSON.stringify(entries) })
}

/** The recorded machine's registry: manifests as a push leaves them, and nothing that searches would find. */
const recordedHubFiles = (): Files => belowRoot({ ...publishedFiles(recordedRepositories(), 'manifest'), [searchIndexPath]: '[]' })

/** What the public servers of the simulated internet hold. */
export const publicSites: SiteTable = new Map([
  ['registry-1.docker.io', once(hubFiles)],
  ['recorded registry', once(recordedHubFiles)],
  ['mirror.ufscar.br/centos/7', once(centosMirrorFiles)],
  ['download.docker.com/linux', once(() => ({ ...dockerDownloadFiles(), ...dockerDebFiles() }))],
  ['ftp.br.debian.org', once(debianMirrorFiles)],
  ['archive.ubuntu.com', once(ubuntuMirrorFiles)],
  ['dl-cdn.alpinelinux.org/alpine/v3.20', once(alpineMirrorFiles)],
])
