import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { file } from '../../linux/kernel/fs/tree.ts'
import { formatInstalled } from '../../linux/programs/apk/record.ts'
import { basePackages, busyboxLinks } from './base-packages.ts'
import { buildApk } from './package.ts'

/** Everything that the base packages put in place, and apk's database that says so. */
export function alpineBaseFiles(): Record<string, TreeEntry> {
  const built = basePackages.map(buildApk)
  const files: Record<string, TreeEntry> = { ...busyboxLinks }
  for (const { spec } of built) Object.assign(files, spec.files)
  for (const { spec } of built)
    for (const [kind, text] of Object.entries(spec.scripts ?? {}))
      files[`/lib/apk/db/scripts/${spec.name}-${spec.version}.${kind}`] = file(text, 0o755)
  return {
    ...files,
    '/etc/apk/arch': 'x86_64\n',
    '/etc/apk/repositories': 'https://dl-cdn.alpinelinux.org/alpine/v3.20/main\nhttps://dl-cdn.alpinelinux.org/alpine/v3.20/community\n',
    '/etc/apk/world': 'alpine-baselayout\nalpine-keys\napk-tools\nbusybox\nmusl-utils\n',
    '/lib/apk/db/installed': formatInstalled(built.map(({ record }) => record)),
    '/lib/apk/db/lock': file('', 0o600),
  }
}
