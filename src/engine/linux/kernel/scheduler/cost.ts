import type { CallName } from '../calls.ts'

/**
 * Virtual time of system calls in milliseconds, on the CPU of the caller. Orders of magnitude of lmbench on a current server (null call
 * about 0.1 µs, with mitigations and a program's own work about 1 µs; fork about 100 µs; exec about 400 µs).
 */
export const callCostMs = 0.0015

/** How far a task may run ahead on calls alone before it takes its turn on a CPU. */
export const sliceMs = 0.25

/** Copying a byte in or out of the kernel: 5 GB/s. */
export const byteCostMs = 1 / 5_000_000

const expensive: Partial<Record<CallName, number>> = {
  execve: 0.4,
  clone: 0.1,
  mount: 0.05,
  umount: 0.05,
  pivotRoot: 0.05,
  unshare: 0.05,
  setns: 0.01,
  unpack: 0.2,
  pack: 0.2,
}

export const costs: ReadonlyMap<string, number> = new Map(Object.entries(expensive))
