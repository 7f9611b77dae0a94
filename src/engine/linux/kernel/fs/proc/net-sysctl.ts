/** /proc/sys/net: the parameters of a network namespace as files. */
import { err, ok } from '../../../../base/result.ts'
import { capable } from '../../credentials.ts'
import type { NetNamespace } from '../../net/net-namespace.ts'
import { sysctlNames } from '../../net/sysctl.ts'
import type { View, ViewDirectory } from '../views/view.ts'
import { viewValue } from '../views/view.ts'

export function netSysctlDirectory(namespace: NetNamespace): ViewDirectory {
  const devices = [...namespace.devices].map((device) => device.name)
  const root: Branch = new Map()
  for (const name of sysctlNames(devices, () => true)) if (namespace.sysctl.get(name) !== undefined) grow(root, pathOf(name), name)
  return directoryOf(namespace, root)
}

/** Names of parameters at the leaves. */
type Branch = Map<string, Branch | string>

function grow(root: Branch, path: readonly string[], name: string): void {
  let at = root
  for (const part of path.slice(0, -1)) {
    let next = at.get(part)
    if (!(next instanceof Map)) {
      next = new Map()
      at.set(part, next)
    }
    at = next
  }
  at.set(path.at(-1) ?? '', name)
}

/** The names between the dots below `net`; those of an interface may have dots themselves. */
function pathOf(name: string): readonly string[] {
  const device = /^net\.(ipv[46])\.conf\.(.+)\.([^.]+)$/.exec(name)
  return device ? [device[1] ?? '', 'conf', device[2] ?? '', device[3] ?? ''] : name.split('.').slice(1)
}

const directoryOf = (namespace: NetNamespace, branch: Branch): ViewDirectory => ({
  kind: 'directory',
  names: () => branch.keys(),
  get: (name): View | undefined => {
    const found = branch.get(name)
    if (found === undefined) return undefined
    return found instanceof Map ? directoryOf(namespace, found) : parameter(namespace, found)
  },
})

function parameter(namespace: NetNamespace, name: string): View {
  return viewValue(
    () => `${namespace.sysctl.get(name) ?? ''}\n`,
    (task, text) => {
      const who = task.process.credentials
      if (who.euid !== 0 && !capable(who, 'CAP_NET_ADMIN')) return err('EPERM')
      const value = text.trim().replace(/\s+/g, '\t')
      const before = namespace.sysctl.get(name) ?? ''
      if (/^-?\d+$/.test(before) && !/^-?\d+$/.test(value)) return err('EINVAL')
      return namespace.sysctl.put(name, value) ? ok(undefined) : err('ENOENT')
    },
  )
}
