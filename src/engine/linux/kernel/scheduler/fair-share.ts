/** Who wants a part of something divisible. */
export interface Claim {
  readonly weight: number
  /** The most it can use. */
  readonly demand: number
}

/** Max-min fair shares by weight: nobody gets more than its demand, what it leaves goes to the others. */
export function fairShares(capacity: number, claims: readonly Claim[]): number[] {
  const shares = new Array<number>(claims.length).fill(0)
  const order = claims.map((_, index) => index).sort((a, b) => ratio(claims[a] as Claim) - ratio(claims[b] as Claim))
  let left = capacity
  let weights = 0
  for (const claim of claims) weights += claim.weight
  for (const index of order) {
    const claim = claims[index] as Claim
    const share = Math.min(claim.demand, (left * claim.weight) / weights)
    shares[index] = share
    left -= share
    weights -= claim.weight
  }
  return shares
}

const ratio = (claim: Claim): number => claim.demand / claim.weight

/** Weight of a nice value: each step is a quarter more or less (sched_prio_to_weight; nice 0 is 100 here, as cpu.weight). */
export const niceWeight = (nice: number): number => 100 * 1.25 ** -nice
