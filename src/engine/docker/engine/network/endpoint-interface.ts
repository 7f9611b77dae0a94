import { broadcastOf, formatIpv4 } from '../../../base/ipv4.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { NetlinkRes } from '../../../linux/kernel/net/netlink-calls.ts'
import { writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { goErrno } from '../../oci/go-errno.ts'
import { internal } from '../errdefs.ts'
import { announceAddress } from './announce.ts'
import type { Endpoint } from './network.ts'

export function insist(result: NetlinkRes<unknown>, what: string): void {
  if (!result.ok) throw internal(`${what}: ${result.error.message ?? goErrno(result.error.errno)}`)
}

/** Inside the container's namespace: addresses, up, and the default route where this endpoint has it (libnetwork/osl). */
export function* configureInterface(endpoint: Endpoint, gateway: boolean): Sys<void> {
  const { network, interfaceName, address, prefix } = endpoint
  const broadcast = network.addresses && formatIpv4(broadcastOf(network.addresses.subnet))
  insist(yield* sys.linkSet({ name: interfaceName, mac: endpoint.mac, txQueueLength: 0 }), 'error setting interface MAC')
  // Networks without IPv6 leave none on the interface: no link-local address, no multicast groups.
  yield* writeFile(`/proc/sys/net/ipv6/conf/${interfaceName}/disable_ipv6`, '1')
  insist(
    yield* sys.addressAdd({ device: interfaceName, address: `${address}/${prefix}`, ...(broadcast && { broadcast }) }),
    'error setting interface IP',
  )
  insist(yield* sys.linkSet({ name: interfaceName, up: true }), 'failed to set link up')
  yield* announceAddress(interfaceName, endpoint.mac, address)
  if (gateway && network.stored.gateway !== undefined)
    insist(
      yield* sys.routeAdd({ destination: 'default', via: network.stored.gateway, device: interfaceName, replace: true }),
      'failed to set gateway',
    )
}
