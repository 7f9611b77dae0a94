import type { Sys } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { run, spawn } from '../../linux/libc/spawn.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** Pid 1 of the machines that stand in the internet: mounts, interfaces, then the programs of /etc/inittab, one command a line. */
export const publicInit: Main = function* () {
  for (const [source, target, type] of [
    ['proc', '/proc', 'proc'],
    ['sysfs', '/sys', 'sysfs'],
    ['devtmpfs', '/dev', 'devtmpfs'],
    ['tmpfs', '/run', 'tmpfs'],
  ] as const) {
    yield* sys.mount({ source, target, type })
  }
  yield* run(['/usr/sbin/ifup', '-a'])
  const router = yield* readFile('/etc/router')
  if (router.ok) yield* beRouter(router.value)
  const table = yield* readFile('/etc/inittab')
  for (const line of table.ok ? table.value.split('\n').filter(Boolean) : []) yield* spawn({ argv: line.split(' ') })
  for (;;) {
    const waited = yield* sys.wait4({ pid: -1 })
    if (!waited.ok && waited.error === 'ECHILD') yield* sys.pause({})
  }
}

/**
 * A home router: /etc/router names its outer interface, the inner address that answers DNS, the server that really does, and perhaps a machine inside
 * that the internet reaches through ports 8000 to 8999. Forwards, hides its inside behind its own address, and passes DNS on.
 */
function* beRouter(text: string): Sys<void> {
  const [outside = 'eth0', resolver = '', nameserver = '', server] = text.trim().split(' ')
  yield* writeFile('/proc/sys/net/ipv4/ip_forward', '1\n')
  yield* sys.netfilterChange({
    table: 'nat',
    changes: [
      { do: 'append', chain: 'POSTROUTING', rule: { outInterface: { is: outside }, matches: [], target: { kind: 'MASQUERADE', to: {} } } },
      {
        do: 'append',
        chain: 'PREROUTING',
        rule: {
          destination: { is: `${resolver}/32` },
          protocol: { is: 'udp' },
          matches: [{ module: 'udp', destinationPort: { is: { from: 53, to: 53 } } }],
          target: { kind: 'DNAT', to: { addresses: [nameserver, nameserver] } },
        },
      },
      ...(server === undefined ? [] : [portsForwarded(outside, server)]),
    ],
  })
}

const portsForwarded = (outside: string, server: string) =>
  ({
    do: 'append',
    chain: 'PREROUTING',
    rule: {
      inInterface: { is: outside },
      protocol: { is: 'tcp' },
      matches: [{ module: 'tcp', destinationPort: { is: { from: 8000, to: 8999 } } }],
      target: { kind: 'DNAT', to: { addresses: [server, server] } },
    },
  }) as const
