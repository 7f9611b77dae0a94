import type { Kernel } from './kernel.ts'

const kilobytes = (bytes: number): number => Math.floor(bytes / 1024)

/** What the kernel says while it comes up, as far as it is about things this one has (init/main.c, mm, smp, drivers). */
export function printBootLog(kernel: Kernel): void {
  const { release, version, rootFsType, memoryBytes, cpus, diskBytes } = kernel.options
  const { log } = kernel
  const sectors = Math.floor(diskBytes / 512)
  const gigabytes = (diskBytes / 1e9).toFixed(1)
  log.print(`Linux version ${release} (gcc, GNU ld) ${version}`, 5)
  log.print(`Command line: BOOT_IMAGE=/boot/vmlinuz-${release} root=/dev/sda1 ro quiet`)
  log.print(`smpboot: Allowing ${cpus} CPUs, 0 hotplug CPUs`)
  log.print(`Kernel command line: BOOT_IMAGE=/boot/vmlinuz-${release} root=/dev/sda1 ro quiet`, 5)
  log.print(`Memory: ${kilobytes(memoryBytes)}K/${kilobytes(memoryBytes)}K available`)
  log.print(`SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=${cpus}, Nodes=1`)
  log.print('pid_max: default: 32768 minimum: 301')
  log.print('smp: Bringing up secondary CPUs ...')
  log.print(`smp: Brought up 1 node, ${cpus} CPU${cpus === 1 ? '' : 's'}`)
  log.print('NET: Registered PF_NETLINK/PF_ROUTE protocol family')
  log.print('NET: Registered PF_INET protocol family')
  log.print('NET: Registered PF_UNIX/PF_LOCAL protocol family')
  log.print(`sd 0:0:0:0: [sda] ${sectors} 512-byte logical blocks: (${gigabytes} GB/${(diskBytes / 1024 ** 3).toFixed(1)} GiB)`, 5)
  log.print(' sda: sda1')
  log.print('sd 0:0:0:0: [sda] Attached SCSI disk', 5)
  if (rootFsType === 'ext4') log.print('EXT4-fs (sda1): mounted filesystem with ordered data mode. Quota mode: none.')
  else {
    log.print('XFS (sda1): Mounting V5 Filesystem', 5)
    log.print('XFS (sda1): Ending clean mount')
  }
}
