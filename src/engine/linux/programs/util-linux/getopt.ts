import type { Main } from '../../kernel/program.ts'
import type { OptionSpec } from '../../libc/getopt.ts'
import { optionTable, getopt as parse } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'

/** Models getopt(1): normalises a script's options. Leaves out -T's other half, csh quoting and -a. */
const hint = "Try 'getopt --help' for more information.\n"

export const getopt: Main = function* ({ argv, env }) {
  const args = argv.slice(1)
  const own = parse(
    args,
    optionTable('a|alternative h|help l|longoptions= n|name= o|options= q|quiet Q|quiet-output s|shell= T|test u|unquoted V|version'),
    { inOrder: true },
  )
  if (!own.ok) {
    yield* printError(`getopt: ${own.message}\n${hint}`)
    return 2
  }
  const given = own.value
  if (given.has('test')) return 4
  for (const key of ['alternative', 'shell'])
    if (given.has(key)) {
      yield* printError(`cais: getopt: --${key} is not simulated\n`)
      return 3
    }
  const compatible = !args[0]?.startsWith('-')
  const letters = given.value('options') ?? given.operands[0]
  if (letters === undefined) {
    yield* printError(`getopt: missing optstring argument\n${hint}`)
    return 2
  }
  const words = given.has('options') ? given.operands : given.operands.slice(1)
  const specs = [...shortSpecs(letters.replace(/^[-+]/, '')), ...given.values('longoptions').flatMap(longSpecs)]
  const inOrder = letters.startsWith('+') || env.has('POSIXLY_CORRECT')
  const quote = given.has('unquoted') || compatible ? (text: string) => text : (text: string) => `'${text.replace(/'/g, "'\\''")}'`
  const parsed = parse(words[0] === '--' && !compatible && given.has('options') ? words.slice(1) : words, specs, { inOrder })
  if (!parsed.ok) {
    if (!given.has('quiet')) yield* printError(`${given.value('name') ?? 'getopt'}: ${parsed.message}\n`)
    if (!given.has('quiet-output')) yield* print(' --\n')
    return 1
  }
  const out: string[] = []
  for (const { key, value } of parsed.value.options) {
    const spec = specs.find((one) => one.key === key)
    out.push(spec?.long ? `--${spec.long}` : `-${key}`)
    if (spec?.argument === 'required' || spec?.argument === 'optional') out.push(quote(value ?? ''))
  }
  if (!given.has('quiet-output')) yield* print(` ${[...out, '--', ...parsed.value.operands.map(quote)].join(' ')}\n`)
  return 0
}

function shortSpecs(text: string): OptionSpec[] {
  return [...text.matchAll(/([^:])(:{0,2})/g)].map(([, letter = '', colons = '']) => ({
    short: letter,
    key: letter,
    argument: colons === '' ? 'none' : colons === ':' ? 'required' : 'optional',
  }))
}

function longSpecs(text: string): OptionSpec[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => {
      const name = word.replace(/:+$/, '')
      const colons = word.length - name.length
      return { long: name, key: name, argument: colons === 0 ? 'none' : colons === 1 ? 'required' : 'optional' }
    })
}
