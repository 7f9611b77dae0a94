import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { fail, printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

// ifup(8) and ifdown(8) over the two ways the lab's distributions write an interface down: initscripts' ifcfg files and ifupdown's interfaces.

interface Interface {
  readonly name: string
  readonly onBoot: boolean
  /** `10.0.2.15/24`. */
  readonly address: string | undefined
  readonly gateway: string | undefined
}

const SCRIPTS = '/etc/sysconfig/network-scripts'
const INTERFACES = '/etc/network/interfaces'

function* configured(): Sys<readonly Interface[]> {
  const found: Interface[] = []
  const entries = yield* sys.getdents({ path: SCRIPTS })
  for (const entry of entries.ok ? entries.value : []) {
    if (!entry.name.startsWith('ifcfg-')) continue
    const text = yield* readFile(`${SCRIPTS}/${entry.name}`)
    if (text.ok) found.push(parseIfcfg(entry.name.slice(6), text.value))
  }
  const interfaces = yield* readFile(INTERFACES)
  if (interfaces.ok) found.push(...parseInterfaces(interfaces.value))
  return found
}

export function parseIfcfg(name: string, text: string): Interface {
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1]
  const address = value('IPADDR')
  return {
    name: value('DEVICE') ?? name,
    onBoot: value('ONBOOT') !== 'no',
    address: address && `${address}/${value('PREFIX') ?? '24'}`,
    gateway: value('GATEWAY'),
  }
}

export function parseInterfaces(text: string): readonly Interface[] {
  const auto = new Set([...text.matchAll(/^(?:auto|allow-hotplug)\s+(.+)$/gm)].flatMap(([, names]) => (names ?? '').split(/\s+/)))
  return text.split(/^(?=iface\s)/m).flatMap((stanza) => {
    const head = /^iface\s+(\S+)\s+inet\s+(\S+)/.exec(stanza)
    if (!head || head[1] === 'lo') return []
    const value = (key: string) => new RegExp(`^\\s+${key}\\s+(\\S+)`, 'm').exec(stanza)?.[1]
    return [{ name: head[1] as string, onBoot: auto.has(head[1] as string), address: value('address'), gateway: value('gateway') }]
  })
}

function* bringUp(entry: Interface): Sys<boolean> {
  const up = yield* sys.linkSet({ name: entry.name, up: true })
  if (!up.ok) return false
  if (entry.address) yield* sys.addressAdd({ device: entry.name, address: entry.address })
  if (entry.gateway) yield* sys.routeAdd({ destination: 'default', via: entry.gateway, device: entry.name, replace: true })
  return true
}

export const ifup: Main = function* ({ argv }) {
  const [, wanted] = argv
  if (wanted === undefined) return yield* fail('ifup', 'No interface specified')
  yield* sys.linkSet({ name: 'lo', up: true })
  const entries = (yield* configured()).filter((entry) => (wanted === '-a' ? entry.onBoot : entry.name === wanted))
  if (wanted !== '-a' && entries.length === 0) {
    yield* printError(`ifup: unknown interface ${wanted}\n`)
    return 1
  }
  let code = 0
  for (const entry of entries) if (!(yield* bringUp(entry))) code = yield* fail('ifup', `Cannot find device "${entry.name}"`)
  return code
}

export const ifdown: Main = function* ({ argv }) {
  const [, wanted] = argv
  if (wanted === undefined) return yield* fail('ifdown', 'No interface specified')
  for (const entry of yield* configured()) {
    if (wanted !== '-a' && entry.name !== wanted) continue
    if (entry.address) yield* sys.addressDelete({ device: entry.name, address: entry.address })
    yield* sys.linkSet({ name: entry.name, up: false })
  }
  return 0
}
