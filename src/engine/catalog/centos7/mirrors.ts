import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { buildRpm, dateMs, type RpmSpec } from '../rpm/package.ts'
import { repositoryFiles } from '../rpm/repository.ts'
import { dockerKey, dockerPackages, dockerRepoFile, dockerVendor, extrasPackages } from './docker-ce.ts'
import { listedExtra, listedRelease, listedUpdates } from './listed.ts'
import { installedPackages, offeredPackages } from './packages.ts'
import { centosVendor } from './vendor.ts'

// What the public servers of CentOS and Docker hold: files by path, per host name.

const prefixed = (prefix: string, files: Readonly<Record<string, TreeEntry>>): Record<string, TreeEntry> =>
  Object.fromEntries(Object.entries(files).map(([path, entry]) => [`${prefix}${path}`, entry]))

/** Repositories of a CentOS mirror in June 2024, below /centos/7. */
export function centosMirrorFiles(): Record<string, TreeEntry> {
  const asOf = dateMs('2024-05-14')
  const build = (specs: typeof installedPackages) => specs.map((spec) => buildRpm(spec, centosVendor))
  return {
    ...prefixed(
      '/os/x86_64',
      repositoryFiles(build([...installedPackages, ...offeredPackages, ...listedRelease, ...listedExtra]), dateMs('2020-10-30')),
    ),
    ...prefixed('/updates/x86_64', repositoryFiles(build(listedUpdates.map(withFiles)), asOf)),
    ...prefixed('/extras/x86_64', repositoryFiles(build(extrasPackages), asOf)),
  }
}

/** An update of a package whose files are modelled brings the same files. */
function withFiles(update: RpmSpec): RpmSpec {
  const modelled = installedPackages.find((spec) => spec.name === update.name)
  return modelled ? { ...modelled, ...update, requires: modelled.requires ?? [] } : update
}

/** download.docker.com below /linux, the part for CentOS 7. */
export function dockerDownloadFiles(): Record<string, TreeEntry> {
  const packages = dockerPackages.map((spec) => buildRpm(spec, dockerVendor))
  return {
    '/centos/docker-ce.repo': dockerRepoFile,
    '/centos/gpg': dockerKey,
    ...prefixed('/centos/7/x86_64/stable', repositoryFiles(packages, dateMs('2024-06-06'))),
  }
}
