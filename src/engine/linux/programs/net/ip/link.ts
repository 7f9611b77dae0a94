import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { LinkChange, LinkInfo, LinkKind, LinkSpec, NetNamespaceTarget } from '../../../kernel/net/netlink-calls.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { IpContext, Words } from './context.ts'
import { abbreviates, IpFailure, netlinkFailed, wrongArgument } from './context.ts'
import { briefLink, linkLines } from './link-text.ts'
import { namedNamespaces, namespaceNames } from './namespace-names.ts'

/** ip link. */
export function* ipLink(context: IpContext, words: Words): Sys<number> {
  const verb = words.next() ?? 'show'
  if (abbreviates(verb, 'add')) return yield* add(context, words)
  if (abbreviates(verb, 'set') || abbreviates(verb, 'change')) return yield* set(context, words)
  if (abbreviates(verb, 'delete')) return yield* remove(context, words)
  if (abbreviates(verb, 'show') || abbreviates(verb, 'lst') || verb === 'list') return yield* show(context, words)
  throw new IpFailure(`Command "${verb}" is unknown, try "ip link help".\n`, 255)
}

export interface LinkFilter {
  device?: string
  up?: boolean
  master?: string
  type?: string
}

/** The filter of `show`: `[dev] NAME`, `up`, `master BR`, `type KIND`. */
export function linkFilter(words: Words): LinkFilter {
  const filter: LinkFilter = {}
  while (!words.done) {
    const word = words.value()
    if (word === 'up') filter.up = true
    else if (word === 'master') filter.master = words.value()
    else if (word === 'type') filter.type = words.value()
    else if (word === 'dev') filter.device = words.value()
    else if (filter.device !== undefined) throw new IpFailure(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255)
    else filter.device = word
  }
  return filter
}

/** The links a filter lets through; fails for a device that is not there. */
export function* selectLinks(filter: LinkFilter): Sys<{ readonly all: readonly LinkInfo[]; readonly shown: readonly LinkInfo[] }> {
  const listed = yield* sys.linkList({})
  const all = listed.ok ? listed.value : []
  if (filter.device !== undefined && !all.some((link) => link.name === filter.device))
    throw new IpFailure(`Device "${filter.device}" does not exist.\n`, 1)
  if (filter.master !== undefined && !all.some((link) => link.name === filter.master)) throw new IpFailure(`Device does not exist\n`, 1)
  const fits = (link: LinkInfo) =>
    (filter.device === undefined || link.name === filter.device) &&
    (!filter.up || link.up) &&
    (filter.master === undefined || link.master === filter.master) &&
    (filter.type === undefined || link.kind === filter.type)
  return { all, shown: all.filter(fits) }
}

function* show(context: IpContext, words: Words): Sys<number> {
  const { all, shown } = yield* selectLinks(linkFilter(words))
  const names = yield* namespaceNames()
  const lines = shown.map((link) => (context.brief ? briefLink(link, all) : linkLines(context, link, all, names, false)))
  yield* print(lines.join(''))
  return 0
}

const kinds: readonly LinkKind[] = ['veth', 'bridge', 'dummy', 'macvlan', 'vxlan']

function* add(context: IpContext, words: Words): Sys<number> {
  const spec: { -readonly [K in keyof LinkSpec]?: LinkSpec[K] } = {}
  let kind: string | undefined
  while (!words.done && kind === undefined) {
    const word = words.value()
    if (word === 'name') spec.name = words.value()
    else if (word === 'link') spec.lower = words.value()
    else if (word === 'address') spec.mac = macAddress(words.value())
    else if (word === 'mtu') spec.mtu = number(words.value(), 'mtu')
    else if (word === 'netns') spec.namespace = yield* target(words.value())
    else if (word === 'type') kind = words.value()
    else if (word === 'dev') spec.name = words.value()
    else if (spec.name === undefined) spec.name = word
    else throw new IpFailure(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255)
  }
  if (kind === undefined) throw new IpFailure('Not enough information: "type" argument is required\n', 255)
  if (!(kinds as readonly string[]).includes(kind)) throw new IpFailure(`cais: ip: link type ${kind} is not simulated\n`, 2)
  const request = { ...spec, kind: kind as LinkSpec['kind'], ...(yield* kindOptions(kind as LinkKind, words, spec)) }
  const added = yield* sys.linkAdd(request)
  return added.ok ? 0 : yield* netlinkFailed(context, added.error)
}

function* kindOptions(kind: LinkKind, words: Words, spec: { lower?: string }): Sys<Partial<LinkSpec>> {
  if (kind === 'veth') return yield* peerOptions(words)
  if (kind === 'macvlan') {
    const mode = words.done ? 'vepa' : words.value() === 'mode' ? words.value() : ''
    if (mode !== 'bridge' && mode !== 'private' && mode !== 'vepa' && mode !== 'passthru') throw wrongArgument(mode, '"mode" value is invalid')
    return { macvlanMode: mode }
  }
  if (kind === 'vxlan') return vxlanOptions(words, spec)
  const word = words.peek()
  if (word !== undefined) throw new IpFailure(`${kind}: unknown command "${word}"?\n`, 255)
  return {}
}

function* peerOptions(words: Words): Sys<Partial<LinkSpec>> {
  if (words.done) return {}
  const word = words.value()
  if (word !== 'peer') throw new IpFailure(`veth: unknown command "${word}"?\n`, 255)
  const peer: { name?: string; mac?: string; mtu?: number; namespace?: NetNamespaceTarget } = {}
  while (!words.done) {
    const option = words.value()
    if (option === 'name') peer.name = words.value()
    else if (option === 'address') peer.mac = macAddress(words.value())
    else if (option === 'mtu') peer.mtu = number(words.value(), 'mtu')
    else if (option === 'netns') peer.namespace = yield* target(words.value())
    else peer.name = option
  }
  return { peer }
}

function vxlanOptions(words: Words, spec: { lower?: string }): Partial<LinkSpec> {
  const vxlan: { id?: number; port?: number; local?: string; remote?: string; learning?: boolean } = {}
  let { lower } = spec
  while (!words.done) {
    const word = words.value()
    if (word === 'id' || word === 'vni') vxlan.id = number(words.value(), 'id')
    else if (word === 'dstport') vxlan.port = number(words.value(), 'dst port')
    else if (word === 'local') vxlan.local = words.value()
    else if (word === 'remote') vxlan.remote = words.value()
    else if (word === 'dev') lower = words.value()
    else if (word === 'learning') vxlan.learning = true
    else if (word === 'nolearning') vxlan.learning = false
    else throw new IpFailure(`vxlan: unknown command "${word}"?\n`, 255)
  }
  if (vxlan.id === undefined) throw new IpFailure('vxlan: missing virtual network identifier\n', 255)
  return { vxlan: { ...vxlan, id: vxlan.id }, ...(lower !== undefined && { lower }) }
}

function number(text: string, what: string): number {
  if (!/^\d+$/.test(text)) throw wrongArgument(text, `Invalid "${what}" value\n`)
  return Number(text)
}

function macAddress(text: string): string {
  if (!/^([0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}$/.test(text)) throw new IpFailure(`"${text}" is invalid lladdr.\n`, 1)
  return text
    .split(':')
    .map((part) => part.padStart(2, '0').toLowerCase())
    .join(':')
}

/** `netns NAME|PID`. */
function* target(text: string): Sys<NetNamespaceTarget> {
  const fd = yield* sys.open({ path: text.includes('/') ? text : `${namedNamespaces}/${text}`, flags: O.RDONLY })
  if (fd.ok) return { fd: fd.value }
  if (/^\d+$/.test(text)) return { pid: Number(text) }
  throw wrongArgument(text, 'Invalid "netns" value\n')
}

function* set(context: IpContext, words: Words): Sys<number> {
  const change: { -readonly [K in keyof LinkChange]?: LinkChange[K] } = {}
  while (!words.done) {
    const word = words.value()
    if (word === 'up') change.up = true
    else if (word === 'down') change.up = false
    else if (word === 'master') change.master = words.value()
    else if (word === 'nomaster') change.master = null
    else if (word === 'name') change.newName = words.value()
    else if (word === 'address') change.mac = macAddress(words.value())
    else if (word === 'mtu') change.mtu = number(words.value(), 'mtu')
    else if (word === 'txqueuelen' || word === 'qlen' || word === 'txqlen') change.txQueueLength = number(words.value(), 'txqueuelen')
    else if (word === 'alias') change.alias = words.value()
    else if (word === 'promisc') change.promiscuous = onOff(words.value(), 'promisc')
    else if (word === 'netns') change.namespace = yield* target(words.value())
    else if (word === 'type') portOptions(words, change)
    else if (word === 'dev') change.name = words.value()
    else if (change.name === undefined) change.name = word
    else throw new IpFailure(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255)
  }
  if (change.name === undefined) throw new IpFailure('Not enough of information: "dev" argument is required.\n', 255)
  const { name } = change
  const links = yield* sys.linkList({})
  const missing = [name, ...(typeof change.master === 'string' ? [change.master] : [])].find(
    (wanted) => links.ok && !links.value.some((link) => link.name === wanted),
  )
  if (missing !== undefined)
    throw new IpFailure(
      missing === name ? `Cannot find device "${name}"\n` : `Error: argument "${missing}" is wrong: Device does not exist\n\n`,
      missing === name ? 1 : 255,
    )
  const changed = yield* sys.linkSet({ ...change, name })
  return changed.ok ? 0 : yield* netlinkFailed(context, changed.error)
}

function onOff(text: string, what: string): boolean {
  if (text !== 'on' && text !== 'off') throw new IpFailure(`Error: argument of "${what}" must be "on" or "off", not "${text}"\n`, 255)
  return text === 'on'
}

/** `type bridge_slave hairpin on`. */
function portOptions(words: Words, change: { hairpin?: boolean; isolated?: boolean }): void {
  const type = words.value()
  if (type !== 'bridge_slave') throw new IpFailure(`cais: ip: link set type ${type} is not simulated\n`, 2)
  while (!words.done) {
    const word = words.value()
    if (word === 'hairpin') change.hairpin = onOff(words.value(), 'hairpin')
    else if (word === 'isolated') change.isolated = onOff(words.value(), 'isolated')
    else throw new IpFailure(`cais: ip: bridge_slave ${word} is not simulated\n`, 2)
  }
}

function* remove(context: IpContext, words: Words): Sys<number> {
  let name: string | undefined
  while (!words.done) {
    const word = words.value()
    if (word === 'dev') name = words.value()
    else if (word === 'type') words.value()
    else name = word
  }
  if (name === undefined) throw new IpFailure('Not enough information: "dev" argument is required.\n', 255)
  const links = yield* sys.linkList({})
  if (links.ok && !links.value.some((link) => link.name === name)) throw new IpFailure(`Cannot find device "${name}"\n`, 1)
  const deleted = yield* sys.linkDelete({ name })
  return deleted.ok ? 0 : yield* netlinkFailed(context, deleted.error)
}
