import type { SocketCalls } from '../calls.ts'
import type { Handlers } from '../handlers.ts'
import { netfilterCalls } from './netfilter/netfilter-handlers.ts'
import type { NetfilterCalls } from './netfilter-calls.ts'
import { addressCalls } from './netlink/address-calls.ts'
import { diagCalls } from './netlink/diag-calls.ts'
import { linkCalls } from './netlink/link-calls.ts'
import { neighbourCalls } from './netlink/neighbour-calls.ts'
import { routeCalls } from './netlink/route-calls.ts'
import type { NetlinkCalls } from './netlink-calls.ts'
import { socketCalls } from './socket-calls.ts'

/** Every system call of the network room. */
export const netCalls: Handlers<keyof SocketCalls | keyof NetlinkCalls | keyof NetfilterCalls> = {
  ...socketCalls,
  ...linkCalls,
  ...addressCalls,
  ...routeCalls,
  ...neighbourCalls,
  ...diagCalls,
  ...netfilterCalls,
}
