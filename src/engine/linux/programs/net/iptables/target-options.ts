import type { NatRange, RejectWith, Target } from '../../../kernel/net/netfilter/rule.ts'
import { masked, natRange, portPair } from './argument.ts'
import { usageError } from './failure.ts'

export interface TargetOption {
  readonly arity: number
  readonly apply: (target: Target, args: readonly string[]) => Target
}

const rejects: Readonly<Record<string, RejectWith>> = {
  'icmp-net-unreachable': 'icmp-net-unreachable',
  'net-unreach': 'icmp-net-unreachable',
  'icmp-host-unreachable': 'icmp-host-unreachable',
  'host-unreach': 'icmp-host-unreachable',
  'icmp-proto-unreachable': 'icmp-proto-unreachable',
  'proto-unreach': 'icmp-proto-unreachable',
  'icmp-port-unreachable': 'icmp-port-unreachable',
  'port-unreach': 'icmp-port-unreachable',
  'icmp-net-prohibited': 'icmp-net-prohibited',
  'net-prohib': 'icmp-net-prohibited',
  'icmp-host-prohibited': 'icmp-host-prohibited',
  'host-prohib': 'icmp-host-prohibited',
  'icmp-admin-prohibited': 'icmp-admin-prohibited',
  'admin-prohib': 'icmp-admin-prohibited',
  'tcp-reset': 'tcp-reset',
  'tcp-rst': 'tcp-reset',
}

const nat = (change: (to: NatRange, text: string) => NatRange, arity = 1): TargetOption => ({
  arity,
  apply: (target, [text = '']) => ('to' in target ? { ...target, to: change(target.to, text) } : target),
})

const random = nat((to) => ({ ...to, random: 'random' }), 0)
const persistent = nat((to) => ({ ...to, persistent: true }), 0)

const mark = (make: (value: number, mask: number) => { readonly value: number; readonly mask: number }): TargetOption => ({
  arity: 1,
  apply: (_target, [text = '']) => {
    const { value, mask } = masked(text)
    return { kind: 'MARK', mark: make(value, mask) }
  },
})

const full = 0xffffffff

/** Options of every target by its name. --set-mark and friends become --set-xmark, as iptables stores them. */
export const targetOptions: Readonly<Record<string, Readonly<Record<string, TargetOption>>>> = {
  DNAT: { '--to-destination': nat((to, text) => ({ ...to, ...natRange(text, '--to-destination') })), '--random': random, '--persistent': persistent },
  SNAT: {
    '--to-source': nat((to, text) => ({ ...to, ...natRange(text, '--to-source') })),
    '--random': random,
    '--random-fully': nat((to) => ({ ...to, random: 'random-fully' }), 0),
    '--persistent': persistent,
  },
  MASQUERADE: {
    '--to-ports': nat((to, text) => ({ ...to, ports: portPair(text) })),
    '--random': random,
    '--random-fully': nat((to) => ({ ...to, random: 'random-fully' }), 0),
  },
  REDIRECT: {
    '--to-ports': nat((to, text) => ({ ...to, ports: portPair(text) })),
    '--to-port': nat((to, text) => ({ ...to, ports: portPair(text) })),
    '--random': random,
  },
  REJECT: {
    '--reject-with': {
      arity: 1,
      apply: (_target, [text = '']) => {
        const found = rejects[text]
        if (!found) throw usageError(`unknown reject type "${text}"`)
        return { kind: 'REJECT', with: found }
      },
    },
  },
  MARK: {
    '--set-xmark': mark((value, mask) => ({ value, mask })),
    '--set-mark': mark((value, mask) => ({ value, mask: (value | mask) >>> 0 })),
    '--or-mark': mark((value) => ({ value, mask: value })),
    '--and-mark': mark((value) => ({ value: 0, mask: ~value >>> 0 })),
    '--xor-mark': mark((value) => ({ value, mask: 0 })),
  },
  CONNMARK: {
    '--set-mark': connmark('set'),
    '--set-xmark': connmark('set'),
    '--save-mark': { arity: 0, apply: () => ({ kind: 'CONNMARK', op: 'save', mark: { value: 0, mask: full } }) },
    '--restore-mark': { arity: 0, apply: () => ({ kind: 'CONNMARK', op: 'restore', mark: { value: 0, mask: full } }) },
  },
  LOG: {
    '--log-prefix': { arity: 1, apply: (target, [prefix = '']) => (target.kind === 'LOG' ? { ...target, prefix: prefix.slice(0, 29) } : target) },
    '--log-level': { arity: 1, apply: (target, [text = '']) => (target.kind === 'LOG' ? { ...target, level: logLevel(text) } : target) },
  },
  TCPMSS: { '--clamp-mss-to-pmtu': { arity: 0, apply: (target) => target } },
  NOTRACK: {},
  ACCEPT: {},
  DROP: {},
  RETURN: {},
}

function connmark(op: 'set'): TargetOption {
  return { arity: 1, apply: (_target, [text = '']) => ({ kind: 'CONNMARK', op, mark: masked(text) }) }
}

const levels = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'] as const

function logLevel(text: string): number {
  const level = /^\d+$/.test(text) ? Number(text) : levels.findIndex((name) => name === text.toLowerCase() || (text === 'err' && name === 'error'))
  if (level < 0 || level > 7) throw usageError(`log-level "${text}" unknown`)
  return level
}

/** What a target is before its options; undefined when there is none of that name. */
export function freshTarget(name: string): Target | undefined {
  switch (name) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
    case 'NOTRACK':
      return { kind: name }
    case 'REJECT':
      return { kind: 'REJECT', with: 'icmp-port-unreachable' }
    case 'MASQUERADE':
    case 'SNAT':
    case 'DNAT':
    case 'REDIRECT':
      return { kind: name, to: {} }
    case 'MARK':
      return { kind: 'MARK', mark: { value: 0, mask: 0 } }
    case 'CONNMARK':
      return { kind: 'CONNMARK', op: 'set', mark: { value: 0, mask: 0 } }
    case 'LOG':
      return { kind: 'LOG', prefix: '', level: 4 }
    case 'TCPMSS':
      return { kind: 'TCPMSS', clampToPmtu: true }
    default:
      return undefined
  }
}
