import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { DnsRecord, DnsType } from '../../../libc/dns/message.ts'
import { searchNames } from '../../../libc/dns/resolv-conf.ts'
import { readResolvConf } from '../../../libc/resolver.ts'
import { print } from '../../../libc/stdio.ts'
import type { Answered } from './lookup.ts'
import { ask, dataText, dotted, isType, reverseName } from './lookup.ts'

/** Models BIND's nslookup(1) and host(1). The interactive mode of nslookup is not simulated. */
export const nslookup: Main = function* ({ argv }) {
  let type: DnsType | undefined
  const words: string[] = []
  for (const word of argv.slice(1)) {
    const option = /^-(?:type|query|q|ty)=(\w+)$/i.exec(word)
    if (option?.[1] && isType(option[1])) type = option[1].toUpperCase() as DnsType
    else if (word.startsWith('-')) {
      yield* print(`cais: nslookup: ${word} is not simulated\n`)
      return 1
    } else words.push(word)
  }
  const [name, server] = words
  if (name === undefined) {
    yield* print('cais: nslookup: the interactive mode is not simulated\n')
    return 1
  }
  return yield* look(name, type, server)
}

function* search(
  name: string,
  type: DnsType,
  server: string | undefined,
): Sys<{ readonly answered: Answered | undefined | 'no-server'; readonly name: string; readonly problems: readonly string[] }> {
  const problems: string[] = []
  const names = name.endsWith('.arpa') ? [name] : searchNames(name, yield* readResolvConf())
  let [answered, asked]: [Answered | undefined | 'no-server', string] = [undefined, name]
  for (const candidate of names) {
    asked = candidate
    answered = yield* ask({ name: candidate, type, server, tries: 2 }, function* ({ server: failed, port, why }) {
      problems.push(`;; communications error to ${failed}#${port}: ${why}\n`)
    })
    if (typeof answered !== 'object' || answered.message.answers.length > 0) break
  }
  return { answered, name: asked, problems }
}

function* look(name: string, type: DnsType | undefined, server: string | undefined): Sys<number> {
  const pointer = reverseName(name)
  const first = yield* search(pointer ?? name, pointer ? 'PTR' : (type ?? 'A'), server)
  yield* print(first.problems.join(''))
  if (first.answered === 'no-server') {
    yield* print(`nslookup: couldn't get address for '${server ?? ''}': not found\n`)
    return 1
  }
  if (!first.answered) {
    yield* print(';; no servers could be reached\n\n')
    return 1
  }
  const { message } = first.answered
  yield* print(`Server:\t\t${server ?? first.answered.server}\nAddress:\t${first.answered.server}#${first.answered.port}\n\n`)
  if (message.rcode !== 'NOERROR') {
    yield* print(`** server can't find ${pointer ?? name}: ${message.rcode}\n\n`)
    return 1
  }
  const more = type === undefined && !pointer ? yield* ask({ name: first.name, type: 'AAAA', server, tries: 1 }, function* () {}) : undefined
  const extra = typeof more === 'object' ? more.message.answers.filter((record) => record.type === 'AAAA') : []
  if (message.answers.length + extra.length === 0) {
    yield* print(`*** Can't find ${name}: No answer\n\n`)
    return 1
  }
  const heading = message.authoritative ? '' : 'Non-authoritative answer:\n'
  yield* print(`${heading}${[...message.answers, ...extra].map(lookedUp).join('')}\n`)
  return 0
}

function lookedUp({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`
    case 'CNAME':
      return `${name}\tcanonical name = ${dotted(data)}\n`
    case 'PTR':
      return `${name}\tname = ${dotted(data)}\n`
    case 'MX':
      return `${name}\tmail exchanger = ${dataText(type, data)}\n`
    case 'NS':
      return `${name}\tnameserver = ${dotted(data)}\n`
    case 'TXT':
      return `${name}\ttext = "${data}"\n`
    default:
      return `${name}\t${type.toLowerCase()} = ${dataText(type, data)}\n`
  }
}

/** host(1). */
export const host: Main = function* ({ argv }) {
  let type: DnsType | undefined
  const words: string[] = []
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] as string
    if (word === '-t') type = (argv[++i] ?? 'A').toUpperCase() as DnsType
    else if (word === '-4' || word === '-6') continue
    else if (word.startsWith('-')) {
      yield* print(`cais: host: ${word} is not simulated\n`)
      return 1
    } else words.push(word)
  }
  const [name, server] = words
  if (name === undefined) {
    yield* print(
      'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n',
    )
    return 1
  }
  const pointer = reverseName(name)
  const types: readonly DnsType[] = pointer ? ['PTR'] : type ? [type] : ['A', 'AAAA', 'MX']
  if (server !== undefined) yield* print(`Using domain server:\nName: ${server}\nAddress: ${server}#53\nAliases: \n\n`)
  let found = 0
  for (const each of types) {
    const { answered, name: asked } = yield* search(pointer ?? name, each, server)
    if (typeof answered !== 'object') {
      yield* print(';; connection timed out; no servers could be reached\n')
      return 1
    }
    const { message } = answered
    if (message.rcode !== 'NOERROR') {
      const code = { FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 }[message.rcode]
      yield* print(`Host ${pointer ? `${pointer}.` : name} not found: ${code}(${message.rcode})\n`)
      return 1
    }
    // Aliases are told once.
    const shown = message.answers.filter((record) => found === 0 || record.type !== 'CNAME')
    yield* print(shown.map(told).join(''))
    found += shown.length
    if (shown.length === 0 && types.length === 1) yield* print(`${asked} has no ${each} record\n`)
  }
  return found > 0 ? 0 : 1
}

function told({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
      return `${name} has address ${data}\n`
    case 'AAAA':
      return `${name} has IPv6 address ${data}\n`
    case 'CNAME':
      return `${name} is an alias for ${dotted(data)}\n`
    case 'PTR':
      return `${name} domain name pointer ${dotted(data)}\n`
    case 'MX':
      return `${name} mail is handled by ${dataText(type, data)}\n`
    case 'NS':
      return `${name} name server ${dotted(data)}\n`
    case 'TXT':
      return `${name} descriptive text "${data}"\n`
    default:
      return `${name} has ${type} record ${dataText(type, data)}\n`
  }
}
