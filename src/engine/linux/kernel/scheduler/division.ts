import type { CpuAccount } from '../cgroup/cpu.ts'
import { fairShares } from './fair-share.ts'

/** Divides so many CPUs among the shares and groups of an account, by weight, down the tree. */
export function divide(account: CpuAccount, capacity: number): void {
  const shares = [...account.shares.values()]
  const groups = [...account.active]
  const available = account.throttled ? 0 : Math.min(capacity, account.cpuset)
  const parts = fairShares(available, [
    ...shares.map((share) => ({ weight: share.weight * share.count, demand: share.count })),
    ...groups.map((group) => ({ weight: group.weight, demand: demand(group) })),
  ])
  for (const [index, share] of shares.entries()) share.rate = (parts[index] as number) / share.count
  for (const [index, group] of groups.entries()) divide(group, parts[shares.length + index] as number)
}

/** CPUs the group could use at once. */
function demand(account: CpuAccount): number {
  if (account.throttled) return 0
  let sum = 0
  for (const share of account.shares.values()) sum += share.count
  for (const child of account.active) sum += demand(child)
  return Math.min(sum, account.cpuset)
}

/** CPUs the group has now. */
export function usedBy(account: CpuAccount): number {
  let sum = 0
  for (const share of account.shares.values()) sum += share.rate * share.count
  for (const child of account.active) sum += usedBy(child)
  return sum
}
