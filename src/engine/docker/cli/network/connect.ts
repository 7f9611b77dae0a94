import type { Verb } from '../command/spec.ts'

/** docker network connect */
export const connect: Verb = function* ({ cli, args, flags }) {
  const [network = '', container = ''] = args
  const linkLocal = flags.list('link-local-ip')
  yield* cli.client.done('POST', `/networks/${network}/connect`, {
    json: {
      Container: container,
      EndpointConfig: {
        IPAMConfig: {
          ...(flags.text('ip') !== '' && { IPv4Address: flags.text('ip') }),
          ...(flags.text('ip6') !== '' && { IPv6Address: flags.text('ip6') }),
          ...(linkLocal.length > 0 && { LinkLocalIPs: linkLocal }),
        },
        Links: flags.list('link').length > 0 ? flags.list('link') : null,
        Aliases: flags.list('alias'),
        MacAddress: '',
        DriverOpts: flags.map('driver-opt'),
        GwPriority: flags.int('gw-priority'),
        NetworkID: '',
        EndpointID: '',
        Gateway: '',
        IPAddress: '',
        IPPrefixLen: 0,
        IPv6Gateway: '',
        GlobalIPv6Address: '',
        GlobalIPv6PrefixLen: 0,
        DNSNames: null,
      },
    },
  })
  return 0
}

/** docker network disconnect */
export const disconnect: Verb = function* ({ cli, args, flags }) {
  const [network = '', container = ''] = args
  yield* cli.client.done('POST', `/networks/${network}/disconnect`, { json: { Container: container, Force: flags.bool('force') } })
  return 0
}
