import { once } from '../../base/once.ts'
import { alpineMirrorFiles } from '../../catalog/alpine/mirror.ts'
import { centosMirrorFiles, dockerDownloadFiles } from '../../catalog/centos7/mirrors.ts'
import { dockerDebFiles } from '../../catalog/deb/docker-ce.ts'
import { debianMirrorFiles } from '../../catalog/debian12/mirrors.ts'
import { hub } from '../../catalog/hub.ts'
import type { CatalogRepository } from '../../catalog/image.ts'
import { helloWorld } from '../../catalog/images/small.ts'
import { recordedRepositories } from '../../catalog/recorded/hub.ts'
import { ubuntuMirrorFiles } from '../../catalog/ubuntu2404/mirrors.ts'
import { type Account, type HubRepository, hashedPassword, newRepository } from '../../docker/registry/hub/records.ts'
import { accountsPath, REGISTRY_ROOT, repositoriesPath } from '../../docker/registry/layout.ts'
import { publishedFiles } from '../../docker/registry/publish.ts'
import { file, type TreeEntry } from '../../linux/kernel/fs/tree.ts'
import type { SiteTable } from '../supply.ts'

type Files = Readonly<Record<string, TreeEntry>>

/** Paths as they are below the registry's root. */
const belowRoot = (files: Files): Files => Object.fromEntries(Object.entries(files).map(([path, entry]) => [path.slice(REGISTRY_ROOT.length), entry]))

/** Where allowances can be looked at without using them: the repository that Docker's documentation names for it. */
const preview: CatalogRepository = {
  name: 'ratelimitpreview/test',
  description: '',
  stars: 0,
  official: false,
  tags: ['latest'],
  image: () => helloWorld(),
}

/** 2019-01-01. */
const openedMs = 1_546_300_800_000

/** The accounts there are from the start (docs/fidelity.md). */
const accounts = (): readonly Account[] => [
  { username: 'aluno', email: 'aluno@example.com', password: hashedPassword('cais2024', 'aluno') },
  { username: 'professor', email: 'professor@example.com', password: hashedPassword('quadro-negro', 'professor') },
]

const hubRecords = (repositories: readonly HubRepository[]): Files => ({
  [accountsPath]: file(JSON.stringify(accounts()), 0o600),
  [repositoriesPath]: JSON.stringify(repositories),
})

/** What Docker Hub's registry keeps on its disk. */
function hubFiles(): Files {
  const repositories = [...hub.repositories(), preview]
  const records = repositories.map(({ name, description, stars, official }) => ({
    ...newRepository(name, openedMs),
    description,
    stars,
    official,
    unlisted: name === preview.name,
  }))
  return belowRoot({ ...publishedFiles(repositories), ...hubRecords(records) })
}

/** The recorded machine's registry: manifests as a push leaves them, and nothing that searches would find. */
function recordedHubFiles(): Files {
  const repositories = [...recordedRepositories()]
  const records = repositories.map(({ name }) => ({ ...newRepository(name, openedMs), unlisted: true }))
  return belowRoot({ ...publishedFiles(repositories, 'manifest'), ...hubRecords(records) })
}

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
