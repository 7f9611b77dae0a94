/** What the inspector says of a thing beyond the scene's facts: its own system's description, and the command that shows it. */
import type { Lab } from '../../engine/lab/lab.ts'
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import { jsonAt } from '../scene/files.ts'
import { partsOf } from '../scene/ids.ts'
import type { EntityId } from '../scene/scene.ts'

export interface Inspected {
  readonly facts: Readonly<Record<string, string | number | boolean>>
  readonly json?: unknown
  readonly command?: { readonly host: string; readonly text: string }
}

export function inspectionOf(lab: Lab, id: EntityId): Inspected {
  const { kind, host, rest } = partsOf(id)
  const kernel = lab.machines.get(host)?.kernel
  if (!kernel) return { facts: {} }
  const text = commandFor(kind, rest, kernel)
  const json = jsonFor(kind, rest, kernel)
  return {
    facts: kind === 'process' ? processFacts(kernel, Number(rest[0])) : {},
    ...(json !== undefined && { json }),
    ...(text !== undefined && { command: { host, text } }),
  }
}

function commandFor(kind: string, rest: readonly string[], kernel: Kernel): string | undefined {
  const [first = '', second = '', third = '', fourth = ''] = rest
  const outside = first === String(kernel.initialNamespaces.net.inode)
  switch (kind) {
    case 'process':
      return `ps -o pid,ppid,user,stat,time,args -p ${first}`
    case 'kernel':
      return 'uname -a'
    case 'vm':
    case 'machine':
      return 'hostnamectl'
    case 'interface':
      return outside ? `ip addr show ${second}` : undefined
    case 'rule':
      return outside ? `iptables -t ${second} -nvL ${third} --line-numbers` : undefined
    case 'port':
      return outside ? `netstat -antp | grep :${third || fourth}` : undefined
    case 'container':
      return `docker inspect ${first.slice(0, 12)}`
    case 'writable-layer':
    case 'change':
      return `docker diff ${first.slice(0, 12)}`
    case 'published':
      return `docker port ${first.slice(0, 12)}`
    case 'network':
      return `docker network inspect ${first.slice(0, 12)}`
    case 'image':
      return `docker image history ${first.replace('sha256:', '').slice(0, 12)}`
    case 'image-store':
      return 'docker image ls'
    case 'volume':
      return `docker volume inspect ${first}`
    default:
      return undefined
  }
}

/** Docker's own files, as they are on disk. */
function jsonFor(kind: string, [first = '']: readonly string[], kernel: Kernel): unknown {
  const root = '/var/lib/docker'
  if (kind === 'container' || kind === 'writable-layer') return jsonAt(kernel, `${root}/containers/${first}/config.v2.json`)
  if (kind === 'image') return jsonAt(kernel, `${root}/image/overlay2/imagedb/content/sha256/${first.replace('sha256:', '')}`)
  return undefined
}

/** The namespaces a process is in: those that are not the host's make it contained. */
function processFacts(kernel: Kernel, pid: number): Inspected['facts'] {
  const process = kernel.processes().find((each) => each.pid === pid)
  if (!process) return {}
  const { pid: pids, net, mnt, uts } = process.namespaces
  const own = kernel.initialNamespaces
  const word = (same: boolean) => (same ? 'host' : 'own')
  return {
    'pid namespace': word(pids === own.pid),
    'net namespace': word(net === own.net),
    'mnt namespace': word(mnt === own.mnt),
    'uts namespace': word(uts === own.uts),
    'user time ms': Math.round(process.userMs),
    'system time ms': Math.round(process.systemMs),
  }
}
