import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Environment } from '../../../libc/environment.ts'
import { execSearching } from '../../../libc/spawn.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Words } from './context.ts'
import { IpFailure } from './context.ts'
import { namedNamespaces, namespaceNames } from './namespace-names.ts'

/** ip netns: namespaces with names, kept alive by bind mounts below /var/run/netns. */
export function* ipNetns(words: Words, env: Environment): Sys<number> {
  const verb = words.next() ?? 'list'
  if (verb === 'list' || verb === 'show' || verb === 'lst') return yield* list()
  if (verb === 'add') return yield* add(words.next())
  if (verb === 'delete' || verb === 'del') return yield* remove(words.next())
  if (verb === 'exec') return yield* execIn(words, env)
  if (verb === 'identify') return yield* identify(words.next())
  if (verb === 'pids') return yield* pids(words.next())
  throw new IpFailure(`Command "${verb}" is unknown, try "ip netns help".\n`, 255)
}

function* names(): Sys<readonly string[]> {
  const entries = yield* sys.getdents({ path: namedNamespaces })
  return entries.ok ? entries.value.map(({ name }) => name).filter((name) => name !== '.' && name !== '..') : []
}

function* list(): Sys<number> {
  const ids = new Map([...(yield* namespaceNames())].map(([id, name]) => [name, id]))
  const lines = (yield* names()).map((name) => (ids.has(name) ? `${name} (id: ${ids.get(name)})\n` : `${name}\n`))
  yield* print(lines.join(''))
  return 0
}

function* add(name: string | undefined): Sys<number> {
  if (name === undefined) throw new IpFailure('No netns name specified\n', 255)
  if (name.includes('/') || name === '.' || name === '..') throw new IpFailure(`Invalid netns name "${name}"\n`, 255)
  const path = `${namedNamespaces}/${name}`
  yield* sys.mkdir({ path: namedNamespaces, mode: 0o755 })
  const file = yield* sys.open({ path, flags: O.RDONLY | O.CREAT | O.EXCL, mode: 0 })
  if (!file.ok) throw new IpFailure(`Cannot create namespace file "${path}": ${strerror(file.error)}\n`, 1)
  yield* sys.close({ fd: file.value })
  const unshared = yield* sys.unshare({ namespaces: ['net'] })
  if (!unshared.ok) {
    yield* sys.unlink({ path })
    throw new IpFailure(`Failed to create a new network namespace "${name}": ${strerror(unshared.error)}\n`, 1)
  }
  const mounted = yield* sys.mount({ source: '/proc/self/ns/net', target: path, flags: { bind: true } })
  if (!mounted.ok) throw new IpFailure(`Bind /proc/self/ns/net -> ${path} failed: ${strerror(mounted.error)}\n`, 1)
  return 0
}

function* remove(name: string | undefined): Sys<number> {
  if (name === undefined) throw new IpFailure('No netns name specified\n', 255)
  const path = `${namedNamespaces}/${name}`
  yield* sys.umount({ target: path, lazy: true })
  const unlinked = yield* sys.unlink({ path })
  if (!unlinked.ok) throw new IpFailure(`Cannot remove namespace file "${path}": ${strerror(unlinked.error)}\n`, 1)
  return 0
}

/** Enters a named namespace: setns, and /sys mounted anew so that it shows the namespace's devices. */
export function* enterNamed(name: string): Sys<void> {
  const fd = yield* sys.open({ path: `${namedNamespaces}/${name}`, flags: O.RDONLY })
  if (!fd.ok) throw new IpFailure(`Cannot open network namespace "${name}": ${strerror(fd.error)}\n`, 255)
  const entered = yield* sys.setns({ fd: fd.value, kind: 'net' })
  yield* sys.close({ fd: fd.value })
  if (!entered.ok) throw new IpFailure(`setting the network namespace "${name}" failed: ${strerror(entered.error)}\n`, 255)
  yield* sys.unshare({ namespaces: ['mnt'] })
  yield* sys.mount({ source: '', target: '/', flags: { propagation: 'slave', recursive: true } })
  yield* sys.umount({ target: '/sys', lazy: true })
  yield* sys.mount({ source: name, target: '/sys', type: 'sysfs' })
}

function* execIn(words: Words, env: Environment): Sys<number> {
  const name = words.next()
  if (name === undefined) throw new IpFailure('No netns name specified\n', 255)
  const argv: string[] = []
  while (!words.done) argv.push(words.value())
  if (argv.length === 0) throw new IpFailure('No command specified\n', 255)
  yield* enterNamed(name)
  const failed = yield* execSearching(argv, env)
  yield* printError(`exec of "${argv[0]}" failed: ${strerror(failed)}\n`)
  return 255
}

function* identify(pid: string | undefined): Sys<number> {
  const link = yield* sys.readlink({ path: `/proc/${pid ?? 'self'}/ns/net` })
  if (!link.ok) throw new IpFailure(`Stat of netns failed: ${strerror(link.error)}\n`, 1)
  const inode = Number(/\[(\d+)\]/.exec(link.value)?.[1])
  const found: string[] = []
  for (const name of yield* names()) {
    const stat = yield* sys.stat({ path: `${namedNamespaces}/${name}` })
    if (stat.ok && stat.value.ino === inode) found.push(`${name}\n`)
  }
  yield* print(found.join(''))
  return 0
}

function* pids(name: string | undefined): Sys<number> {
  const wanted = yield* sys.stat({ path: `${namedNamespaces}/${name ?? ''}` })
  if (!wanted.ok || name === undefined) throw new IpFailure(`Cannot open network namespace: ${wanted.ok ? '' : strerror(wanted.error)}\n`, 255)
  const entries = yield* sys.getdents({ path: '/proc' })
  const found: string[] = []
  for (const { name: pid } of entries.ok ? entries.value : []) {
    const link = /^\d+$/.test(pid) ? yield* sys.readlink({ path: `/proc/${pid}/ns/net` }) : undefined
    if (link?.ok && link.value === `net:[${wanted.value.ino}]`) found.push(`${pid}\n`)
  }
  yield* print(found.join(''))
  return 0
}
