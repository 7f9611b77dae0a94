import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { hostName } from '../../../libc/resolver.ts'
import { print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** Models arp(8) of net-tools: the table from /proc/net/arp in both styles, -d and -s. */
const table = optionTable('a e n|numeric d|delete s|set i|device: v|verbose V|version D|use-device f|file H|hw-type: t:')

export const arp: Main = function* ({ argv }) {
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(`arp: ${options.message}\n`)
    return 1
  }
  const parsed = options.value
  const missing = ['use-device', 'file', 'hw-type', 't'].find((key) => parsed.has(key))
  if (missing) {
    yield* printError(`cais: arp: --${missing} is not simulated\n`)
    return 1
  }
  if (parsed.has('version')) {
    yield* print('net-tools 2.10\n')
    return 4
  }
  const [host, mac] = parsed.operands
  if (parsed.has('delete')) return yield* remove(host ?? '', parsed.value('device'))
  if (parsed.has('set')) return yield* set(host ?? '', mac ?? '', parsed.value('device'))
  return yield* show(host, parsed.has('numeric'), parsed.has('a'), parsed.value('device'))
}

interface Entry {
  readonly address: string
  readonly flags: number
  readonly mac: string
  readonly device: string
}

function* entries(): Sys<readonly Entry[]> {
  const text = yield* readFile('/proc/net/arp')
  const lines = text.ok ? text.value.split('\n').slice(1).filter(Boolean) : []
  return lines.map((line) => {
    const [address = '', , flags = '0', mac = '', , device = ''] = line.split(/\s+/)
    return { address, flags: Number(flags), mac, device }
  })
}

function* show(host: string | undefined, numeric: boolean, bsd: boolean, device: string | undefined): Sys<number> {
  const all = yield* entries()
  const shown = all.filter((entry) => (host === undefined || entry.address === host) && (device === undefined || entry.device === device))
  let text = bsd || shown.length === 0 ? '' : 'Address                  HWtype  HWaddress           Flags Mask            Iface\n'
  for (const { address, flags, mac, device: on } of shown) {
    const complete = (flags & 2) !== 0
    const name = numeric ? undefined : yield* hostName(address)
    if (bsd) text += `${name ?? '?'} (${address}) at ${complete ? `${mac} [ether]${flags & 4 ? ' PERM' : ''}` : '<incomplete>'} on ${on}\n`
    else
      text += `${(name ?? address).slice(0, 23).padEnd(23)}  ${complete ? `ether   ${mac.padEnd(17)}   ` : `        ${'(incomplete)'.padEnd(17)}   `}${`${complete ? 'C' : ''}${flags & 4 ? 'M' : ''}`.padEnd(6)}${' '.repeat(16)}${on}\n`
  }
  if (host !== undefined && shown.length === 0) text = `${host} (${host}) -- no entry\n`
  yield* print(text)
  return host !== undefined && shown.length === 0 ? 1 : 0
}

function* remove(host: string, device: string | undefined): Sys<number> {
  const entry = (yield* entries()).find((one) => one.address === host && (device === undefined || one.device === device))
  const deleted = entry ? yield* sys.neighbourDelete({ device: entry.device, address: host }) : undefined
  if (deleted?.ok) return 0
  yield* printError(deleted ? `SIOCDARP(dontpub): ${strerror(deleted.error.errno)}\n` : `No ARP entry for ${host}\n`)
  return 255
}

function* set(host: string, mac: string, device: string | undefined): Sys<number> {
  const routed = yield* sys.routeGet({ destination: host })
  const on = device ?? (routed.ok ? routed.value.device : undefined)
  const added = on === undefined ? undefined : yield* sys.neighbourAdd({ device: on, address: host, mac, permanent: true, replace: true })
  if (added?.ok) return 0
  yield* printError(`SIOCSARP: ${strerror(added ? added.error.errno : 'ENETUNREACH')}\n`)
  return 255
}
