import { formatDuration } from '../../../base/go-duration.ts'
import type { HealthConfig } from '../../api/container-config.ts'
import { healthConfig, quotedList } from '../image-state.ts'
import type { Instruction } from '../parse/instructions.ts'
import { BuildProblem } from '../problem.ts'
import { type StageState, shellOf } from './stage-state.ts'

/**
 * Instructions that only change the configuration (moby builder/dockerfile/dispatchers.go): changes the stage's and answers what the history says of it;
 * undefined for the others.
 */
export function configure(state: StageState, instruction: Instruction, expand: (text: string) => string): string | undefined {
  const { config } = state
  switch (instruction.kind) {
    case 'arg': {
      const args = instruction.args.map(({ name, value }) => ({ name, value: value === undefined ? undefined : expand(value) }))
      for (const { name, value } of args) state.args.declare(name, value)
      return `ARG ${args.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' ')}`
    }
    case 'env': {
      const pairs = instruction.pairs.map(({ name, value }) => [expand(name), expand(value)] as const)
      for (const [name, value] of pairs) config.Env = withVariable(config.Env ?? [], name, value)
      return `ENV ${pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`
    }
    case 'label': {
      const pairs = instruction.pairs.map(({ name, value }) => [expand(name), expand(value)] as const)
      config.Labels = { ...config.Labels, ...Object.fromEntries(pairs) }
      return `LABEL ${pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`
    }
    case 'cmd':
    case 'entrypoint': {
      const { shell, args } = instruction.command
      const words = shell ? [...shellOf(config), ...args] : args
      if (instruction.kind === 'cmd') {
        config.Cmd = words
        state.cmdGiven = words.length > 0
      } else {
        config.Entrypoint = words
        if (!state.cmdGiven) config.Cmd = null
      }
      return `${instruction.kind.toUpperCase()} ${quotedList(words)}`
    }
    case 'user':
      config.User = expand(instruction.text)
      return `USER ${config.User}`
    case 'stopsignal':
      config.StopSignal = expand(instruction.text)
      return `STOPSIGNAL ${config.StopSignal}`
    case 'maintainer':
      state.author = instruction.text
      return `MAINTAINER ${instruction.text}`
    case 'expose':
      return expose(state, instruction.ports.map(expand))
    case 'volume': {
      const paths = instruction.paths.map(expand)
      config.Volumes = { ...config.Volumes, ...Object.fromEntries(paths.map((path) => [path, {}])) }
      return `VOLUME [${paths.join(' ')}]`
    }
    case 'shell':
      config.Shell = instruction.shell
      return `SHELL [${instruction.shell.join(' ')}]`
    case 'onbuild':
      config.OnBuild = [...(config.OnBuild ?? []), instruction.text]
      return `ONBUILD ${instruction.text}`
    case 'healthcheck': {
      const health = healthConfig(instruction.test, instruction.times, instruction.retries)
      if (!health) throw new BuildProblem('invalid duration in HEALTHCHECK')
      config.Healthcheck = health
      return `HEALTHCHECK ${printed(health)}`
    }
    default:
      return undefined
  }
}

function withVariable(env: readonly string[], name: string, value: string): readonly string[] {
  const at = env.findIndex((entry) => entry.split('=')[0] === name)
  return at < 0 ? [...env, `${name}=${value}`] : env.with(at, `${name}=${value}`)
}

function expose(state: StageState, ports: readonly string[]): string {
  const words = ports.flatMap((text) => text.split(/\s+/).filter(Boolean))
  const added: Record<string, Record<string, never>> = {}
  for (const word of words) {
    const [, first, last, protocol = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(word) ?? []
    if (first === undefined) throw new BuildProblem(`invalid containerPort: ${word}`)
    for (let port = Number(first); port <= Number(last ?? first); port++) added[`${port}/${protocol.toLowerCase()}`] = {}
  }
  state.config.ExposedPorts = { ...state.config.ExposedPorts, ...added }
  return `EXPOSE ${words.sort().join(' ')}`
}

/** Go's `%v` of a health check. */
function printed({ Test = [], Interval = 0, Timeout = 0, StartPeriod = 0, StartInterval = 0, Retries = 0 }: HealthConfig): string {
  const times = [Interval, Timeout, StartPeriod, StartInterval].map((time) => formatDuration(time))
  return `&{[${Test.join(' ')}] ${times.join(' ')} ${Retries}}`
}
