/** Swarm's part of GET /info; the swarm endpoints have files of their own. */
export type LocalNodeState = '' | 'inactive' | 'pending' | 'active' | 'error' | 'locked'

export interface SwarmInfo {
  readonly NodeID: string
  readonly NodeAddr: string
  readonly LocalNodeState: LocalNodeState
  readonly ControlAvailable: boolean
  readonly Error: string
  readonly RemoteManagers: readonly { readonly NodeID: string; readonly Addr: string }[] | null
  readonly Nodes?: number
  readonly Managers?: number
  readonly Cluster?: Readonly<Record<string, unknown>>
}
