import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import type { NamespaceNames } from './link-text.ts'

export const namedNamespaces = '/var/run/netns'

/** Names in /var/run/netns by the id this namespace knows them under. */
export function* namespaceNames(): Sys<NamespaceNames> {
  const names = new Map<number, string>()
  const entries = yield* sys.getdents({ path: namedNamespaces })
  if (!entries.ok) return names
  for (const { name } of entries.value) {
    if (name === '.' || name === '..') continue
    const fd = yield* sys.open({ path: `${namedNamespaces}/${name}`, flags: O.RDONLY })
    if (!fd.ok) continue
    const id = yield* sys.namespaceId({ namespace: { fd: fd.value } })
    if (id.ok && id.value !== undefined) names.set(id.value, name)
    yield* sys.close({ fd: fd.value })
  }
  return names
}
