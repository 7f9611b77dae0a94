import { decode } from '../../base/utf8.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { fail, print, readAll } from '../../linux/libc/stdio.ts'

const reference = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g

/** Models GNU gettext's envsubst: standard input with its variables replaced; an operand names the only ones that are. */
export const envsubst: Main = function* ({ argv, env }) {
  const args = argv.slice(1)
  if (args[0] === '-V' || args[0] === '--version') {
    yield* print('envsubst (GNU gettext-runtime) 0.21\n')
    return 0
  }
  const variables = args[0] === '-v' || args[0] === '--variables'
  const [shape] = variables ? args.slice(1) : args
  if (shape?.startsWith('-')) return yield* fail('envsubst', `unrecognized option '${shape}'\nTry 'envsubst --help' for more information.`)
  const named = shape === undefined ? undefined : new Set([...shape.matchAll(reference)].map(([, braced, bare]) => braced ?? bare))
  if (variables) {
    if (!named) return yield* fail('envsubst', 'missing arguments')
    yield* print([...named].map((name) => `${name}\n`).join(''))
    return 0
  }
  if (args.length > 1) return yield* fail('envsubst', 'too many arguments')
  const input = yield* readAll(0)
  if (!input.ok) return yield* fail('envsubst', 'error while reading "standard input"')
  yield* print(
    decode(input.value).replace(reference, (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? ''
      return named && !named.has(name) ? whole : (env.get(name) ?? '')
    }),
  )
  return 0
}
