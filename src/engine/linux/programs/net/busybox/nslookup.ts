import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { DnsRecord, DnsType } from '../../../libc/dns/message.ts'
import { searchNames } from '../../../libc/dns/resolv-conf.ts'
import { readResolvConf } from '../../../libc/resolver.ts'
import { print, printError } from '../../../libc/stdio.ts'
import type { Answered } from '../dns/lookup.ts'
import { ask, isType, reverseName } from '../dns/lookup.ts'

/** Models busybox' nslookup (the large one): A and AAAA in questions of their own, each answer in a part of its own. */
export const busyboxNslookup: Main = function* ({ argv, build }) {
  const types: DnsType[] = []
  const words: string[] = []
  for (const word of argv.slice(1)) {
    const option = /^-(?:type|querytype|query|q|t)=(\w+)$/i.exec(word)
    if (option?.[1] && isType(option[1])) types.push(option[1].toUpperCase() as DnsType)
    else if (word.startsWith('-')) {
      yield* printError(`nslookup: invalid option -- '${word.slice(1, 2)}'\n`)
      return 1
    } else words.push(word)
  }
  const [name, server] = words
  if (name === undefined) {
    yield* printError(
      `BusyBox v${build.get('version') ?? '1.36.1'} () multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n`,
    )
    return 1
  }
  const pointer = reverseName(name)
  const asked = types.length > 0 ? types : pointer ? (['PTR'] as const) : (['A', 'AAAA'] as const)
  const answers = yield* askAll(pointer ?? name, asked, server)
  if (!answers) {
    yield* print(';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  const first = answers[0]
  let text = `Server:\t\t${first?.server ?? ''}\nAddress:\t${first?.server ?? ''}:${first?.port ?? 53}\n\n`
  let failed = false
  for (const { message } of answers) {
    if (message.rcode !== 'NOERROR') {
      failed = true
      text += `** server can't find ${message.questions[0]?.name ?? name}: ${message.rcode}\n\n`
      continue
    }
    text += `${message.authoritative ? '' : 'Non-authoritative answer:\n'}${message.answers.map(line).join('')}\n`
  }
  yield* print(text)
  return failed ? 1 : 0
}

/** The search list applies to names without a dot; the first name that exists decides. */
function* askAll(name: string, types: readonly DnsType[], server: string | undefined): Sys<readonly Answered[] | undefined> {
  const conf = yield* readResolvConf()
  const candidates = name.endsWith('.arpa') ? [name] : [...new Set([...searchNames(name, conf)])]
  let last: Answered[] | undefined
  for (const candidate of candidates) {
    const answers: Answered[] = []
    for (const type of types) {
      const answered = yield* ask({ name: candidate, type, server, tries: 2 }, function* () {})
      if (typeof answered === 'object') answers.push(answered)
    }
    if (answers.length === 0) return undefined
    last = answers
    if (answers.some(({ message }) => message.rcode === 'NOERROR')) return answers
  }
  return last
}

function line({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`
    case 'CNAME':
      return `${name}\tcanonical name = ${data}\n`
    case 'PTR':
      return `${name}\tname = ${data}\n`
    case 'NS':
      return `${name}\tnameserver = ${data}\n`
    case 'TXT':
      return `${name}\ttext = "${data}"\n`
    case 'MX':
      return `${name}\tmail exchanger = ${data}\n`
    default:
      return `${name}\t${type.toLowerCase()} = ${data}\n`
  }
}
