import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { linkFlags, linkName } from './ip/link-text.ts'

/** Models iproute2's bridge(8): link, fdb show, add and del. VLANs, multicast groups and settings of ports are not simulated. */
export const bridge: Main = function* ({ argv }) {
  const [object = 'help', verb = 'show', ...words] = argv.slice(1)
  if ('link'.startsWith(object)) return verb === 'show' || verb === 'list' ? yield* links() : yield* unsimulated(`link ${verb}`)
  if (!'fdb'.startsWith(object)) return yield* unsimulated(object)
  if (verb === 'show' || verb === 'list') return yield* fdb(words)
  return verb === 'add' || verb === 'append' || verb === 'del' ? yield* changeFdb(verb, words) : yield* unsimulated(`fdb ${verb}`)
}

function* unsimulated(what: string): Sys<number> {
  yield* printError(`cais: bridge: ${what} is not simulated\n`)
  return 1
}

function* links(): Sys<number> {
  const listed = yield* sys.linkList({})
  const all = listed.ok ? listed.value : []
  const ports = all.filter((link) => link.port)
  yield* print(
    ports
      .map(
        (link) =>
          `${link.index}: ${linkName(link)}: <${linkFlags(link, all)}> mtu ${link.mtu} master ${link.master ?? ''} state ${link.port?.state ?? ''} priority 32 cost 2 \n`,
      )
      .join(''),
  )
  return 0
}

function* fdb(words: readonly string[]): Sys<number> {
  const at = (key: string) => (words.includes(key) ? words[words.indexOf(key) + 1] : undefined)
  const [device, master] = [at('dev'), at('br') ?? at('brport')]
  const listed = yield* sys.fdbList({})
  const shown = (listed.ok ? listed.value : []).filter(
    (entry) => (device === undefined || entry.device === device) && (master === undefined || entry.master === master),
  )
  yield* print(
    shown
      .map((entry) =>
        `${entry.mac} dev ${entry.device} ${entry.remote ? `dst ${entry.remote} ` : ''}${entry.self ? 'self ' : ''}${entry.master ? `master ${entry.master} ` : ''}${entry.permanent ? 'permanent' : ''}`.trimEnd(),
      )
      .map((line) => `${line}\n`)
      .join(''),
  )
  return 0
}

function* changeFdb(verb: 'add' | 'append' | 'del', words: readonly string[]): Sys<number> {
  const at = (key: string) => (words.includes(key) ? words[words.indexOf(key) + 1] : undefined)
  const [mac, device, remote] = [words[0] ?? '', at('dev'), at('dst')]
  if (device === undefined) {
    yield* printError('Device and address are required arguments.\n')
    return 255
  }
  const request = { device, mac, ...(remote !== undefined && { remote }) }
  const outcome = verb === 'del' ? yield* sys.fdbDelete(request) : yield* sys.fdbAdd({ ...request, permanent: !words.includes('dynamic') })
  if (outcome.ok) return 0
  yield* printError(outcome.error.errno === 'ENODEV' ? `Cannot find device "${device}"\n` : `RTNETLINK answers: ${strerror(outcome.error.errno)}\n`)
  return outcome.error.errno === 'ENODEV' ? 1 : 255
}

/** brctl(8) of bridge-utils. */
export const brctl: Main = function* ({ argv }) {
  const [verb, name, port] = argv.slice(1)
  if (verb === 'show') return yield* showBridges(name)
  if (name === undefined || (/^(addif|delif)$/.test(verb ?? '') && port === undefined)) {
    yield* printError(verb === undefined ? 'Usage: brctl [commands]\n' : 'Incorrect number of arguments for command\n')
    return 1
  }
  let outcome: { readonly ok: true } | { readonly ok: false; readonly error: { readonly errno: Parameters<typeof strerror>[0] } }
  if (verb === 'addbr') outcome = yield* sys.linkAdd({ kind: 'bridge', name })
  else if (verb === 'delbr') outcome = yield* sys.linkDelete({ name })
  else if (verb === 'addif') outcome = yield* sys.linkSet({ name: port ?? '', master: name })
  else if (verb === 'delif') outcome = yield* sys.linkSet({ name: port ?? '', master: null })
  else {
    yield* printError(`never heard of command [${verb ?? ''}]\n`)
    return 1
  }
  if (outcome.ok) return 0
  const what =
    {
      addbr: `add bridge failed`,
      delbr: `can't delete bridge ${name}`,
      addif: `can't add ${port} to bridge ${name}`,
      delif: `can't delete ${port} from ${name}`,
    }[verb] ?? ''
  const { errno } = outcome.error
  yield* printError(
    errno === 'EEXIST'
      ? `device ${name} already exists; can't create bridge with the same name\n`
      : errno === 'ENODEV'
        ? `interface ${port ?? name} does not exist!\n`
        : `${what}: ${strerror(errno)}\n`,
  )
  return 1
}

function* showBridges(name: string | undefined): Sys<number> {
  const listed = yield* sys.linkList({})
  const all = listed.ok ? listed.value : []
  let text = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n'
  for (const link of all.filter((each) => each.bridge && (name === undefined || each.name === name))) {
    const ports = all.filter((each) => each.master === link.name).map((each) => each.name)
    text += `${link.name}\t\t${link.bridge?.id ?? ''}\tno\t\t${ports[0] ?? ''}\n${ports
      .slice(1)
      .map((each) => `\t\t\t\t\t\t\t${each}\n`)
      .join('')}`
  }
  yield* print(text)
  return 0
}
