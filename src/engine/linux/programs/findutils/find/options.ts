import type { Sys } from '../../../kernel/calls.ts'
import type { Context } from './context.ts'
import type { Test } from './entry.ts'
import type { Predicate } from './parse.ts'

/** Options: true of every file, they change how find works. */
const always: Test = function* () {
  return true
}

const setting = (apply: (context: Context) => void): Predicate =>
  function* (context) {
    apply(context)
    return always
  }

function* depthArgument(context: Context, name: string, text: string): Sys<number> {
  if (!/^\d+$/.test(text)) return yield* context.die(`Expected a positive decimal integer argument to ${name}, but got ${context.tool.quote(text)}`)
  return Number(text)
}

const regexTypes = [
  'findutils-default',
  'ed',
  'emacs',
  'gnu-awk',
  'grep',
  'posix-awk',
  'awk',
  'posix-basic',
  'posix-egrep',
  'egrep',
  'posix-extended',
  'posix-minimal-basic',
  'sed',
]

export const options: Readonly<Record<string, Predicate>> = {
  *'-maxdepth'(context, args, name) {
    context.maxDepth = yield* depthArgument(context, name, yield* args.next())
    return always
  },
  *'-mindepth'(context, args, name) {
    context.minDepth = yield* depthArgument(context, name, yield* args.next())
    return always
  },
  '-depth': setting((context) => {
    context.depthFirst = true
  }),
  '-d': setting((context) => {
    context.depthFirst = true
  }),
  '-xdev': setting((context) => {
    context.oneFileSystem = true
  }),
  '-mount': setting((context) => {
    context.oneFileSystem = true
  }),
  '-follow': setting((context) => {
    context.followAll = true
  }),
  '-daystart': setting((context) => {
    context.dayStart = true
  }),
  '-noleaf': setting(() => {}),
  '-warn': setting(() => {}),
  '-nowarn': setting(() => {}),
  '-ignore_readdir_race': setting(() => {}),
  '-noignore_readdir_race': setting(() => {}),
  *'-regextype'(context, args) {
    const type = yield* args.next()
    if (!regexTypes.includes(type)) {
      const valid = regexTypes.map((name) => context.tool.quote(name)).join(', ')
      yield* context.die(`Unknown regular expression type ${context.tool.quote(type)}; valid types are ${valid}.`)
    }
    context.regexType = type
    return always
  },
}
