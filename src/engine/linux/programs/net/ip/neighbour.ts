import type { Sys } from '../../../kernel/calls.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { IpContext, Words } from './context.ts'
import { abbreviates, atLeast, IpFailure, netlinkFailed } from './context.ts'

/** ip neighbour. */
export function* ipNeighbour(context: IpContext, words: Words): Sys<number> {
  const verb = words.next() ?? 'show'
  if (abbreviates(verb, 'add') || verb === 'replace' || verb === 'change') return yield* add(context, words, verb !== 'add')
  if (abbreviates(verb, 'delete')) return yield* remove(context, words)
  if (abbreviates(verb, 'flush')) return yield* flush(context, words)
  if (abbreviates(verb, 'show') || abbreviates(verb, 'lst') || verb === 'list') return yield* show(context, words)
  throw new IpFailure(`Command "${verb}" is unknown, try "ip neigh help".\n`, 255)
}

function* show(context: IpContext, words: Words): Sys<number> {
  let device: string | undefined
  let wanted: string | undefined
  while (!words.done) {
    const word = words.value()
    if (word === 'dev') device = words.value()
    else if (word === 'nud') words.value()
    else wanted = word
  }
  const listed = yield* sys.neighbourList(device === undefined ? {} : { device })
  if (!listed.ok) throw new IpFailure(`Cannot find device "${device}"\n`, 1)
  const end = atLeast(context, 5, 0) ? ' \n' : '\n'
  const shown = listed.value.filter(
    (one) =>
      (context.family === undefined || (context.family === 'inet6') === one.address.includes(':')) &&
      (wanted === undefined || one.address === wanted),
  )
  const lines = shown.map((one) => {
    const where = device === undefined ? ` dev ${one.device}` : ''
    const lladdr = one.mac === undefined ? (atLeast(context, 5, 0) ? '' : ' ') : ` lladdr ${one.mac}`
    return `${one.address}${where}${lladdr} ${one.state}${end}`
  })
  yield* print(lines.join(''))
  return 0
}

interface Named {
  readonly address: string
  readonly device: string
  readonly mac: string | undefined
  readonly permanent: boolean
}

function parse(words: Words): Named {
  let [address, device, mac, permanent]: [string | undefined, string | undefined, string | undefined, boolean] = [
    undefined,
    undefined,
    undefined,
    true,
  ]
  while (!words.done) {
    const word = words.value()
    if (word === 'dev') device = words.value()
    else if (word === 'lladdr') mac = words.value()
    else if (word === 'nud') permanent = words.value() === 'permanent'
    else address = word === 'to' ? words.value() : word
  }
  if (address === undefined || device === undefined) throw new IpFailure('Device and destination are required arguments.\n', 255)
  return { address, device, mac, permanent }
}

function* add(context: IpContext, words: Words, replace: boolean): Sys<number> {
  const { address, device, mac, permanent } = parse(words)
  if (mac === undefined) return yield* netlinkFailed(context, { errno: 'EINVAL' })
  const added = yield* sys.neighbourAdd({ address, device, mac, permanent, replace })
  if (added.ok) return 0
  if (added.error.errno === 'ENODEV') throw new IpFailure(`Cannot find device "${device}"\n`, 1)
  return yield* netlinkFailed(context, added.error)
}

function* remove(context: IpContext, words: Words): Sys<number> {
  const { address, device } = parse(words)
  const deleted = yield* sys.neighbourDelete({ address, device })
  if (deleted.ok) return 0
  if (deleted.error.errno === 'ENODEV') throw new IpFailure(`Cannot find device "${device}"\n`, 1)
  return yield* netlinkFailed(context, deleted.error)
}

function* flush(context: IpContext, words: Words): Sys<number> {
  let device: string | undefined
  while (!words.done) {
    const word = words.value()
    if (word === 'dev') device = words.value()
    else if (word !== 'all') device = word
  }
  const listed = yield* sys.neighbourList(device === undefined ? {} : { device })
  if (!listed.ok) throw new IpFailure(`Cannot find device "${device}"\n`, 1)
  for (const one of listed.value) {
    if (one.state === 'PERMANENT') continue
    const deleted = yield* sys.neighbourDelete({ device: one.device, address: one.address })
    if (!deleted.ok && deleted.error.errno !== 'ENOENT') return yield* netlinkFailed(context, deleted.error)
  }
  return 0
}
