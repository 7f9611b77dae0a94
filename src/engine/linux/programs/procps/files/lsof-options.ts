import type { Names } from '../proc/names.ts'

/** `-i 4TCP@1.2.3.4:80,443`. */
export interface InternetFilter {
  readonly family: 'IPv4' | 'IPv6' | undefined
  readonly protocol: 'TCP' | 'UDP' | undefined
  readonly address: string | undefined
  readonly ports: readonly number[]
}

export interface LsofOptions {
  readonly internet: InternetFilter[]
  readonly pids: number[]
  readonly users: number[]
  readonly commands: string[]
  readonly files: string[]
  /** TCP states of `-sTCP:LISTEN`. */
  readonly states: number[]
  and: boolean
  numericHosts: boolean
  numericPorts: boolean
  terse: boolean
}

const stateNumbers: Readonly<Record<string, number>> = { ESTABLISHED: 1, SYN_SENT: 2, TIME_WAIT: 6, CLOSE_WAIT: 8, LISTEN: 10 }

/** What lsof is to show, or its complaint. */
export function parseLsof(args: readonly string[], names: Names): LsofOptions | string {
  const options: LsofOptions = {
    internet: [],
    pids: [],
    users: [],
    commands: [],
    files: [],
    states: [],
    and: false,
    numericHosts: false,
    numericPorts: false,
    terse: false,
  }
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (!/^[-+]./.test(word)) {
      options.files.push(word)
      continue
    }
    for (let j = 1; j < word.length; j++) {
      const letter = word[j] as string
      const rest = word.slice(j + 1)
      if (letter === 'a') options.and = true
      else if (letter === 'n') options.numericHosts = true
      else if (letter === 'P') options.numericPorts = true
      else if (letter === 't') options.terse = true
      else if (letter === 'w' || letter === 'b') continue
      else if (letter === 'i') {
        // The address may be a word of its own.
        const next = args[i + 1]
        const text =
          rest !== '' && !/^[nPt]+$/.test(rest)
            ? rest
            : rest === '' && next !== undefined && /^[46]?(?:tcp|udp)?[@:]|^[46]?(?:tcp|udp)$|^[46]$/i.test(next)
              ? (args[++i] as string)
              : ''
        const filter = internetFilter(text)
        if (!filter) return `lsof: unacceptable Internet address in: -i ${text}`
        options.internet.push(filter)
        if (text === rest && rest !== '') break
        if (rest === '') break
      } else if ('pucs'.includes(letter)) {
        const value = rest !== '' ? rest : args[++i]
        if (value === undefined) return `lsof: no value for -${letter}`
        const problem = listOption(options, letter, value, names)
        if (problem) return problem
        break
      } else if (word[0] === '-' && 'hv'.includes(letter)) return 'lsof 4.95.0\n usage: [-abnPtw] [-c c] [-i [i]] [-p s] [-s p:s] [-u s] [names]'
      else return /[DdFgKLlNoRrSTUVXxZ+]/.test(letter) ? `cais: lsof: -${letter} is not simulated` : `lsof: illegal option character: ${letter}`
    }
  }
  return options
}

function listOption(options: LsofOptions, letter: string, value: string, names: Names): string | undefined {
  const parts = value.split(',')
  if (letter === 'p') {
    if (parts.some((part) => !/^\d+$/.test(part))) return `lsof: illegal process ID: ${value}`
    options.pids.push(...parts.map(Number))
  } else if (letter === 'u') {
    for (const part of parts) {
      const uid = names.uid(part)
      if (uid === undefined) return `lsof: can't get UID for ${part}`
      options.users.push(uid)
    }
  } else if (letter === 'c') options.commands.push(value)
  else {
    const m = /^TCP:(.+)$/i.exec(value)
    const numbers = m?.[1]?.split(',').map((name) => stateNumbers[name.toUpperCase()])
    if (!numbers || numbers.some((number) => number === undefined)) return `lsof: unknown TCP state name: ${value}`
    options.states.push(...numbers.map(Number))
  }
  return undefined
}

function internetFilter(text: string): InternetFilter | undefined {
  const m = /^([46])?(tcp|udp)?(?:@([^:]+))?(?::([\d,-]+))?$/i.exec(text)
  if (!m) return undefined
  const ports = (m[4]?.split(',') ?? []).flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number)
    return Array.from({ length: Math.min(65_536, to - from + 1) }, (_, i) => from + i)
  })
  return {
    family: m[1] ? (m[1] === '4' ? 'IPv4' : 'IPv6') : undefined,
    protocol: m[2] ? (m[2].toUpperCase() as 'TCP' | 'UDP') : undefined,
    address: m[3] === 'localhost' ? '127.0.0.1' : m[3],
    ports,
  }
}
