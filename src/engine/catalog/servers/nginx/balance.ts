import type { Peer, Upstream } from './config.ts'

/** What one worker remembers of an upstream's peers (round_robin, least_conn, ip_hash, hash modules). */
export interface BalancerState {
  readonly peers: readonly PeerState[]
}

interface PeerState {
  readonly peer: Peer
  current: number
  effective: number
  connections: number
  fails: number
  checkedMs: number
}

export const balancerState = (upstream: Upstream): BalancerState => ({
  peers: upstream.peers.map((peer) => ({ peer, current: 0, effective: peer.weight, connections: 0, fails: 0, checkedMs: Number.NEGATIVE_INFINITY })),
})

/** The next peer to try; undefined when none is left («no live upstreams»). `key` is what hashing methods hash, `random` is below 1. */
export function choosePeer(
  upstream: Upstream,
  state: BalancerState,
  tried: ReadonlySet<Peer>,
  at: { readonly nowMs: number; readonly key: string; readonly random: number },
): Peer | undefined {
  const single = upstream.peers.length === 1
  const usable = (one: PeerState) =>
    !tried.has(one.peer) &&
    !one.peer.down &&
    (single || one.peer.maxFails === 0 || one.fails < one.peer.maxFails || at.nowMs - one.checkedMs > one.peer.failTimeoutMs)
  const live = state.peers.filter((one) => usable(one) && !one.peer.backup)
  const candidates = live.length > 0 ? live : state.peers.filter((one) => usable(one) && one.peer.backup)
  const chosen = pick(upstream, candidates, at)
  if (chosen && at.nowMs - chosen.checkedMs > chosen.peer.failTimeoutMs) chosen.checkedMs = at.nowMs
  return chosen?.peer
}

function pick(upstream: Upstream, candidates: readonly PeerState[], at: { readonly key: string; readonly random: number }): PeerState | undefined {
  switch (upstream.method) {
    case 'least_conn': {
      const load = ({ connections, peer }: PeerState) => connections / peer.weight
      const least = Math.min(...candidates.map(load))
      return smooth(candidates.filter((one) => load(one) === least))
    }
    case 'ip_hash':
    case 'hash': {
      const total = candidates.reduce((sum, { peer }) => sum + peer.weight, 0)
      let left = total === 0 ? 0 : hash(at.key) % total
      return candidates.find(({ peer }) => {
        left -= peer.weight
        return left < 0
      })
    }
    case 'random':
      return candidates[Math.floor(at.random * candidates.length)]
    case 'round_robin':
      return smooth(candidates)
  }
}

/** Smooth weighted round robin: each peer gains its weight, the leader pays the total. */
function smooth(candidates: readonly PeerState[]): PeerState | undefined {
  let total = 0
  let best: PeerState | undefined
  for (const one of candidates) {
    one.current += one.effective
    total += one.effective
    if (one.effective < one.peer.weight) one.effective++
    if (!best || one.current > best.current) best = one
  }
  if (best) best.current -= total
  return best
}

function hash(text: string): number {
  let value = 89
  for (const c of text) value = (value * 113 + c.charCodeAt(0)) % 6271
  return value
}

const stateOf = (state: BalancerState, peer: Peer): PeerState | undefined => state.peers.find((one) => one.peer === peer)

export function peerBusy(state: BalancerState, peer: Peer, by: 1 | -1): void {
  const one = stateOf(state, peer)
  if (one) one.connections += by
}

/** Counts a failure: after max_fails of them within fail_timeout the peer rests for that long. True when it rests from now on. */
export function peerFailed(state: BalancerState, peer: Peer, nowMs: number): boolean {
  const one = stateOf(state, peer)
  if (!one) return false
  one.fails++
  one.checkedMs = nowMs
  if (peer.maxFails > 0) one.effective = Math.max(0, one.effective - Math.floor(peer.weight / peer.maxFails))
  return peer.maxFails > 0 && one.fails >= peer.maxFails
}

export function peerWorked(state: BalancerState, peer: Peer): void {
  const one = stateOf(state, peer)
  if (one) one.fails = 0
}
