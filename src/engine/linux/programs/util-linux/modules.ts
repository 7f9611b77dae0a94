import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { fail, print, printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models modprobe(8) and lsmod(8) of kmod. The modules that exist are listed here with what they need; their files are not in /lib/modules. */
const available: Readonly<Record<string, { readonly bytes: number; readonly needs?: readonly string[] }>> = {
  llc: { bytes: 16_384 },
  stp: { bytes: 16_384, needs: ['llc'] },
  bridge: { bytes: 311_296, needs: ['stp', 'llc'] },
  br_netfilter: { bytes: 32_768, needs: ['bridge'] },
  overlay: { bytes: 163_840 },
  nf_defrag_ipv4: { bytes: 16_384 },
  nf_defrag_ipv6: { bytes: 24_576 },
  nf_conntrack: { bytes: 188_416, needs: ['nf_defrag_ipv6', 'nf_defrag_ipv4'] },
  nf_nat: { bytes: 57_344, needs: ['nf_conntrack'] },
  nf_tables: { bytes: 303_104 },
  x_tables: { bytes: 61_440 },
  ip_tables: { bytes: 36_864, needs: ['x_tables'] },
  ip6_tables: { bytes: 36_864, needs: ['x_tables'] },
  iptable_filter: { bytes: 16_384, needs: ['ip_tables'] },
  iptable_nat: { bytes: 16_384, needs: ['ip_tables', 'nf_nat'] },
  xt_conntrack: { bytes: 16_384, needs: ['nf_conntrack', 'x_tables'] },
  xt_MASQUERADE: { bytes: 20_480, needs: ['nf_nat', 'x_tables'] },
  veth: { bytes: 36_864 },
  dummy: { bytes: 16_384 },
  macvlan: { bytes: 28_672 },
  ip6_udp_tunnel: { bytes: 16_384 },
  udp_tunnel: { bytes: 28_672 },
  vxlan: { bytes: 98_304, needs: ['ip6_udp_tunnel', 'udp_tunnel'] },
  tun: { bytes: 61_440 },
  loop: { bytes: 32_768 },
  '8021q': { bytes: 40_960 },
  ip_vs: { bytes: 192_512, needs: ['nf_conntrack'] },
  ip_vs_rr: { bytes: 16_384, needs: ['ip_vs'] },
  ip_vs_wrr: { bytes: 16_384, needs: ['ip_vs'] },
  ip_vs_sh: { bytes: 16_384, needs: ['ip_vs'] },
}

/** File systems and drivers that are part of the kernel: loading them does nothing. */
const builtIn = new Set(['ext4', 'unix', 'ipv6', 'cgroup', 'tmpfs', 'proc', 'sysfs'])

const options = optionTable(
  'a|all r|remove remove-dependencies n|dry-run show D q|quiet v|verbose i|ignore-install f|force c|showconfig R|resolve-alias show-depends l|list first-time S|set-version= d|dirname= b|use-blacklist V|version h|help',
)

export const modprobe: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), options)
  if (!parsed.ok) return yield* fail('modprobe', `ERROR: ${parsed.message}`)
  const given = parsed.value
  for (const key of ['force', 'showconfig', 'resolve-alias', 'list', 'set-version', 'dirname', 'remove-dependencies'])
    if (given.has(key)) return yield* fail('cais: modprobe', `--${key} is not simulated`)
  const names = given.has('all') || given.has('remove') ? given.operands : given.operands.slice(0, 1)
  if (names.length === 0) return yield* fail('modprobe', 'ERROR: missing parameters. See -h.')
  const { release } = yield* sys.uname({})
  for (const name of names) {
    const module = name.replace(/-/g, '_')
    if (builtIn.has(module)) continue
    if (!available[module]) {
      if (!given.has('quiet'))
        yield* printError(`modprobe: FATAL: Module ${name} not found${given.has('remove') ? '' : ` in directory /lib/modules/${release}`}.\n`)
      return 1
    }
    const status = given.has('remove')
      ? yield* remove(module)
      : yield* load(module, given.has('dry-run') || given.has('show-depends'), given.has('verbose') || given.has('show-depends'), release)
    if (status !== 0) return status
  }
  return 0
}

function* load(name: string, dry: boolean, verbose: boolean, release: string): Sys<number> {
  const module = available[name]
  if (!module) return 1
  for (const needed of module.needs ?? []) {
    const status = yield* load(needed, dry, verbose, release)
    if (status !== 0) return status
  }
  const loaded = (yield* loadedModules()).some((one) => one.name === name)
  if (verbose && (!loaded || dry)) yield* print(`insmod /lib/modules/${release}/kernel/${name}.ko \n`)
  if (dry || loaded) return 0
  const done = yield* sys.initModule({ name, bytes: module.bytes })
  if (done.ok || done.error === 'EEXIST') return 0
  yield* printError(`modprobe: ERROR: could not insert '${name}': ${strerror(done.error)}\n`)
  return 1
}

function* remove(name: string): Sys<number> {
  const loaded = yield* loadedModules()
  if (!loaded.some((one) => one.name === name)) return 0
  const user = loaded.find((one) => available[one.name]?.needs?.includes(name))
  const done = user ? undefined : yield* sys.deleteModule({ name })
  if (done?.ok) return 0
  yield* printError(`modprobe: FATAL: Module ${name} is in use.\n`)
  return 1
}

function* loadedModules(): Sys<readonly { name: string; bytes: number }[]> {
  const text = yield* readFile('/proc/modules')
  return (text.ok ? text.value.split('\n').filter(Boolean) : []).map((line) => {
    const [name = '', bytes = '0'] = line.split(' ')
    return { name, bytes: Number(bytes) }
  })
}

export const lsmod: Main = function* () {
  const loaded = yield* loadedModules()
  yield* print('Module                  Size  Used by\n')
  for (const { name, bytes } of [...loaded].reverse()) {
    const users = loaded.filter((one) => available[one.name]?.needs?.includes(name)).map((one) => one.name)
    yield* print(`${name.padEnd(19)} ${String(bytes).padStart(8)}  ${users.length}${users.length > 0 ? ` ${users.join(',')}` : ''}\n`)
  }
  return 0
}
