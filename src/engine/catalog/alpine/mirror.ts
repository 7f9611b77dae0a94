import { gzipSync } from 'fflate'
import { TarContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { file, holding, tree } from '../../linux/kernel/fs/tree.ts'
import { recordLines } from '../../linux/programs/apk/record.ts'
import { dateMs } from '../rpm/package.ts'
import { basePackages } from './base-packages.ts'
import { libraries } from './libraries.ts'
import type { ApkSpec } from './package.ts'
import { buildApk, packageContent } from './package.ts'
import { servers } from './servers.ts'
import { tools } from './tools.ts'

/** Names that Alpine keeps in community; the rest is in main. */
const community = new Set([
  'docker-cli',
  'go',
  'htop',
  'openjdk17-jre-headless',
  'stress-ng',
  'yq',
  'sudo',
  'shadow',
  'libbsd',
  'libmd',
  'lsblk',
  'iputils-tracepath',
  'mpdecimal',
  'py3-pip',
  'npm',
  'ada-libs',
])

/** dl-cdn.alpinelinux.org below /alpine/v3.20, in June 2024. */
export function alpineMirrorFiles(): Record<string, TreeEntry> {
  const newer = new Set(libraries.map(({ name }) => name))
  const all = [...basePackages.filter(({ name }) => !newer.has(name)), ...libraries, ...tools, ...servers]
  return {
    ...repository(
      '/main',
      'v3.20.0-57-g9f40b2ac1c6',
      all.filter(({ name }) => !community.has(name)),
    ),
    ...repository(
      '/community',
      'v3.20.0-63-g4fd4ebd8aed',
      all.filter(({ name }) => community.has(name)),
    ),
  }
}

function repository(path: string, description: string, specs: readonly ApkSpec[]): Record<string, TreeEntry> {
  const built = specs.map(buildApk)
  const index = tree(
    { '/DESCRIPTION': description, '/APKINDEX': built.map(({ record }) => `${recordLines(record)}\n`).join('') },
    dateMs('2024-06-10'),
  )
  const archive = new TarContent(index)
  const files: Record<string, TreeEntry> = { [`${path}/x86_64/APKINDEX.tar.gz`]: file(gzipSync(archive.read(0, archive.size), { mtime: 0 })) }
  for (const each of built) files[`${path}/x86_64/${each.spec.name}-${each.spec.version}.apk`] = holding(packageContent(each))
  return files
}
