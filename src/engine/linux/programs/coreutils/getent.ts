import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { getaddrinfo, hostName, parseHosts } from '../../libc/resolver.ts'
import { print, printError, readFile } from '../../libc/stdio.ts'
import { groupsOf, userByName } from '../../libc/users.ts'

/** Models getent(1): the databases passwd, group, shadow, gshadow, hosts, ahosts, services, protocols, networks, initgroups. */
const usage = 'Usage: getent [OPTION...] database [key ...]\n'
const hint = "Try `getent --help' or `getent --usage' for more information.\n"

const unmodelled = new Set(['aliases', 'ethers', 'netgroup', 'rpc'])

export const getent: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('i|no-idn s|service= help usage V|version'), { inOrder: true })
  if (!parsed.ok) {
    yield* printError(`getent: ${parsed.message}\n${hint}`)
    return 64
  }
  if (parsed.value.has('help') || parsed.value.has('usage')) {
    yield* print(`${usage}Get entries from administrative database.\n`)
    return 0
  }
  if (parsed.value.has('service')) {
    yield* printError('cais: getent: --service is not simulated\n')
    return 1
  }
  const [database, ...keys] = parsed.value.operands
  if (database === undefined) {
    yield* printError(`getent: wrong number of arguments\n${hint}`)
    return 1
  }
  const look = databases[database]
  if (look) return yield* look(keys)
  yield* printError(unmodelled.has(database) ? `cais: getent: ${database} is not simulated\n` : `Unknown database: ${database}\n${hint}`)
  return 1
}

type Database = (keys: readonly string[]) => Sys<number>

const linesOf = function* (path: string): Sys<readonly string[]> {
  const text = yield* readFile(path)
  return text.ok ? text.value.split('\n').filter((line) => line !== '' && !line.startsWith('#')) : []
}

/** A colon-separated file with a name first and, for numeric keys, an id in the third field. */
const accounts = (path: string, byId: boolean): Database =>
  function* (keys) {
    const lines = yield* linesOf(path)
    if (keys.length === 0) {
      yield* print(lines.map((line) => `${line}\n`).join(''))
      return 0
    }
    let status = 0
    for (const key of keys) {
      const numeric = byId && /^\d+$/.test(key)
      const line = lines.find((one) => one.split(':')[numeric ? 2 : 0] === key)
      if (line === undefined) status = 2
      else yield* print(`${line}\n`)
    }
    return status
  }

const hosts: Database = function* (keys) {
  const text = yield* readFile('/etc/hosts')
  const entries = parseHosts(text.ok ? text.value : '')
  const show = (address: string, names: readonly string[]) => print(`${address.padEnd(15)} ${names.join(' ')}\n`)
  if (keys.length === 0) {
    for (const { address, names } of entries) yield* show(address, names)
    return 0
  }
  let status = 0
  for (const key of keys) {
    if (/^[\d.]+$|:/.test(key)) {
      const entry = entries.find(({ address }) => address === key)
      const name = entry ? undefined : yield* hostName(key)
      if (entry) yield* show(entry.address, entry.names)
      else if (name !== undefined) yield* show(key, [name])
      else status = 2
      continue
    }
    const listed = entries.filter(({ names }) => names.includes(key))
    const family = listed.some(({ address }) => address.includes(':')) ? ':' : '.'
    const shown = listed.filter(({ address }) => address.includes(family))
    for (const { address, names } of shown) yield* show(address === '::1' || shown.length > 0 ? address : key, names)
    if (shown.length > 0) continue
    const found = yield* getaddrinfo(key, { port: 0 })
    if (!found.ok) status = 2
    else for (const { address } of found.value) yield* show(address, [key])
  }
  return status
}

const ahosts = (family?: 'inet' | 'inet6'): Database =>
  function* (keys) {
    let status = 0
    for (const key of keys) {
      const found = yield* getaddrinfo(key, { port: 0, ...(family && { family }) })
      if (!found.ok) {
        status = 2
        continue
      }
      for (const [i, { address }] of found.value.entries())
        for (const type of ['STREAM', 'DGRAM', 'RAW'])
          yield* print(`${address.padEnd(15)} ${type.padEnd(6)} ${i === 0 && type === 'STREAM' ? key : ''}\n`)
    }
    return status
  }

interface Numbered {
  readonly name: string
  readonly number: string
  readonly aliases: readonly string[]
}

function* numbered(path: string): Sys<readonly Numbered[]> {
  return (yield* linesOf(path)).map((line) => {
    const [name = '', number = '', ...aliases] = line.replace(/#.*/, '').split(/\s+/).filter(Boolean)
    return { name, number, aliases }
  })
}

/** `http 80/tcp www`: found by name, alias or number, the protocol after a slash if given. */
const numberedDatabase = (path: string): Database =>
  function* (keys) {
    const entries = yield* numbered(path)
    const show = ({ name, number, aliases }: Numbered) => print(`${[name.padEnd(21), number, ...aliases].join(' ')}\n`)
    if (keys.length === 0) for (const entry of entries) yield* show(entry)
    let status = 0
    for (const key of keys) {
      const [word = '', protocol] = key.split('/')
      const entry = entries.find(({ name, number, aliases }) => {
        const [port, kind] = number.split('/')
        return (name === word || port === word || aliases.includes(word)) && (protocol === undefined || protocol === kind)
      })
      if (entry) yield* show(entry)
      else status = 2
    }
    return status
  }

const initgroups: Database = function* (keys) {
  if (keys.length === 0) {
    yield* printError('Enumeration not supported on initgroups\n')
    return 3
  }
  for (const key of keys) {
    const user = yield* userByName(key)
    const extra = user ? (yield* groupsOf(user)).filter((gid) => gid !== user.gid) : []
    yield* print(`${key.padEnd(21)} ${extra.join(' ')}\n`.replace(/ +\n$/, ' \n'))
  }
  return 0
}

const databases: Readonly<Record<string, Database>> = {
  passwd: accounts('/etc/passwd', true),
  group: accounts('/etc/group', true),
  shadow: accounts('/etc/shadow', false),
  gshadow: accounts('/etc/gshadow', false),
  hosts,
  ahosts: ahosts(),
  ahostsv4: ahosts('inet'),
  ahostsv6: ahosts('inet6'),
  services: numberedDatabase('/etc/services'),
  protocols: numberedDatabase('/etc/protocols'),
  networks: numberedDatabase('/etc/networks'),
  initgroups,
}
