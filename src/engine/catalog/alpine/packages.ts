import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import type { ApkSpec } from './package.ts'

/** A package of a repository: name, version, sizes in bytes as the index has them, description. */
export function offered(
  name: string,
  version: string,
  archiveBytes: number,
  installedBytes: number,
  description: string,
  more: Partial<ApkSpec> = {},
): ApkSpec {
  const provides = [...(more.provides ?? []), ...commandsOf(more.files ?? {}, version)]
  return { name, version, archiveBytes, installedBytes, description, built: '2024-05-22', ...more, provides, depends: more.depends ?? musl }
}

export const musl: readonly string[] = ['so:libc.musl-x86_64.so.1']

/** `cmd:curl=8.7.1-r0` for every program, as abuild finds them. */
const commandsOf = (files: Readonly<Record<string, TreeEntry>>, version: string): readonly string[] =>
  Object.keys(files).flatMap((path) => (/^\/(?:usr\/)?s?bin\/[^/]+$/.test(path) ? [`cmd:${path.slice(path.lastIndexOf('/') + 1)}=${version}`] : []))

/** A library: its file and the name that others need it by. */
export function library(
  name: string,
  version: string,
  archiveBytes: number,
  installedBytes: number,
  description: string,
  soname: string,
  more: Partial<ApkSpec> = {},
): ApkSpec {
  return offered(name, version, archiveBytes, installedBytes, description, {
    ...more,
    provides: soname.split(' ').map((each) => `so:${each}=${version.replace(/-r\d+$/, '')}`),
    rest: `/usr/lib/${soname.split(' ')[0]}`,
  })
}
