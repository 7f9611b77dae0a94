import { done, ok } from '../../../../base/result.ts'
import type { Handlers } from '../../handlers.ts'
import type { Device } from '../device/device.ts'
import type { InterfaceAddress } from '../device/interface-address.ts'
import { prefixText } from '../device/interface-address.ts'
import type { Ip } from '../ip-text.ts'
import { formatIp, isLoopback, isV4, parseIp } from '../ip-text.ts'
import type { AddressInfo, AddressSpec } from '../netlink-calls.ts'
import { configuring, refuse } from './error.ts'

/** RTM_GETADDR, RTM_NEWADDR, RTM_DELADDR. */
export const addressCalls: Handlers<'addressList' | 'addressAdd' | 'addressDelete'> = {
  addressList: (task, { device: name }) => {
    const { net } = task.namespaces
    const device = name === undefined ? undefined : net.devices.get(name)
    if (name !== undefined && !device) return refuse('ENODEV')
    return ok((device ? [device] : net.devices.list()).flatMap(addressesOf))
  },

  addressAdd: (task, spec) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(spec.device)
      if (!device) return refuse('ENODEV')
      const address = fromSpec(device, spec, namespace.host.clock.nowMs)
      if (!address) return refuse('EINVAL')
      const failed = namespace.addAddress(device, address)
      if (failed) return refuse(failed, 'ipv4: Address already assigned.')
      task.kernel.record(task, 'address.added', { device: device.name, netns: namespace.inode, address: prefixText(address) })
      return done
    }),

  addressDelete: (task, { device: name, address: text }) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(name)
      if (!device) return refuse('ENODEV')
      const wanted = parsePrefix(text)
      const own = device.addresses.find(({ address, prefix }) => address === wanted?.ip && (!text.includes('/') || prefix === wanted.prefix))
      if (!own) return refuse('EADDRNOTAVAIL', 'ipv4: Address not found.')
      namespace.removeAddress(device, own)
      task.kernel.record(task, 'address.deleted', { device: name, netns: namespace.inode, address: prefixText(own) })
      return done
    }),
}

export function parsePrefix(text: string): { readonly ip: Ip; readonly prefix: number } | undefined {
  const [head = '', tail] = text.split('/')
  const ip = parseIp(head)
  if (ip === undefined) return undefined
  const most = isV4(ip) ? 32 : 128
  const prefix = tail === undefined ? most : Number(tail)
  return Number.isInteger(prefix) && prefix >= 0 && prefix <= most ? { ip, prefix } : undefined
}

function fromSpec(device: Device, spec: AddressSpec, nowMs: number): InterfaceAddress | undefined {
  const parsed = parsePrefix(spec.peer ?? spec.address)
  const own = parsePrefix(spec.address)
  if (!parsed || !own) return undefined
  const broadcast = spec.broadcast === undefined ? undefined : parseIp(spec.broadcast)
  return {
    address: own.ip,
    prefix: parsed.prefix,
    broadcast,
    scope: spec.scope ?? (isLoopback(own.ip) ? 'host' : !isV4(own.ip) && own.ip.startsWith('fe80:') ? 'link' : 'global'),
    label: spec.label ?? device.name,
    peer: spec.peer === undefined ? undefined : parsed.ip,
    secondary: false,
    noPrefixRoute: spec.noPrefixRoute ?? false,
    validUntilMs: spec.validSeconds === undefined ? undefined : nowMs + spec.validSeconds * 1000,
  }
}

/** A device's addresses, the link-local one IPv6 gives itself last. */
function addressesOf(device: Device): readonly AddressInfo[] {
  const { namespace } = device
  const { nowMs } = namespace.host.clock
  const set = device.addresses.map((own): AddressInfo => {
    const validSeconds = own.validUntilMs === undefined ? undefined : Math.max(0, Math.round((own.validUntilMs - nowMs) / 1000))
    return {
      family: isV4(own.address) ? 'inet' : 'inet6',
      device: device.name,
      deviceIndex: device.index,
      address: prefixText(own),
      scope: own.scope,
      label: isV4(own.address) ? own.label : '',
      secondary: own.secondary,
      noPrefixRoute: own.noPrefixRoute,
      ...(own.broadcast !== undefined && { broadcast: formatIp(own.broadcast) }),
      ...(own.peer !== undefined && { peer: formatIp(own.peer) }),
      ...(validSeconds !== undefined && { validSeconds }),
    }
  })
  const ordered = [...set.filter((one) => one.family === 'inet'), ...set.filter((one) => one.family === 'inet6')]
  const automatic = device.kind !== 'loopback' && device.running && namespace.hasIpv6(device)
  if (!automatic) return ordered
  const common = { family: 'inet6', device: device.name, deviceIndex: device.index, label: '', secondary: false } as const
  return [...ordered, { ...common, address: `${namespace.linkLocalOf(device)}/64`, scope: 'link' }]
}
