import type { Clock } from '../../../base/clock.ts'
import type { RandomStreams } from '../../../base/random.ts'
import type { FactData, FactId, TraceBus } from '../../../base/trace.ts'

/** What a machine gives its network stack: a kernel, or a box that only routes. */
export interface NetHost {
  readonly hostname: string
  readonly clock: Clock
  readonly random: RandomStreams
  readonly trace: TraceBus
  /** The module br_netfilter is loaded: bridged packets meet iptables. */
  readonly bridgeNetfilter?: boolean
  /** Inode of a namespace in nsfs. */
  namespaceInode?(namespace: object): number
  /** Prints to the kernel's log (the LOG target). */
  log?(text: string): void
  /** A number for a new socket. */
  anonymousInode(): number
}

export const recordFact = (host: NetHost, kind: string, data: FactData, cause?: FactId): FactId =>
  host.trace.record({ host: host.hostname, kind, actor: 'kernel', cause, data })
