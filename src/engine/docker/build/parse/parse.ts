import { BuildProblem } from '../problem.ts'
import type { CommandLine, Instruction, ParsedDockerfile, Place, Stage } from './instructions.ts'
import { type DockerfileSource, readDockerfile, type SourceInstruction } from './source.ts'
import { jsonArray, leadingFlags, parsePairs, splitWords } from './words.ts'

/** Parses a Dockerfile into stages (BuildKit instructions/parse.go); throws `BuildProblem` in BuildKit's words. */
export function parseDockerfile(text: string): { readonly file: ParsedDockerfile; readonly source: DockerfileSource } {
  const source = readDockerfile(text)
  if (source.instructions.length === 0) throw new BuildProblem('the Dockerfile cannot be empty')
  const stages: (Stage & { instructions: Instruction[] })[] = []
  const globals: { name: string; value: string | undefined }[] = []
  const globalInstructions: Instruction[] = []
  for (const line of source.instructions) {
    if (line.keyword === 'FROM') {
      stages.push({ ...from(line, stages.length), instructions: [] })
      continue
    }
    const instruction = parseInstruction(line, source.escapeChar)
    const stage = stages.at(-1)
    if (stage) stage.instructions.push(instruction)
    else if (instruction.kind === 'arg') {
      globals.push(...instruction.args)
      globalInstructions.push(instruction)
    } else throw fault(line, 'no build stage in current context')
  }
  return { file: { globals, globalInstructions, stages, lines: source.lines, escapeChar: source.escapeChar }, source }
}

const fault = (line: SourceInstruction, message: string): BuildProblem =>
  new BuildProblem(`dockerfile parse error on line ${line.firstLine}: ${message}`, { first: line.firstLine, last: line.lastLine })

const placeOf = (line: SourceInstruction): Place => ({ firstLine: line.firstLine, lastLine: line.lastLine })

function from(line: SourceInstruction, index: number): Stage {
  const { flags, rest } = checkedFlags(line, ['platform'])
  const words = rest.trim().split(/\s+/).filter(Boolean)
  if (words.length !== 1 && !(words.length === 3 && words[1]?.toUpperCase() === 'AS'))
    throw fault(line, 'FROM requires either one or three arguments')
  const name = words[2]?.toLowerCase()
  if (name !== undefined && !/^[a-z][a-z0-9-_.]*$/.test(name)) {
    throw fault(line, `invalid name for build stage: "${words[2]}", name can't start with a number or contain symbols`)
  }
  return { index, name, base: words[0] as string, platform: flags.get('platform'), instructions: [], place: placeOf(line), original: line.original }
}

/** One instruction; the text of an ONBUILD trigger is parsed the same way. */
export function parseTrigger(text: string): Instruction {
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text.trim()) ?? []
  return parseInstruction({ word, keyword: word.toUpperCase(), original: text.trim(), rest, heredocs: [], firstLine: 0, lastLine: 0 }, '\\')
}

function parseInstruction(line: SourceInstruction, escapeChar: string): Instruction {
  const base = { place: placeOf(line), original: line.original }
  const parse = parsers[line.keyword]
  if (!parse) throw fault(line, `unknown instruction: ${line.word}${suggestion(line.keyword)}`)
  return { ...base, ...parse(line, escapeChar) } as Instruction
}

type Parsed = Partial<Instruction> & { readonly kind: Instruction['kind'] }

const parsers: Readonly<Record<string, (line: SourceInstruction, escapeChar: string) => Parsed>> = {
  ARG: (line, escapeChar) => {
    const words = splitWords(line.rest, escapeChar)
    if (words.length === 0) throw fault(line, 'ARG requires at least one argument')
    const args = words.map((word) => {
      const at = word.indexOf('=')
      if (at === 0) throw fault(line, 'ARG names can not be blank')
      return at < 0 ? { name: word, value: undefined } : { name: word.slice(0, at), value: word.slice(at + 1) }
    })
    return { kind: 'arg', args }
  },
  ENV: (line, escapeChar) => pairs(line, escapeChar, 'env'),
  LABEL: (line, escapeChar) => pairs(line, escapeChar, 'label'),
  RUN: (line) => {
    const { flags, all, rest } = checkedFlags(line, ['mount', 'network', 'security', 'device'])
    if (rest.trim() === '') throw fault(line, 'RUN requires at least one argument')
    const mounts = all.filter(({ name }) => name === 'mount').map(({ value }) => value ?? '')
    return { kind: 'run', command: commandLine(rest), heredocs: line.heredocs, mounts, network: flags.get('network') ?? 'default' }
  },
  COPY: (line, escapeChar) => copy(line, escapeChar, 'copy'),
  ADD: (line, escapeChar) => copy(line, escapeChar, 'add'),
  WORKDIR: (line) => single(line, 'workdir'),
  USER: (line) => single(line, 'user'),
  STOPSIGNAL: (line) => single(line, 'stopsignal'),
  MAINTAINER: (line) => single(line, 'maintainer'),
  CMD: (line) => ({ kind: 'cmd', command: line.rest.trim() === '' ? { shell: false, args: [] } : commandLine(line.rest) }),
  ENTRYPOINT: (line) => {
    if (line.rest.trim() === '') throw fault(line, 'ENTRYPOINT requires at least one argument')
    return { kind: 'entrypoint', command: commandLine(line.rest) }
  },
  EXPOSE: (line) => ({ kind: 'expose', ports: someWords(line) }),
  VOLUME: (line) => {
    const paths = jsonArray(line.rest) ?? someWords(line)
    if (paths.some((path) => path.trim() === '')) throw fault(line, 'VOLUME specified can not be an empty string')
    return { kind: 'volume', paths }
  },
  SHELL: (line) => {
    const shell = jsonArray(line.rest)
    if (!shell) throw fault(line, 'SHELL requires the arguments to be in JSON form')
    if (shell.length === 0) throw fault(line, 'SHELL requires at least one argument')
    return { kind: 'shell', shell }
  },
  ONBUILD: (line) => {
    const trigger = (line.rest.split(/\s+/)[0] ?? '').toUpperCase()
    if (trigger === '') throw fault(line, 'ONBUILD requires at least one argument')
    if (trigger === 'ONBUILD') throw fault(line, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if (trigger === 'MAINTAINER' || trigger === 'FROM') throw fault(line, `${trigger} isn't allowed as an ONBUILD trigger`)
    return { kind: 'onbuild', text: line.rest.trim() }
  },
  HEALTHCHECK: healthcheck,
}

function pairs(line: SourceInstruction, escapeChar: string, kind: 'env' | 'label'): Parsed {
  const parsed = parsePairs(line.rest, line.keyword, escapeChar)
  if (typeof parsed === 'string') throw fault(line, parsed)
  if (parsed.pairs.some(({ name }) => name === '')) throw fault(line, `${line.keyword} names can not be blank`)
  return { kind, pairs: parsed.pairs }
}

function commandLine(rest: string): CommandLine {
  const json = jsonArray(rest)
  return json ? { shell: false, args: json } : { shell: true, args: [rest.trim()] }
}

function single(line: SourceInstruction, kind: 'workdir' | 'user' | 'stopsignal' | 'maintainer'): Parsed {
  const text = line.rest.trim()
  const words = splitWords(text, '\\')
  if (text === '' || (kind !== 'maintainer' && kind !== 'workdir' && words.length > 1))
    throw fault(line, `${line.keyword} requires exactly one argument`)
  return { kind, text }
}

function someWords(line: SourceInstruction): readonly string[] {
  const words = line.rest.trim().split(/\s+/).filter(Boolean)
  if (words.length === 0) throw fault(line, `${line.keyword} requires at least one argument`)
  return words
}

function checkedFlags(line: SourceInstruction, known: readonly string[]) {
  const { flags, rest } = leadingFlags(line.rest)
  for (const { name } of flags) if (!known.includes(name)) throw fault(line, `unknown flag: --${name}`)
  return { flags: new Map(flags.map(({ name, value }) => [name, value ?? 'true'])), all: flags, rest }
}

const copyFlags = ['from', 'chown', 'chmod', 'link', 'parents', 'exclude', 'checksum', 'keep-git-dir', 'unpack']

function copy(line: SourceInstruction, escapeChar: string, kind: 'copy' | 'add'): Parsed {
  const { flags, all, rest } = checkedFlags(line, copyFlags)
  const words = jsonArray(rest) ?? splitWords(rest, escapeChar)
  if (words.length < 2) {
    const told = words.length === 0 ? '' : ', but only one was provided. Destination could not be determined'
    throw fault(line, `${line.keyword} requires at least two arguments${told}`)
  }
  return {
    kind,
    sources: words.slice(0, -1).filter((word) => !word.startsWith('<<')),
    target: words.at(-1) as string,
    heredocs: line.heredocs,
    from: flags.get('from'),
    chown: flags.get('chown'),
    chmod: flags.get('chmod'),
    link: flags.get('link') === 'true',
    parents: flags.get('parents') === 'true',
    excludes: all.filter(({ name }) => name === 'exclude').map(({ value }) => value ?? ''),
    checksum: flags.get('checksum'),
  }
}

function healthcheck(line: SourceInstruction): Parsed {
  const { flags, rest } = checkedFlags(line, ['interval', 'timeout', 'start-period', 'start-interval', 'retries'])
  const [, type = '', command = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest.trim()) ?? []
  if (type === '') throw fault(line, 'HEALTHCHECK requires at least one argument')
  const { retries, ...times } = { retries: undefined, ...Object.fromEntries(flags) } as Record<string, string | undefined>
  if (type.toUpperCase() === 'NONE') {
    if (command !== '') throw fault(line, 'HEALTHCHECK NONE takes no arguments')
    return { kind: 'healthcheck', test: ['NONE'], times: {}, retries: 0 }
  }
  if (type.toUpperCase() !== 'CMD') throw fault(line, `unknown type "${type.toUpperCase()}" in HEALTHCHECK (try CMD)`)
  if (command === '') throw fault(line, 'missing command after HEALTHCHECK CMD')
  const parsed = commandLine(command)
  return {
    kind: 'healthcheck',
    test: [parsed.shell ? 'CMD-SHELL' : 'CMD', ...parsed.args],
    times: times as Record<string, string>,
    retries: Number(retries ?? 0),
  }
}

/** ` (did you mean RUN?)` where one keyword is near. */
function suggestion(keyword: string): string {
  const near = ['FROM', ...Object.keys(parsers)].find((candidate) => distance(candidate, keyword) <= 2)
  return near ? ` (did you mean ${near}?)` : ''
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((next[j - 1] as number) + 1, (row[j] as number) + 1, (row[j - 1] as number) + cost))
    }
    row = next
  }
  return row[b.length] as number
}
