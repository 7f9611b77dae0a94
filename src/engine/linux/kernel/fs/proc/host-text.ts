/** The texts of /proc about the whole host (fs/proc/*.c, arch/x86/kernel/cpu/proc.c). */
import type { Kernel } from '../../kernel.ts'
import { ticks } from './process-text.ts'

export function uptimeText(kernel: Kernel): string {
  const seconds = kernel.uptimeMs / 1000
  return `${seconds.toFixed(2)} ${(idleMs(kernel) / 1000).toFixed(2)}\n`
}

function idleMs(kernel: Kernel): number {
  const { cpus } = kernel
  cpus.settleAll()
  return Math.max(0, kernel.uptimeMs * cpus.count - cpus.userMs - cpus.systemMs - cpus.niceMs)
}

export function loadText(kernel: Kernel, lastPid: number): string {
  const [one, five, fifteen] = kernel.cpus.loadAverage()
  return `${one.toFixed(2)} ${five.toFixed(2)} ${fifteen.toFixed(2)} ${Math.max(1, kernel.cpus.running)}/${kernel.taskCount} ${lastPid}\n`
}

/** /proc/stat: time of each CPU in ticks; the model does not place tasks, so CPUs share alike. */
export function statText(kernel: Kernel): string {
  const { cpus } = kernel
  const idle = idleMs(kernel)
  const line = (name: string, share: number) =>
    `${name} ${[cpus.userMs, cpus.niceMs, cpus.systemMs, idle].map((ms) => ticks(ms / share)).join(' ')} 0 0 0 0 0 0\n`
  let switches = 0
  for (const task of kernel.initialNamespaces.pid.tasks.values()) switches += task.voluntarySwitches + task.involuntarySwitches
  let out = line('cpu ', 1)
  for (let cpu = 0; cpu < cpus.count; cpu++) out += line(`cpu${cpu}`, cpus.count)
  const bootSeconds = Math.floor((kernel.clock.epochMs + kernel.bootedMs) / 1000)
  return (
    `${out}intr ${switches}\nctxt ${switches}\nbtime ${bootSeconds}\nprocesses ${kernel.forks}\n` +
    `procs_running ${Math.max(1, cpus.running)}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`
  )
}

/** What the kernel itself takes: a descriptor of 64 bytes for each page, its image, its caches. */
export function hostMemory(kernel: Kernel) {
  const installed = kernel.memory.totalBytes
  const totalBytes = installed - Math.floor(installed / 64) - 87 * 1024 * 1024
  const slabBytes = 36 * 1024 * 1024
  const shmemBytes = kernel.vfs.memoryFileBytes()
  const cachedBytes = kernel.vfs.memory.used + shmemBytes
  const freeBytes = Math.max(0, totalBytes - kernel.memory.usedBytes - slabBytes - cachedBytes)
  return { totalBytes, freeBytes, cachedBytes, shmemBytes, slabBytes, anonymousBytes: kernel.memory.usedBytes }
}

export function memInfoText(kernel: Kernel): string {
  const { totalBytes, freeBytes, cachedBytes, shmemBytes, slabBytes, anonymousBytes } = hostMemory(kernel)
  const reclaimable = slabBytes / 2
  const fileBytes = cachedBytes - shmemBytes
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', totalBytes],
    ['MemFree', freeBytes],
    ['MemAvailable', Math.min(totalBytes, freeBytes + fileBytes + reclaimable)],
    ['Buffers', 0],
    ['Cached', cachedBytes],
    ['SwapCached', 0],
    ['Active', anonymousBytes / 2 + fileBytes],
    ['Inactive', anonymousBytes / 2 + shmemBytes],
    ['Active(anon)', anonymousBytes / 2],
    ['Inactive(anon)', anonymousBytes / 2 + shmemBytes],
    ['Active(file)', fileBytes],
    ['Inactive(file)', 0],
    ['Unevictable', 0],
    ['Mlocked', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 0],
    ['Writeback', 0],
    ['AnonPages', anonymousBytes],
    ['Mapped', anonymousBytes / 2],
    ['Shmem', shmemBytes],
    ['KReclaimable', reclaimable],
    ['Slab', slabBytes],
    ['SReclaimable', reclaimable],
    ['SUnreclaim', slabBytes - reclaimable],
    ['KernelStack', kernel.taskCount * 16_384],
    ['PageTables', kernel.processCount * 65_536],
    ['NFS_Unstable', 0],
    ['Bounce', 0],
    ['WritebackTmp', 0],
    ['CommitLimit', totalBytes / 2],
    ['Committed_AS', anonymousBytes * 1.5],
    ['VmallocTotal', 34_359_738_367 * 1024],
    ['VmallocUsed', 0],
    ['VmallocChunk', 0],
    ['Percpu', kernel.cpus.count * 540_672],
  ]
  const lines = rows.map(([name, bytes]) => `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`)
  const huge = ['HugePages_Total', 'HugePages_Free', 'HugePages_Rsvd', 'HugePages_Surp'].map((name) => `${`${name}:`.padEnd(16)}${'0'.padStart(8)}\n`)
  return `${lines.join('')}${huge.join('')}Hugepagesize:       2048 kB\n`
}

/** One paragraph a CPU. The processor is a generic x86-64 server part seen through a hypervisor. */
export function cpuInfoText(kernel: Kernel): string {
  const { count } = kernel.cpus
  let out = ''
  for (let cpu = 0; cpu < count; cpu++) {
    const rows: readonly (readonly [string, string])[] = [
      ['processor', String(cpu)],
      ['vendor_id', 'GenuineIntel'],
      ['cpu family', '6'],
      ['model', '85'],
      ['model name', 'Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz'],
      ['stepping', '4'],
      ['microcode', '0x1'],
      ['cpu MHz', '2400.000'],
      ['cache size', '28160 KB'],
      ['physical id', '0'],
      ['siblings', String(count)],
      ['core id', String(cpu)],
      ['cpu cores', String(count)],
      ['apicid', String(cpu)],
      ['initial apicid', String(cpu)],
      ['fpu', 'yes'],
      ['fpu_exception', 'yes'],
      ['cpuid level', '22'],
      ['wp', 'yes'],
      ['flags', FLAGS],
      ['bogomips', '4800.00'],
      ['clflush size', '64'],
      ['cache_alignment', '64'],
      ['address sizes', '46 bits physical, 48 bits virtual'],
      ['power management', ''],
    ]
    out += `${rows.map(([key, value]) => `${key}${key.length < 8 ? '\t\t' : key.length < 16 ? '\t' : ''}: ${value}`.trimEnd()).join('\n')}\n\n`
  }
  return out
}

const FLAGS =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx rdtscp lm constant_tsc rep_good nopl ' +
  'xtopology nonstop_tsc cpuid pni pclmulqdq vmx ssse3 cx16 pcid sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx rdrand hypervisor lahf_lm abm'

export function versionText(kernel: Kernel): string {
  const { release, version } = kernel.options
  const builder = release.includes('.el7.')
    ? '(mockbuild@kbuilder.bsys.centos.org) (gcc version 4.8.5 20150623 (Red Hat 4.8.5-44) (GCC) )'
    : '(debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40)'
  return `Linux version ${release} ${builder} ${version}\n`
}

export function fileSystemsText(kernel: Kernel): string {
  const { types, diskTypes } = kernel.vfs
  const virtual = [...types.keys()].filter((type) => !diskTypes.includes(type))
  const disk = diskTypes.filter((type) => types.has(type))
  return [...virtual.map((type) => `nodev\t${type}\n`), ...disk.map((type) => `\t${type}\n`)].join('')
}

export function partitionsText(kernel: Kernel): string {
  const rows = [...kernel.vfs.devices.disks.values()].map(
    ({ name, rdev, bytes }) =>
      `${String(Math.floor(rdev / 256)).padStart(4)}  ${String(rdev % 256).padStart(7)} ${String(Math.floor(bytes / 1024)).padStart(10)} ${name}\n`,
  )
  return `major minor  #blocks  name\n\n${rows.join('')}`
}

export function diskStatsText(kernel: Kernel): string {
  let out = ''
  for (const { name, rdev, fileSystem, disk } of kernel.vfs.devices.disks.values()) {
    const parts = disk === undefined ? [...kernel.vfs.devices.disks.values()].filter((part) => part.disk === name) : []
    const stores = [fileSystem, ...parts.map((part) => part.fileSystem)].filter((store) => store !== undefined)
    const sum = { reads: 0, readBytes: 0, writes: 0, writtenBytes: 0 }
    for (const { io } of stores) {
      sum.reads += io.reads
      sum.readBytes += io.readBytes
      sum.writes += io.writes
      sum.writtenBytes += io.writtenBytes
    }
    const fields = [sum.reads, 0, Math.ceil(sum.readBytes / 512), 0, sum.writes, 0, Math.ceil(sum.writtenBytes / 512), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    out += `${String(Math.floor(rdev / 256)).padStart(4)} ${String(rdev % 256).padStart(7)} ${name} ${fields.join(' ')}\n`
  }
  return out
}

export function devicesText(kernel: Kernel): string {
  const characters = [
    [1, 'mem'],
    [4, '/dev/vc/0'],
    [4, 'tty'],
    [5, '/dev/tty'],
    [5, '/dev/console'],
    [5, '/dev/ptmx'],
    [10, 'misc'],
    [136, 'pts'],
  ] as const
  const blocks = [[7, 'loop'], ...([...kernel.vfs.devices.disks.values()].some((disk) => disk.rdev >> 8 === 8) ? [[8, 'sd']] : [])] as const
  const list = (rows: readonly (readonly (number | string)[])[]) => rows.map(([major, name]) => `${String(major).padStart(3)} ${name}\n`).join('')
  return `Character devices:\n${list(characters)}\nBlock devices:\n${list(blocks)}`
}

/** What the boot loader passed. */
export function commandLineText(kernel: Kernel): string {
  const { release } = kernel.options
  return release.includes('.el7.')
    ? `BOOT_IMAGE=/vmlinuz-${release} root=/dev/sda1 ro crashkernel=auto rhgb quiet LANG=en_US.UTF-8\n`
    : `BOOT_IMAGE=/boot/vmlinuz-${release} root=/dev/sda1 ro quiet\n`
}
