import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { DnsMessage, DnsRecord, DnsType } from '../../../libc/dns/message.ts'
import { searchNames } from '../../../libc/dns/resolv-conf.ts'
import type { Environment } from '../../../libc/environment.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { readResolvConf } from '../../../libc/resolver.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Answered, Ask } from './lookup.ts'
import { ask, dataText, dotted, isType, reverseName } from './lookup.ts'

/** Models BIND's dig(1): one query, its sections, +short, +noall and friends, -x, @server. Batch files, +trace, zone transfers and DNSSEC are not simulated. */
interface Dig {
  readonly asks: readonly Ask[]
  readonly short: boolean
  readonly sections: ReadonlySet<string>
  readonly search: boolean
  readonly words: readonly string[]
  readonly version: string
}

const allSections = ['cmd', 'comments', 'question', 'answer', 'authority', 'additional', 'stats'] as const

export const dig: Main = function* ({ argv, env, build }) {
  const parsed = parse(argv.slice(1), build.get('version') ?? '9.18.28-1~deb12u2-Debian')
  if (typeof parsed === 'string') {
    yield* print(parsed)
    return parsed.startsWith('cais') ? 2 : 1
  }
  let code = 0
  for (const query of parsed.asks) code = Math.max(code, yield* one(parsed, query, env))
  return code
}

function parse(args: readonly string[], version: string): Dig | string {
  let [server, port, type, name]: [string | undefined, number | undefined, DnsType | undefined, string | undefined] = [
    undefined,
    undefined,
    undefined,
    undefined,
  ]
  let [short, search, tcp, timeoutMs, tries]: [boolean, boolean, boolean, number | undefined, number | undefined] = [
    false,
    false,
    false,
    undefined,
    undefined,
  ]
  let sections = new Set<string>(allSections)
  const asks: Ask[] = []
  const push = () => {
    if (name !== undefined) asks.push({ name, type: type ?? 'A' })
    ;[name, type] = [undefined, undefined]
  }
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (word.startsWith('@')) server = word.slice(1)
    else if (word.startsWith('+')) {
      const off = word.startsWith('+no')
      const key = word.slice(off ? 3 : 1)
      const [option = '', value] = key.split('=')
      if (option === 'short') short = !off
      else if (option === 'all') sections = new Set(off ? [] : allSections)
      else if ((allSections as readonly string[]).includes(option)) {
        if (off) sections.delete(option)
        else sections.add(option)
      } else if (option === 'search') search = !off
      else if (option === 'tcp' || option === 'vc') tcp = !off
      else if (option === 'time' || option === 'timeout') timeoutMs = Number(value) * 1000
      else if (option === 'tries') tries = Number(value)
      else if (option === 'retry') tries = Number(value) + 1
      else if (
        !/^(recurse|edns|cookie|adflag|cdflag|qr|multiline|ttlid|class|crypto|identify|nsid|rrcomments|fail|besteffort|keepopen|ignore|split|onesoa|expire|subnet|bufsize|ndots|defname|domain)$/.test(
          option,
        )
      ) {
        return option === 'trace' || option === 'dnssec' || option === 'yaml'
          ? `cais: dig: ${word} is not simulated\n`
          : `Invalid option: ${word}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n            {global-d-opt} host [@local-server] {local-d-opt}\n            [ host [@local-server] {local-d-opt} [...]]\n\nUse "dig -h" (or "dig -h | more") for complete list of options\n`
      } else if (!off && option !== 'recurse') return `cais: dig: ${word} is not simulated\n`
    } else if (word === '-x') {
      push()
      const address = args[++i] ?? ''
      ;[name, type] = [reverseName(address) ?? address, 'PTR']
    } else if (word === '-t') type = (args[++i] ?? 'A').toUpperCase() as DnsType
    else if (word === '-p') port = Number(args[++i])
    else if (word === '-q') name = args[++i]
    else if (word === '-4' || word === '-6') continue
    else if (word === '-v') return `DiG ${version}\n`
    else if (word.startsWith('-')) return `cais: dig: ${word} is not simulated\n`
    else if (word.toUpperCase() === 'IN') continue
    else if (isType(word) && name !== undefined && type === undefined) type = word.toUpperCase() as DnsType
    else if (isType(word) && name === undefined && i + 1 < args.length) type = word.toUpperCase() as DnsType
    else {
      if (name !== undefined) push()
      name = word
    }
  }
  push()
  if (asks.length === 0) asks.push({ name: '', type: type ?? 'NS' })
  return { asks: asks.map((query) => ({ ...query, server, port, tcp, timeoutMs, tries })), short, sections, search, words: args, version }
}

function* one(dig: Dig, query: Ask, env: Environment): Sys<number> {
  const shows = (section: string) => dig.sections.has(section)
  const names = dig.search ? searchNames(query.name, yield* readResolvConf()) : [query.name.replace(/\.$/, '')]
  if (!dig.short && shows('cmd')) yield* print(`\n; <<>> DiG ${dig.version} <<>> ${dig.words.join(' ')}\n`)
  if (!dig.short && shows('cmd') && query.server !== undefined) yield* print('; (1 server found)\n')
  if (!dig.short && shows('cmd')) yield* print(';; global options: +cmd\n')
  let answered: Answered | undefined | 'no-server'
  for (const name of names) {
    answered = yield* ask({ ...query, name }, function* ({ server, port, why }) {
      yield* print(`;; communications error to ${server}#${port}: ${why}\n`)
    })
    if (typeof answered === 'object' && answered.message.answers.length > 0) break
  }
  if (answered === 'no-server') {
    yield* print(`dig: couldn't get address for '${query.server ?? ''}': not found\n`)
    return 10
  }
  if (!answered) {
    yield* print(';; no servers could be reached\n')
    return 9
  }
  if (dig.short) {
    yield* print(answered.message.answers.map(({ type, data }) => `${dataText(type, data)}\n`).join(''))
    return 0
  }
  yield* print(sectionsText(answered.message, shows))
  if (!shows('stats')) return 0
  const zone = yield* localZone(env)
  const when = strftime('%a %b %d %H:%M:%S %Z %Y', civilTime(yield* sys.clockRealtime({}), zone))
  yield* print(
    `;; Query time: ${Math.round(answered.tookMs)} msec\n;; SERVER: ${answered.server}#${answered.port}(${query.server ?? answered.server})${modern(dig.version) ? ` (${answered.tcp ? 'TCP' : 'UDP'})` : ''}\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${answered.bytes}\n\n`,
  )
  return 0
}

const modern = (version: string): boolean => Number(version.split('.')[1] ?? 18) >= 18

function sectionsText(message: DnsMessage, shows: (section: string) => boolean): string {
  let text = ''
  if (shows('comments')) {
    const flags = [
      message.response && 'qr',
      message.authoritative && 'aa',
      message.truncated && 'tc',
      message.recursionDesired && 'rd',
      message.recursionAvailable && 'ra',
    ]
    const counts = `QUERY: ${message.questions.length}, ANSWER: ${message.answers.length}, AUTHORITY: ${message.authority.length}, ADDITIONAL: ${message.additional.length}`
    text += `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${message.rcode}, id: ${message.id}\n;; flags: ${flags.filter(Boolean).join(' ')}; ${counts}\n`
    if (message.recursionDesired && !message.recursionAvailable) text += ';; WARNING: recursion requested but not available\n'
    text += '\n'
  }
  if (shows('question'))
    text += `${shows('comments') ? ';; QUESTION SECTION:\n' : ''}${message.questions.map(({ name, type }) => `${columns([`;${dotted(name)}`, '', 'IN', type])}\n`).join('')}\n`
  const part = (section: string, title: string, records: readonly DnsRecord[]) => {
    if (!shows(section) || records.length === 0) return
    text += `${shows('comments') ? `;; ${title} SECTION:\n` : ''}${records.map(recordLine).join('')}${shows('comments') ? '\n' : ''}`
  }
  part('answer', 'ANSWER', message.answers)
  part('authority', 'AUTHORITY', message.authority)
  part('additional', 'ADDITIONAL', message.additional)
  return text
}

const recordLine = ({ name, ttlSeconds, type, data }: DnsRecord): string =>
  `${columns([dotted(name), String(ttlSeconds), 'IN', type, dataText(type, data)])}\n`

/** BIND's master style: columns at 24, 32, 40 and 48, reached with tabs. */
function columns(fields: readonly string[]): string {
  const stops = [0, 24, 32, 40, 48]
  let [text, column] = ['', 0]
  fields.forEach((field, i) => {
    if (field === '') return
    if (i > 0) {
      const to = Math.max(stops[i] ?? 0, column + 1)
      const tabs = Math.floor(to / 8) - Math.floor(column / 8)
      text += tabs > 0 ? '\t'.repeat(tabs) + ' '.repeat(to % 8) : ' '.repeat(to - column)
      column = to
    }
    text += field
    column += field.length
  })
  return text
}
