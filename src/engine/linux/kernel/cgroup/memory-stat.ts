import type { MemoryAccount } from './memory.ts'
import { keyed } from './text.ts'

/** memory.stat in the kernel's order. Everything held is anonymous memory: the page cache is not modelled. */
export function memoryStat(memory: MemoryAccount): string {
  const kernelBytes = Math.min(memory.current, Math.round(memory.current * 0.03))
  const anon = memory.current - kernelBytes
  const stack = Math.floor(kernelBytes / 4 / 4096) * 4096
  const tables = Math.floor(kernelBytes / 4 / 4096) * 4096
  const slab = kernelBytes - stack - tables
  const zero = (...names: string[]): Record<string, number> => Object.fromEntries(names.map((name) => [name, 0]))
  return keyed({
    anon,
    file: 0,
    kernel: kernelBytes,
    kernel_stack: stack,
    pagetables: tables,
    ...zero('sec_pagetables', 'percpu', 'sock', 'vmalloc', 'shmem', 'zswap', 'zswapped', 'file_mapped', 'file_dirty', 'file_writeback', 'swapcached'),
    ...zero('anon_thp', 'file_thp', 'shmem_thp', 'inactive_anon'),
    active_anon: anon,
    ...zero('inactive_file', 'active_file', 'unevictable', 'slab_reclaimable'),
    slab_unreclaimable: slab,
    slab,
    ...zero('workingset_refault_anon', 'workingset_refault_file', 'workingset_activate_anon', 'workingset_activate_file'),
    ...zero('workingset_restore_anon', 'workingset_restore_file', 'workingset_nodereclaim', 'pgscan', 'pgsteal', 'pgscan_kswapd', 'pgscan_direct'),
    ...zero('pgsteal_kswapd', 'pgsteal_direct'),
    pgfault: Math.floor(memory.peak / 4096),
    ...zero(
      'pgmajfault',
      'pgrefill',
      'pgactivate',
      'pgdeactivate',
      'pglazyfree',
      'pglazyfreed',
      'zswpin',
      'zswpout',
      'thp_fault_alloc',
      'thp_collapse_alloc',
    ),
  })
}
