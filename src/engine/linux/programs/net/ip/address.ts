import { broadcastOf, formatIpv4, parseIpv4Block } from '../../../../base/ipv4.ts'
import type { Sys } from '../../../kernel/calls.ts'
import type { AddressInfo, AddressScope, AddressSpec } from '../../../kernel/net/netlink-calls.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { IpContext, Words } from './context.ts'
import { abbreviates, atLeast, IpFailure, netlinkFailed } from './context.ts'
import { linkFilter, selectLinks } from './link.ts'
import { linkLines, linkName } from './link-text.ts'
import { namespaceNames } from './namespace-names.ts'

/** ip address. */
export function* ipAddress(context: IpContext, words: Words): Sys<number> {
  const verb = words.next() ?? 'show'
  if (abbreviates(verb, 'add')) return yield* change(context, words, 'add')
  if (abbreviates(verb, 'delete')) return yield* change(context, words, 'delete')
  if (abbreviates(verb, 'flush')) return yield* flush(context, words)
  if (abbreviates(verb, 'show') || abbreviates(verb, 'lst') || verb === 'list') return yield* show(context, words)
  throw new IpFailure(`Command "${verb}" is unknown, try "ip address help".\n`, 255)
}

function* show(context: IpContext, words: Words): Sys<number> {
  const { all, shown } = yield* selectLinks(linkFilter(words))
  const listed = yield* sys.addressList({})
  const addresses = listed.ok ? listed.value.filter((address) => context.family === undefined || address.family === context.family) : []
  const names = yield* namespaceNames()
  const own = (name: string) => addresses.filter((address) => address.device === name)
  let text = ''
  for (const link of shown) {
    const of = own(link.name)
    if (context.family !== undefined && of.length === 0) continue
    if (context.brief) {
      const list = of.map(
        (address) => `${address.peer ? `${address.address.split('/')[0]} peer ${address.peer}/${address.address.split('/')[1]}` : address.address} `,
      )
      text += `${linkName(link).padEnd(16)} ${link.operState.padEnd(14)} ${list.join('')}\n`
    } else if (context.oneline) text += of.map((address) => `${link.index}: ${link.name}${addressLines(context, address)}`).join('')
    else text += linkLines(context, link, all, names, true) + of.map((address) => addressLines(context, address)).join('')
  }
  yield* print(text)
  return 0
}

/** `inet …` and its lifetimes. */
function addressLines(context: IpContext, address: AddressInfo): string {
  const newline = context.oneline ? '\\' : '\n'
  const [ip, prefix] = address.address.split('/')
  const peer = address.peer === undefined ? address.address : `${ip} peer ${address.peer}/${prefix}`
  const words = [`    ${address.family} ${peer}`]
  if (address.broadcast !== undefined) words.push(`brd ${address.broadcast}`)
  words.push(`scope ${address.scope}`)
  if (address.secondary) words.push('secondary')
  if (address.validSeconds !== undefined) words.push('dynamic')
  if (address.noPrefixRoute || (address.address === '::1/128' && atLeast(context, 5, 18))) words.push('noprefixroute')
  if (address.family === 'inet6' && atLeast(context, 6, 3)) words.push(address.scope === 'host' ? 'proto kernel_lo' : 'proto kernel_ll')
  words.push(address.label)
  const lifetime = address.validSeconds === undefined ? 'forever' : `${address.validSeconds}sec`
  return `${words.join(' ')}${newline}       valid_lft ${lifetime} preferred_lft ${lifetime}\n`
}

function* change(context: IpContext, words: Words, how: 'add' | 'delete'): Sys<number> {
  const spec: { -readonly [K in keyof AddressSpec]?: AddressSpec[K] } = {}
  while (!words.done) {
    const word = words.value()
    if (word === 'dev') spec.device = words.value()
    else if (word === 'brd' || (word.length > 1 && abbreviates(word, 'broadcast'))) spec.broadcast = words.value()
    else if (word === 'scope') spec.scope = scope(words.value())
    else if (word === 'label') spec.label = words.value()
    else if (word === 'peer' || word === 'remote') spec.peer = prefix(words.value())
    else if (word === 'noprefixroute') spec.noPrefixRoute = true
    else if (word === 'valid_lft') spec.validSeconds = Number.parseInt(words.value(), 10)
    else if (word === 'preferred_lft') words.value()
    else if (word === 'local') spec.address = prefix(words.value())
    else if (spec.address === undefined) spec.address = prefix(word)
    else throw new IpFailure(`Error: either "local" is duplicate, or "${word}" is a garbage.\n`, 255)
  }
  const { device, address } = spec
  if (device === undefined) throw new IpFailure('Not enough information: "dev" argument is required.\n', 255)
  const links = yield* sys.linkList({})
  if (links.ok && !links.value.some((link) => link.name === device)) throw new IpFailure(`Cannot find device "${device}"\n`, 1)
  if (address === undefined) return 0
  const { broadcast, ...rest } = spec
  const outcome =
    how === 'add'
      ? yield* sys.addressAdd({ ...rest, device, address, ...(broadcast !== undefined && { broadcast: broadcastText(broadcast, address) }) })
      : yield* sys.addressDelete({ device, address })
  return outcome.ok ? 0 : yield* netlinkFailed(context, outcome.error)
}

function broadcastText(text: string, address: string): string {
  const block = parseIpv4Block(address)
  return text === '+' && block ? formatIpv4(broadcastOf(block)) : text
}

function prefix(text: string): string {
  const four = parseIpv4Block(text) !== undefined
  const six = /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*(\/\d+)?$/.test(text)
  if (!four && !six) throw new IpFailure(`Error: any valid prefix is expected rather than "${text}".\n`, 1)
  return text
}

function scope(text: string): AddressScope {
  if (text !== 'global' && text !== 'link' && text !== 'host')
    throw new IpFailure(`Error: argument "${text}" is wrong: invalid scope value.\n\n`, 255)
  return text
}

function* flush(context: IpContext, words: Words): Sys<number> {
  const filter = linkFilter(words)
  if (filter.device === undefined) throw new IpFailure('Flush requires arguments.\n', 255)
  yield* selectLinks(filter)
  const listed = yield* sys.addressList({ device: filter.device })
  for (const { device, address, family, scope: reach } of listed.ok ? listed.value : []) {
    if ((context.family !== undefined && family !== context.family) || (family === 'inet6' && reach === 'link')) continue
    const deleted = yield* sys.addressDelete({ device, address })
    if (!deleted.ok && deleted.error.errno !== 'EADDRNOTAVAIL') return yield* netlinkFailed(context, deleted.error)
  }
  return 0
}
