import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Environment } from '../../../libc/environment.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { ipAddress } from './address.ts'
import type { IpContext } from './context.ts'
import { abbreviates, IpFailure, Words } from './context.ts'
import { ipLink } from './link.ts'
import { ipNeighbour } from './neighbour.ts'
import { enterNamed, ipNetns } from './netns.ts'
import { ipRoute } from './route.ts'

/** Models iproute2's ip(8): address, link, route, neigh, netns, rule, with -4 -6 -o -br -s -n. The rest says it is not simulated. */
const usage = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | addrlabel | fou | help | ila | ioam | l2tp | link |
                   macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | tap | tcpmetrics |
                   token | tunnel | tuntap | vrf | xfrm }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[esolve] |
                    -h[uman-readable] | -iec | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 |
                    -l[oops] { maximum-addr-flush-attempts } | -br[ief] |
                    -o[neline] | -t[imestamp] | -ts[hort] | -b[atch] [filename] |
                    -rc[vbuf] [size] | -n[etns] name | -N[umeric] | -a[ll] |
                    -c[olor]}
`

/** In ip's own order: the first that an abbreviation fits wins. */
const objects = [
  'address',
  'addrlabel',
  'maddress',
  'route',
  'rule',
  'neighbor',
  'neighbour',
  'ntable',
  'link',
  'l2tp',
  'tunnel',
  'tuntap',
  'token',
  'tcpmetrics',
  'monitor',
  'xfrm',
  'mroute',
  'netns',
  'netconf',
  'vrf',
  'nexthop',
  'mptcp',
  'help',
] as const

export const ip: Main = function* ({ argv, env, build }) {
  try {
    return yield* run(argv.slice(1), env, build.get('version') ?? '6.1.0')
  } catch (failure) {
    if (!(failure instanceof IpFailure)) throw failure
    yield* printError(failure.message)
    return failure.code
  }
}

function* run(args: readonly string[], env: Environment, version: string): Sys<number> {
  let [family, oneline, brief, statistics]: [IpContext['family'], boolean, boolean, number] = [undefined, false, false, 0]
  let at = 0
  for (; at < args.length; at++) {
    const option = args[at] as string
    if (!option.startsWith('-')) break
    const word = option.replace(/^--?/, '')
    if (word === '4') family = 'inet'
    else if (word === '6') family = 'inet6'
    else if (word === 'o' || (word.length > 1 && abbreviates(word, 'oneline'))) oneline = true
    else if (word === 'br' || abbreviates(word, 'brief')) brief = true
    else if (abbreviates(word, 'stats') || abbreviates(word, 'statistics')) statistics++
    else if (abbreviates(word, 'Version')) {
      yield* print(`ip utility, iproute2-${version}, libbpf 1.1.0\n`)
      return 0
    } else if (word === 'f' || (word.length > 1 && abbreviates(word, 'family'))) {
      const name = args[++at]
      if (name !== 'inet' && name !== 'inet6') throw new IpFailure(`Error: argument "${name ?? ''}" is wrong: invalid protocol family\n\n`, 255)
      family = name
    } else if (word === 'n' || (word.length > 1 && abbreviates(word, 'netns'))) yield* enterNamed(args[++at] ?? '')
    else if (word === 'c' || abbreviates(word, 'color') || word.startsWith('color=') || word.startsWith('c=')) continue
    else if (
      /^(d|details|j|json|p|pretty|h|human|human-readable|iec|r|resolve|t|timestamp|ts|tshort|b|batch|a|all|N|Numeric|0|M|B|l|loops|rc|rcvbuf|force)$/.test(
        word,
      )
    ) {
      throw new IpFailure(`cais: ip: ${option} is not simulated\n`, 255)
    } else throw new IpFailure(`Option "${option}" is unknown, try "ip -help".\n`, 255)
  }
  const context: IpContext = { family, oneline, brief, statistics, version }
  const object = args[at]
  if (object === undefined) throw new IpFailure(usage, 255)
  return yield* dispatch(context, object, new Words(args.slice(at + 1)), env)
}

function* dispatch(context: IpContext, object: string, words: Words, env: Environment): Sys<number> {
  const full = objects.find((name) => abbreviates(object, name))
  switch (full) {
    case 'address':
      return yield* ipAddress(context, words)
    case 'link':
      return yield* ipLink(context, words)
    case 'route':
      return yield* ipRoute(context, words)
    case 'neighbor':
    case 'neighbour':
      return yield* ipNeighbour(context, words)
    case 'netns':
      return yield* ipNetns(words, env)
    case 'rule':
      return yield* rules(words)
    case 'help':
      throw new IpFailure(usage, 255)
    case undefined:
      throw new IpFailure(`Object "${object}" is unknown, try "ip help".\n`, 1)
    default:
      throw new IpFailure(`cais: ip: ${full} is not simulated\n`, 2)
  }
}

/** The rules of a namespace without policy routing. */
function* rules(words: Words): Sys<number> {
  const verb = words.next() ?? 'show'
  if (!/^(s|sh|sho|show|l|ls|lst|list)$/.test(verb)) throw new IpFailure(`cais: ip: rule ${verb} is not simulated\n`, 2)
  yield* sys.routeList({})
  yield* print('0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n')
  return 0
}
