import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { normalizePath } from '../../libc/paths.ts'
import { print, printError, readAll } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { inspect } from './runtime/inspect.ts'
import { driven, NodeProcess } from './runtime/node-process.ts'
import { repl } from './runtime/repl.ts'

/**
 * Models node (nodejs/node 20, src/node.cc and lib/): parses JavaScript with acorn and interprets it, on an event loop over poll(2). Leaves out:
 * V8's flags, native add-ons, workers, clusters, streams' back-pressure in its details, Proxy, Intl, WebAssembly, the inspector, fetch.
 */
export const node: Main = function* ({ argv, env, build }) {
  const version = build.get('version') ?? '20.14.0'
  const args = argv.slice(1)
  let evaluated: { readonly text: string; readonly print: boolean } | undefined
  let interactive = false
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const flag = args.shift() ?? ''
    if (flag === '--') break
    if (flag === '-v' || flag === '--version') {
      yield* print(`v${version}\n`)
      return 0
    }
    if (flag === '-i' || flag === '--interactive') interactive = true
    else if (['-e', '--eval', '-p', '-pe', '--print'].includes(flag)) {
      const text = args.shift()
      if (text === undefined) {
        yield* printError(`${argv[0]}: ${flag} requires an argument\n`)
        return 9
      }
      evaluated = { text, print: flag.includes('p') }
    } else {
      const known =
        /^(?:-[hcr]|--(?:help|check|require|import|watch|test|inspect|env-file|max-old-space-size|trace-|experimental|no-|use-|harmony|expose|input-type|stack-size))/.test(
          flag,
        )
      yield* printError(known ? `cais: node: ${flag} is not simulated\n` : `${argv[0]}: bad option: ${flag}\n`)
      return 9
    }
  }
  const script = evaluated ? undefined : args[0]
  const cwd = yield* sys.getcwd({})
  const directory = cwd.ok ? cwd.value : '/'
  const path = script === undefined || script === '-' ? undefined : normalizePath(script, directory)
  const process = new NodeProcess({ argv, env, version, directory, arguments: path ? [path, ...args.slice(1)] : args })
  return yield* driven(
    process.start(function* () {
      if (evaluated) {
        const { text, print: shown } = evaluated
        yield* process.evaluate(text, '[eval]', function* (value) {
          if (shown)
            yield* print(`${typeof value === 'string' ? value : inspect(process.realm, value, { colors: (yield* sys.tcgetattr({ fd: 1 })).ok })}\n`)
        })
      } else if (path !== undefined) yield* process.runMain(path)
      else if (interactive || (yield* sys.tcgetattr({ fd: 0 })).ok) yield* repl(process)
      else yield* process.evaluate(yield* standardInput(), '[stdin]')
    }),
  )
}

function* standardInput(): Sys<string> {
  const all = yield* readAll(0)
  return all.ok ? decode(all.value) : ''
}
