import { translatePerl } from '../../../linux/libc/regex-perl.ts'
import type { Building } from './build.ts'
import type { Directive } from './parse.ts'
import { ConfigError } from './parse.ts'
import { parseProxyPass } from './proxy-pass.ts'
import type { Condition, RewriteStep } from './rewrite-steps.ts'
import { type Settings, settingsOf } from './settings.ts'

/** A PCRE expression; the error is nginx's with PCRE2's words. */
export function expression(text: string, ignoreCase: boolean, from?: Directive): RegExp {
  const translated = translatePerl(text)
  if (translated.ok) {
    try {
      return new RegExp(translated.value.source, ignoreCase || translated.value.ignoreCase ? 'i' : '')
    } catch {
      // Said below.
    }
  }
  const open = text.replace(/\\./g, '').split('(').length - text.replace(/\\./g, '').split(')').length
  const why = open > 0 ? 'missing closing parenthesis' : open < 0 ? 'unmatched closing parenthesis' : 'quantifier does not follow a repeatable item'
  throw new ConfigError(`pcre2_compile() failed: ${why} in "${text}"`, from)
}

const groupNames = (text: string): readonly string[] => [...text.matchAll(/\(\?P?<(\w+)>/g)].map(([, name = '']) => name)

/** The steps of the rewrite module in a server, location or `if`. */
export function rewriteSteps(block: readonly Directive[], inherited: Settings, building: Building): readonly RewriteStep[] {
  return block.flatMap((found): RewriteStep[] => {
    const [first = '', second = '', third] = found.args
    switch (found.name) {
      case 'set':
        if (!first.startsWith('$')) throw new ConfigError(`invalid variable name "${first}"`, found)
        building.variables.add(first.slice(1))
        building.texts.push(second)
        return [{ kind: 'set', name: first.slice(1), value: second }]
      case 'break':
        return [{ kind: 'break' }]
      case 'return':
        return [returnStep(found, building)]
      case 'rewrite': {
        if (third !== undefined && !/^(last|break|redirect|permanent)$/.test(third)) throw new ConfigError(`invalid parameter "${third}"`, found)
        for (const name of groupNames(first)) building.variables.add(name)
        building.texts.push(second)
        const flag = third as 'last' | 'break' | 'redirect' | 'permanent' | undefined
        const redirects = /^(https?:\/\/|\$scheme)/.test(second)
        return [{ kind: 'rewrite', regex: expression(first, false, found), target: second, flag: flag ?? (redirects ? 'redirect' : undefined) }]
      }
      case 'if':
        return [ifStep(found, inherited, building)]
      default:
        return []
    }
  })
}

function returnStep(found: Directive, building: Building): RewriteStep {
  const [first = '', text] = found.args
  building.texts.push(text ?? first)
  if (text === undefined && /^(https?:\/\/|\$scheme)/.test(first)) return { kind: 'return', status: 302, text: first }
  const status = Number(first)
  if (!Number.isInteger(status) || status > 999 || first === '') throw new ConfigError(`invalid return code "${first}"`, found)
  return { kind: 'return', status, text }
}

function ifStep(found: Directive, inherited: Settings, building: Building): RewriteStep {
  const block = found.block ?? []
  const condition = parseCondition(found, building)
  const settings = settingsOf(block, inherited, building.formats)
  const pass = block.find(({ name }) => name === 'proxy_pass')
  const proxyPass = pass ? parseProxyPass(pass, building) : undefined
  return { kind: 'if', condition, steps: rewriteSteps(block, settings, building), inside: { settings, proxyPass } }
}

/** `($a = b)`, `($a ~* x)`, `(!-f $path)`, `($a)`. */
function parseCondition(found: Directive, building: Building): Condition {
  const joined = [...found.args]
  const invalid = () => new ConfigError(`invalid condition "${found.args[0] ?? ''}"`, found)
  if (!joined[0]?.startsWith('(') || !joined.at(-1)?.endsWith(')')) throw invalid()
  joined[0] = joined[0].slice(1)
  joined[joined.length - 1] = (joined.at(-1) ?? '').slice(0, -1)
  const [left = '', operator = '', ...rest] = joined.filter((word, index) => word !== '' || index > 1)
  const right = rest.join(' ')
  const file = /^(!?)-([fdex])$/.exec(left)
  if (file) {
    building.texts.push(operator)
    return { kind: 'file', test: file[2] as 'f' | 'd' | 'e' | 'x', path: operator, negate: file[1] === '!' }
  }
  if (!left.startsWith('$')) throw invalid()
  const variable = left.slice(1)
  building.texts.push(left, right)
  if (operator === '') return { kind: 'set', variable }
  if (operator === '=' || operator === '!=') return { kind: 'equal', variable, value: right, negate: operator === '!=' }
  const match = /^(!?)~(\*?)$/.exec(operator)
  if (!match) throw new ConfigError(`unexpected "${operator}" in condition`, found)
  for (const name of groupNames(right)) building.variables.add(name)
  return { kind: 'match', variable, regex: expression(right, match[2] === '*', found), negate: match[1] === '!' }
}
