import type { Sys } from '../../kernel/calls.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { listingQuote } from '../expand/quote.ts'
import { functionText } from '../print/print.ts'
import { arrayText } from '../state/declaration.ts'
import { posixOptions, setOptions } from '../state/options.ts'
import type { Shell } from '../state/shell.ts'
import { parseOptions, showUsage } from './options.ts'

/** set: options, positional parameters, the list of variables. */
export const set: Builtin = function* (shell, args, _lists, name) {
  if (args.length === 0) {
    yield* showEverything(shell)
    return 0
  }
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      shell.positional = args.slice(i + 1)
      return 0
    }
    if (arg === '-') {
      shell.options.set('xtrace', false)
      shell.options.set('verbose', false)
      if (i + 1 < args.length) shell.positional = args.slice(i + 1)
      return 0
    }
    if (!/^[-+]./.test(arg)) break
    const on = arg[0] === '-'
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const option = args[i + 1]
        if (option === undefined || /^[-+]/.test(option)) yield* listOptions(shell, on)
        else {
          i++
          const problem = yield* setOption(shell, option, on)
          if (problem !== undefined) {
            yield* complainOf(shell, name, problem)
            return 2
          }
        }
        continue
      }
      const option = optionsOf(shell).find(([, each]) => each === letter)
      if (!option || letter === '') {
        yield* complainOf(shell, name, shell.isBash ? `${arg[0]}${letter}: invalid option` : `Illegal option ${arg[0]}${letter}`)
        yield* showUsage(shell, name)
        return 2
      }
      yield* setOption(shell, option[0], on)
    }
  }
  if (i < args.length) shell.positional = args.slice(i)
  return 0
}

const optionsOf = (shell: Shell) =>
  shell.isBash ? setOptions : posixOptions.filter(([name]) => (shell.dialect.name === 'ash' ? !dashOnly.has(name) : name !== 'pipefail'))

const dashOnly = new Set(['privileged', 'debug'])

/** Turns an option on or off; what is wrong with it otherwise. */
export function* setOption(shell: Shell, option: string, on: boolean): Sys<string | undefined> {
  if (!optionsOf(shell).some(([name]) => name === option))
    return shell.isBash ? `${option}: invalid option name` : `Illegal option ${on ? '-' : '+'}o ${option}`
  if (option === 'monitor' && on && shell.subshellLevel > 0) return undefined
  shell.options.set(option, on)
  if (option === 'interactive-comments') shell.options.set('interactive_comments', on)
  return undefined
}

export function* listOptions(shell: Shell, asTable: boolean): Sys<void> {
  if (!shell.isBash) {
    if (asTable) yield* print('Current option settings\n')
    for (const [name] of optionsOf(shell))
      yield* print(
        asTable ? `${name.padEnd(16)}${shell.options.has(name) ? 'on' : 'off'}\n` : `set ${shell.options.has(name) ? '-' : '+'}o ${name}\n`,
      )
    return
  }
  for (const [name] of setOptions) {
    const on = shell.options.has(name)
    yield* print(asTable ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`)
  }
}

function* showEverything(shell: Shell): Sys<void> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.own(name)
    if (!variable) continue
    const list = arrayText(variable)
    const text = variable.text
    if (list !== undefined) yield* print(`${name}=${list}\n`)
    else if (text !== undefined) yield* print(`${name}=${shell.isBash ? listingQuote(text) : `'${text.replaceAll("'", "'\"'\"'")}'`}\n`)
  }
  if (!shell.isBash || shell.options.has('posix')) return
  for (const name of [...shell.functions.keys()].sort()) {
    const known = shell.functions.get(name)
    if (known) yield* print(`${functionText(name, known.definition.body)}\n`)
  }
}

/** shopt. */
export const shopt: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'psuqo')
  if (!options) return 2
  if (options.has('s') && options.has('u')) {
    yield* complainOf(shell, name, 'cannot set and unset shell options simultaneously')
    return 1
  }
  const known = options.has('o') ? setOptions.map(([each]) => each) : shell.options.shoptNames
  const change = options.has('s') || options.has('u')
  let status = 0
  const named = options.operands.length > 0
  for (const option of named ? options.operands : known) {
    if (!known.includes(option)) {
      yield* complainOf(shell, name, `${option}: invalid ${options.has('o') ? 'option name' : 'shell option name'}`)
      status = 1
      continue
    }
    const on = shell.options.has(option)
    if (change && named) shell.options.set(option, options.has('s'))
    else if (!change || on === options.has('s')) {
      if (!on && named) status = 1
      if (options.has('q')) continue
      const flag = options.has('o') ? `set ${on ? '-' : '+'}o ${option}` : `shopt -${on ? 's' : 'u'} ${option}`
      yield* print(options.has('p') ? `${flag}\n` : `${option.padEnd(15)}\t${on ? 'on' : 'off'}\n`)
    }
  }
  return status
}
