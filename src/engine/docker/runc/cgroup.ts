import type { Sys } from '../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { goErrno } from '../oci/go-errno.ts'
import type { SpecResources, SpecThrottle } from '../oci/runtime-spec.ts'
import { Failure } from './failure.ts'

/**
 * Control groups of containers on the unified hierarchy (opencontainers/cgroups fs2). The systemd driver's paths are used, but the group is
 * made by writing to the hierarchy, not by asking systemd for a scope.
 */
const MOUNT = '/sys/fs/cgroup'
const controllers = ['cpuset', 'cpu', 'io', 'memory', 'pids']

/** `system.slice:docker:ID` (systemd) or `/docker/ID` (cgroupfs) as a directory; slices nest by their dashes. */
export function cgroupDirectory(cgroupsPath: string, systemd: boolean): string {
  if (!systemd) return `${MOUNT}/${cgroupsPath.replace(/^\/+/, '')}`
  const [slice = '', prefix = '', name = ''] = cgroupsPath.split(':')
  return `${MOUNT}${expandSlice(slice === '' ? 'system.slice' : slice)}/${prefix === '' ? name : `${prefix}-${name}`}.scope`
}

/** `a-b.slice` lives in `/a.slice/a-b.slice`. */
function expandSlice(slice: string): string {
  if (slice === '-.slice') return ''
  const parts = slice.replace(/\.slice$/, '').split('-')
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('-')}.slice`).join('')
}

/** Makes the group and turns the controllers on from the root down to it. */
export function* makeCgroup(directory: string): Sys<void> {
  const below = directory.slice(MOUNT.length + 1).split('/')
  let at = MOUNT
  for (const name of below) {
    const available = yield* readFile(`${at}/cgroup.controllers`)
    const enabled = yield* readFile(`${at}/cgroup.subtree_control`)
    const wanted = controllers.filter(
      (one) => available.ok && available.value.split(/\s+/).includes(one) && !(enabled.ok && enabled.value.includes(one)),
    )
    for (const controller of wanted) yield* writeFile(`${at}/cgroup.subtree_control`, `+${controller}`)
    at = `${at}/${name}`
    const made = yield* sys.mkdir({ path: at, mode: 0o755 })
    if (!made.ok && made.error !== 'EEXIST') throw new Failure(`mkdir ${at}: ${goErrno(made.error)}`)
  }
}

/** cgroup v1 shares (2 to 262144) as a v2 weight (1 to 10000). */
export const weightOfShares = (shares: number): number => 1 + Math.floor(((shares - 2) * 9999) / 262142)

/** File and text for each limit, in runc's order. */
export function cgroupSettings(resources: SpecResources): readonly (readonly [file: string, text: string])[] {
  const out: [string, string][] = []
  const put = (file: string, value: number | undefined) => {
    if (value !== undefined && value !== 0) out.push([file, value < 0 ? 'max' : String(value)])
  }
  const { pids, memory, cpu, blockIO } = resources
  if (pids) put('pids.max', pids.limit)
  if (memory) {
    const limit = memory.limit ?? 0
    if (memory.swap === -1 || limit === -1) out.push(['memory.swap.max', 'max'])
    else if (memory.swap && limit > 0) out.push(['memory.swap.max', String(memory.swap - limit)])
    put('memory.max', memory.limit)
    put('memory.low', memory.reservation)
  }
  if (blockIO?.weight) out.push(['io.weight', `default ${1 + Math.floor(((blockIO.weight - 10) * 9999) / 990)}`])
  const throttles: readonly (readonly [string, readonly SpecThrottle[] | undefined])[] = [
    ['rbps', blockIO?.throttleReadBpsDevice],
    ['wbps', blockIO?.throttleWriteBpsDevice],
    ['riops', blockIO?.throttleReadIOPSDevice],
    ['wiops', blockIO?.throttleWriteIOPSDevice],
  ]
  for (const [key, devices] of throttles)
    for (const device of devices ?? []) out.push(['io.max', `${device.major}:${device.minor} ${key}=${device.rate}`])
  if (cpu?.shares) out.push(['cpu.weight', String(weightOfShares(cpu.shares))])
  if (cpu?.quota || cpu?.period) out.push(['cpu.max', `${cpu.quota && cpu.quota > 0 ? cpu.quota : 'max'} ${cpu.period || 100_000}`])
  if (cpu?.cpus) out.push(['cpuset.cpus', cpu.cpus])
  if (cpu?.mems) out.push(['cpuset.mems', cpu.mems])
  return out
}

export function* applyResources(directory: string, resources: SpecResources | undefined): Sys<void> {
  for (const [file, text] of cgroupSettings(resources ?? {})) {
    const written = yield* writeFile(`${directory}/${file}`, text)
    if (!written.ok) throw new Failure(`failed to write ${JSON.stringify(text)}: write ${directory}/${file}: ${goErrno(written.error)}`)
  }
}

export function* cgroupPids(directory: string): Sys<readonly number[]> {
  const text = yield* readFile(`${directory}/cgroup.procs`)
  return text.ok ? text.value.split('\n').filter(Boolean).map(Number) : []
}

/** Removes the group once it is empty, groups inside it first. */
export function* removeCgroup(directory: string): Sys<void> {
  const entries = yield* sys.getdents({ path: directory })
  if (!entries.ok) return
  for (const entry of entries.value) {
    if (entry.type === 'directory' && entry.name !== '.' && entry.name !== '..') yield* removeCgroup(`${directory}/${entry.name}`)
  }
  yield* sys.rmdir({ path: directory })
}

export function* freeze(directory: string, frozen: boolean): Sys<void> {
  const written = yield* writeFile(`${directory}/cgroup.freeze`, frozen ? '1' : '0')
  if (!written.ok) throw new Failure(`unable to freeze: write ${directory}/cgroup.freeze: ${goErrno(written.error)}`)
}
