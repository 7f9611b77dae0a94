import type { Sys } from '../../../kernel/calls.ts'
import type { Match, Negatable, Rule, Target } from '../../../kernel/net/netfilter/rule.ts'
import type { Services } from '../services.ts'
import { networks, protocol } from './argument.ts'
import { unsimulated, usageError } from './failure.ts'
import type { MatchOption } from './match-options.ts'
import { freshMatch, matchOptions, originalOptions } from './match-options.ts'
import { freshTarget, targetOptions } from './target-options.ts'

/** A rule under construction: what -p, -s, -m, -j and the options of loaded modules said so far. */
export class RuleParser {
  private proto: Negatable<string> | undefined
  private protocolGiven: string | undefined
  private source: { readonly networks: readonly (string | undefined)[]; readonly not: boolean } | undefined
  private destination: { readonly networks: readonly (string | undefined)[]; readonly not: boolean } | undefined
  private inInterface: Negatable<string> | undefined
  private outInterface: Negatable<string> | undefined
  private readonly matches: Partial<Match>[] = []
  private target: Target | undefined
  private targetName: string | undefined
  given = false

  constructor(
    private readonly services: Services,
    private readonly six: boolean,
    /** Message for a target that is neither a module nor a chain. */
    private readonly isChain: (name: string) => boolean,
  ) {}

  /** Takes one option with its arguments; answers how many words it used, undefined when it is no option of a rule. */
  *option(words: readonly string[], at: number, not: boolean): Sys<number | undefined> {
    const word = words[at] as string
    const value = (): string => {
      const text = words[at + 1]
      if (text === undefined) throw usageError(`option "${word}" requires an argument`)
      return text
    }
    this.given = true
    switch (word) {
      case '-p':
      case '--protocol':
      case '--proto': {
        const name = protocol(value())
        this.protocolGiven = name
        this.proto = name === undefined ? undefined : negated(name, not)
        return 2
      }
      case '-s':
      case '--source':
      case '--src':
        this.source = { networks: yield* networks(value(), this.six), not }
        return 2
      case '-d':
      case '--destination':
      case '--dst':
        this.destination = { networks: yield* networks(value(), this.six), not }
        return 2
      case '-i':
      case '--in-interface':
        this.inInterface = negated(interfaceName(value()), not)
        return 2
      case '-o':
      case '--out-interface':
        this.outInterface = negated(interfaceName(value()), not)
        return 2
      case '-m':
      case '--match':
        this.load(value())
        return 2
      case '-j':
      case '--jump':
        this.jump(value(), 'jump')
        return 2
      case '-g':
      case '--goto':
        this.jump(value(), 'goto')
        return 2
      case '-f':
      case '--fragment':
        throw unsimulated('-f')
      default:
        return this.moduleOption(words, at, not)
    }
  }

  private load(module: string): void {
    if (!matchOptions[module]) {
      if (
        /^(set|u32|string|hashlimit|connlimit|connbytes|policy|socket|tos|dscp|ttl|helper|cgroup|bpf|geoip|ipvs|devgroup|time|quota|sctp|esp|ah)$/.test(
          module,
        )
      )
        throw unsimulated(`-m ${module}`)
      throw usageError(`Couldn't load match \`${module}':No such file or directory\n`)
    }
    if ((module === 'tcp' || module === 'udp') && this.matches.some((match) => match.module === module)) return
    this.matches.push(freshMatch(module))
  }

  private jump(name: string, kind: 'jump' | 'goto'): void {
    const fresh = kind === 'jump' ? freshTarget(name) : undefined
    this.targetName = name
    if (fresh) this.target = fresh
    else if (this.isChain(name)) this.target = { kind, chain: name }
    else throw usageError(`Couldn't load target \`${name}':No such file or directory\n`)
  }

  private moduleOption(words: readonly string[], at: number, not: boolean): number | undefined {
    const [word = '', inline] = splitInline(words[at] as string)
    const argumentsOf = (arity: number): readonly string[] => {
      const args = inline === undefined ? words.slice(at + 1, at + 1 + arity) : [inline, ...words.slice(at + 1, at + arity)]
      if (args.length < arity) throw usageError(`option "${word}" requires an argument`)
      return args
    }
    const used = (arity: number) => 1 + (inline === undefined ? arity : arity - 1)
    const targetOption = this.targetName === undefined ? undefined : targetOptions[this.targetName]?.[word]
    if (targetOption && this.target) {
      this.target = targetOption.apply(this.target, argumentsOf(targetOption.arity))
      return used(targetOption.arity)
    }
    const found = this.findMatchOption(word)
    if (!found) return undefined
    const context = { protocol: this.protocolGiven, services: this.services }
    const index = this.matches.indexOf(found.match)
    this.matches[index] = found.option.apply(found.match, argumentsOf(found.option.arity), not, context)
    return used(found.option.arity)
  }

  /** The latest loaded match that knows the option; the protocol's own match is loaded by need. */
  private findMatchOption(word: string): { readonly match: Partial<Match>; readonly option: MatchOption } | undefined {
    if (originalOptions[word]) {
      const loaded = this.matches.some((match) => match.module === 'conntrack')
      if (!loaded && !this.matches.some((match) => match.module === 'conntrack-original')) return undefined
      let match = this.matches.find((each) => each.module === 'conntrack-original')
      if (!match) {
        match = { module: 'conntrack-original' }
        this.matches.push(match)
      }
      return { match, option: originalOptions[word] }
    }
    for (const match of this.matches.toReversed()) {
      const option = matchOptions[match.module ?? '']?.[word]
      if (option) return { match, option }
    }
    const own = this.protocolGiven === undefined ? undefined : matchOptions[this.protocolGiven]?.[word]
    if (!own || this.protocolGiven === undefined) return undefined
    const match = freshMatch(this.protocolGiven)
    this.matches.push(match)
    return { match, option: own }
  }

  /** The rules meant: one for each pair of source and destination. */
  rules(): readonly Rule[] {
    const matches = this.matches.filter((match) => !(match.module === 'conntrack' && !('states' in match))).map(complete)
    if (this.target && 'to' in this.target && needsRange(this.target))
      throw usageError(`You must specify --to-${this.target.kind === 'DNAT' ? 'destination' : 'source'}`)
    const sources = this.source?.networks ?? [undefined]
    const destinations = this.destination?.networks ?? [undefined]
    const rules: Rule[] = []
    for (const source of sources) for (const destination of destinations) rules.push(this.rule(source, destination, matches))
    return rules
  }

  private rule(source: string | undefined, destination: string | undefined, matches: readonly Match[]): Rule {
    return {
      ...(source !== undefined && { source: negated(source, this.source?.not ?? false) }),
      ...(destination !== undefined && { destination: negated(destination, this.destination?.not ?? false) }),
      ...(this.inInterface && { inInterface: this.inInterface }),
      ...(this.outInterface && { outInterface: this.outInterface }),
      ...(this.proto && { protocol: this.proto }),
      matches,
      ...(this.target && { target: this.target }),
    }
  }
}

const negated = <T>(is: T, not: boolean): Negatable<T> => (not ? { is, not } : { is })

const needsRange = (target: Target): boolean =>
  (target.kind === 'DNAT' || target.kind === 'SNAT') && target.to.addresses === undefined && target.to.ports === undefined

const splitInline = (word: string): readonly [string, string | undefined] => {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

function interfaceName(name: string): string {
  if (name === '') throw usageError('Empty interface is likely to be undesired')
  if (name.length > 15) throw usageError(`interface name \`${name}' must be shorter than IFNAMSIZ (15)`)
  return name
}

const required: Readonly<Record<string, readonly [key: string, message: string]>> = {
  conntrack: ['states', 'conntrack: At least one option is required'],
  state: ['states', 'You must specify "--state"'],
  icmp: ['type', 'icmp: option "--icmp-type" must be specified'],
  multiport: ['ports', 'multiport expection an option'],
  comment: ['text', 'comment: option "--comment" must be specified'],
  mark: ['mark', 'mark: option "--mark" must be specified'],
  statistic: ['mode', 'statistic: option "--mode" must be specified'],
}

function complete(match: Partial<Match>): Match {
  const need = required[match.module ?? '']
  if (need && !(need[0] in match)) throw usageError(need[1])
  return match as Match
}
