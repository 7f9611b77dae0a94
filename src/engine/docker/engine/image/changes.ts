import { parseDuration } from '../../../base/go-duration.ts'
import { shellWords } from '../../../base/shellwords.ts'
import type { ImageConfig } from '../../api/container-config.ts'
import { invalid } from '../errdefs.ts'

/** `--change` of commit and import: single Dockerfile instructions on a configuration (moby builder/dockerfile BuildFromConfig). */
type Mutable = { -readonly [K in keyof ImageConfig]: ImageConfig[K] }

const instructions: Readonly<Record<string, (config: Mutable, rest: string) => void>> = {
  CMD: (config, rest) => {
    config.Cmd = commandForm(rest, config)
  },
  ENTRYPOINT: (config, rest) => {
    config.Entrypoint = commandForm(rest, config)
  },
  ENV: (config, rest) => {
    const env = new Map((config.Env ?? []).map((entry) => [entry.split('=')[0] as string, entry]))
    for (const [name, value] of pairs(rest)) env.set(name, `${name}=${value}`)
    config.Env = [...env.values()]
  },
  LABEL: (config, rest) => {
    config.Labels = { ...config.Labels, ...Object.fromEntries(pairs(rest)) }
  },
  EXPOSE: (config, rest) => {
    const ports = rest.split(/\s+/).map((port) => (port.includes('/') ? port : `${port}/tcp`))
    config.ExposedPorts = { ...config.ExposedPorts, ...Object.fromEntries(ports.map((port) => [port, {}])) }
  },
  USER: (config, rest) => {
    config.User = rest
  },
  WORKDIR: (config, rest) => {
    config.WorkingDir = rest.startsWith('/') ? rest : `${(config.WorkingDir ?? '').replace(/\/$/, '')}/${rest}`
  },
  VOLUME: (config, rest) => {
    const paths = jsonForm(rest) ?? rest.split(/\s+/)
    config.Volumes = { ...config.Volumes, ...Object.fromEntries(paths.map((path) => [path, {}])) }
  },
  ONBUILD: (config, rest) => {
    config.OnBuild = [...(config.OnBuild ?? []), rest]
  },
  STOPSIGNAL: (config, rest) => {
    config.StopSignal = rest
  },
  SHELL: (config, rest) => {
    const shell = jsonForm(rest)
    if (!shell) throw invalid('SHELL requires the arguments to be in JSON form')
    config.Shell = shell
  },
  HEALTHCHECK: (config, rest) => {
    config.Healthcheck = healthcheck(rest)
  },
}

export function applyChanges(config: ImageConfig, changes: readonly string[]): ImageConfig {
  const out: Mutable = { ...config }
  for (const change of changes.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '')) {
    const [word = '', ...rest] = change.trim().split(/\s+/)
    const apply = Object.hasOwn(instructions, word.toUpperCase()) ? instructions[word.toUpperCase()] : undefined
    if (!apply) throw invalid(`${word} is not a valid change command`)
    const text = change.trim().slice(word.length).trim()
    if (rest.length === 0) throw invalid(`${word.toUpperCase()} requires at least one argument`)
    apply(out, text)
  }
  return out
}

/** A JSON array of strings; undefined for anything else. */
function jsonForm(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.every((one) => typeof one === 'string') ? (parsed as string[]) : undefined
  } catch {
    return undefined
  }
}

const commandForm = (text: string, config: ImageConfig): readonly string[] => jsonForm(text) ?? [...(config.Shell ?? ['/bin/sh', '-c']), text]

/** `A=1 B="two words"`, or the old `A some text`. */
function pairs(text: string): readonly (readonly [string, string])[] {
  const words = shellWords(text)
  if (!words.ok) throw invalid(`Syntax error - can't find = in ${JSON.stringify(text)}. Must be of the form: name=value`)
  if (!words.value[0]?.includes('=')) {
    const space = text.search(/\s/)
    return [[text.slice(0, space), text.slice(space).trim()]]
  }
  return words.value.map((word) => {
    const equals = word.indexOf('=')
    if (equals < 0) throw invalid(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`)
    return [word.slice(0, equals), word.slice(equals + 1)]
  })
}

function healthcheck(text: string): NonNullable<ImageConfig['Healthcheck']> {
  if (/^NONE$/i.test(text)) return { Test: ['NONE'] }
  const out: { Test?: readonly string[]; Interval?: number; Timeout?: number; StartPeriod?: number; Retries?: number } = {}
  let rest = text
  for (let flag = /^--([a-z-]+)=(\S+)\s+/.exec(rest); flag; flag = /^--([a-z-]+)=(\S+)\s+/.exec(rest)) {
    const duration = parseDuration(flag[2] ?? '')
    if (flag[1] === 'retries') out.Retries = Number(flag[2])
    else if (!duration.ok) throw invalid(duration.error)
    else if (flag[1] === 'interval') out.Interval = duration.value
    else if (flag[1] === 'timeout') out.Timeout = duration.value
    else if (flag[1] === 'start-period') out.StartPeriod = duration.value
    else throw invalid(`Unknown flag: ${flag[1]}`)
    rest = rest.slice(flag[0].length)
  }
  if (!/^CMD\s/i.test(rest)) throw invalid(`Unknown type ${JSON.stringify(rest.split(/\s/)[0])} in HEALTHCHECK (try CMD)`)
  const command = rest.slice(3).trim()
  const exec = jsonForm(command)
  return { ...out, Test: exec ? ['CMD', ...exec] : ['CMD-SHELL', command] }
}
