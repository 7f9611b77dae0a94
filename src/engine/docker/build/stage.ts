import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import { secureJoin } from '../oci/secure-join.ts'
import { type CopyPlan, findSources, isRemote, performCopy } from './copy-step.ts'
import { healthConfig, healthText, type ImageState, quotedList } from './image-state.ts'
import type { Instruction, Place } from './parse/instructions.ts'
import { parseRunMount, type RunMount } from './parse/run-mount.ts'
import { expandWord, expandWords, type WordEnvironment } from './parse/shell-word.ts'
import { BuildProblem } from './problem.ts'
import { type PreparedMount, prepareMount } from './run-mounts.ts'
import { type RunStep, runStep } from './run-step.ts'
import { layerStep, type Workshop } from './steps.ts'

/** What a stage needs from the build it belongs to. */
export interface StageSources {
  /** Works on a root: the context (undefined) or the stage or image that `--from` names. */
  readonly withRoot: <T>(from: string | undefined, place: Place, work: (root: string, key: string) => Sys<T>) => Sys<T>
  readonly buildArgs: ReadonlyMap<string, string>
  readonly globals: ReadonlyMap<string, string>
  readonly network: 'default' | 'none' | 'host'
  readonly escapeChar: string
}

const proxyArgs = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'NO_PROXY',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
]

/** Instructions that make a layer, and so a step with a number. */
export const makesLayer = (instruction: Instruction): boolean => ['run', 'copy', 'add', 'workdir'].includes(instruction.kind)

/** Carries a stage's instructions out, one after the other (BuildKit dockerfile2llb and its solver in one). */
export class StageRun {
  /** ARGs so far, in order; without a value when none was given. */
  private readonly args = new Map<string, string | undefined>()
  private step: number

  constructor(
    private readonly shop: Workshop,
    private readonly sources: StageSources,
    private readonly state: ImageState,
    /** `build ` where there are several stages, else empty. */
    private readonly prefix: string,
    private readonly total: number,
    firstStep: number,
  ) {
    this.step = firstStep
  }

  *perform(instruction: Instruction): Sys<void> {
    switch (instruction.kind) {
      case 'run':
        yield* this.run(instruction)
        break
      case 'copy':
      case 'add':
        yield* this.copy(instruction)
        break
      case 'workdir':
        yield* this.workdir(instruction)
        break
      case 'arg':
        this.arg(instruction)
        break
      default: {
        const note = this.configure(instruction)
        if (note !== undefined) this.state.note(note)
      }
    }
  }

  private get environment(): WordEnvironment {
    return { get: (name) => this.state.getEnv(name) ?? this.args.get(name) }
  }

  private expand(text: string, place: Place): string {
    const expanded = expandWord(text, this.environment, this.sources.escapeChar)
    if (!expanded.ok) throw new BuildProblem(expanded.error, { first: place.firstLine, last: place.lastLine })
    return expanded.value
  }

  /** A text with its variables replaced; its quotes and spaces stay. */
  private expandText(text: string, place: Place): string {
    const { escapeChar } = this.sources
    const literal = escapeChar === '`' ? /["']|`(?!\$)/g : /["']|\\(?!\$)/g
    return text
      .split('\n')
      .map((line) =>
        this.expand(
          line.replace(literal, (char) => escapeChar + char),
          place,
        ),
      )
      .join('\n')
  }

  private name(instruction: Instruction): string {
    const text = instruction.original.replace(/^\S+/, (word) => word.toUpperCase())
    return `[${this.prefix}${this.step++}/${this.total}] ${shownText(text, this.environment)}`
  }

  private *run(instruction: Extract<Instruction, { kind: 'run' }>): Sys<void> {
    const { state, sources } = this
    const script = instruction.heredocs[0]
    const [text = ''] = instruction.command.args
    const shellText = script && /^<<-?\s*["']?\w+["']?$/.test(text) ? script.content : script ? `${text}\n${script.content}${script.name}\n` : text
    const args = instruction.command.shell ? [...state.shellCommand, shellText] : instruction.command.args
    const passed = [...this.args].filter((pair): pair is [string, string] => pair[1] !== undefined)
    const proxies = proxyArgs.flatMap((name) => (sources.buildArgs.has(name) ? [`${name}=${sources.buildArgs.get(name)}`] : []))
    const argEnv = passed.filter(([name]) => state.getEnv(name) === undefined).map(([name, value]) => `${name}=${value}`)
    const env = [...state.env, ...argEnv]
    const network = instruction.network === 'default' ? sources.network : (instruction.network as 'none' | 'host')
    const counted = passed.map(([name, value]) => `${name}=${state.getEnv(name) ?? value}`)
    const command = [...(counted.length > 0 ? [`|${counted.length}`, ...counted] : []), ...args].join(' ')
    const name = this.name(instruction)
    const wanted = instruction.mounts.map((text) => parseRunMount(text, (word) => this.expand(word, instruction.place)))
    yield* this.withMounts(wanted, [], instruction.place, (mounts) => {
      const keys = mounts.map(({ cacheKey }) => cacheKey)
      const process = { args, env: [...env, ...proxies], network, mounts: mounts.map(({ spec }) => spec) }
      return layerStep(
        this.shop,
        state,
        {
          name,
          description: `mount / from exec ${args.join(' ')}`,
          inputs: JSON.stringify(['run', args, env, state.workdir, state.user, network, ...(keys.length > 0 ? [keys] : [])]),
          work: (rootfs, vertex) => this.execute(rootfs, process, instruction, (line) => vertex.log(line)),
        },
        `RUN ${command} # buildkit`,
      )
    })
  }

  /** Brings the mounts about, one after the other, and works with all of them. */
  private *withMounts(
    wanted: readonly RunMount[],
    prepared: readonly PreparedMount[],
    place: Place,
    work: (mounts: readonly PreparedMount[]) => Sys<void>,
  ): Sys<void> {
    const [first, ...others] = wanted
    if (!first) return yield* work(prepared)
    const next = (root: string) => this.withMount(first, root, others, prepared, place, work)
    if (first.type === 'bind') return yield* this.sources.withRoot(first.from, place, next)
    return yield* next('')
  }

  private *withMount(
    first: RunMount,
    root: string,
    others: readonly RunMount[],
    prepared: readonly PreparedMount[],
    place: Place,
    work: (mounts: readonly PreparedMount[]) => Sys<void>,
  ): Sys<void> {
    const mount = yield* prepareMount(this.shop.daemon, first, root, this.state.workdir)
    yield* this.withMounts(others, [...prepared, mount], place, work)
  }

  private *execute(
    rootfs: string,
    process: Pick<RunStep, 'args' | 'env' | 'network' | 'mounts'>,
    instruction: Instruction,
    onOutput: (text: string) => Sys<void>,
  ): Sys<void> {
    const fail = (why: string) =>
      new BuildProblem(`process "${process.args.join(' ')}" did not complete successfully: ${why}`, linesOf(instruction.place))
    let code: number
    try {
      code = yield* runStep(this.shop.daemon, { rootfs, ...process, cwd: this.state.workdir, user: this.state.user, onOutput })
    } catch (thrown) {
      throw thrown instanceof BuildProblem ? fail(thrown.message) : thrown
    }
    if (code !== 0) throw fail(`exit code: ${code}`)
  }

  private *copy(instruction: Extract<Instruction, { kind: 'copy' | 'add' }>): Sys<void> {
    const { place } = instruction
    if (instruction.parents || instruction.excludes.length > 0) {
      throw new BuildProblem(`cais: docker build: --${instruction.parents ? 'parents' : 'exclude'} is not simulated yet`, linesOf(place))
    }
    const target = this.expand(instruction.target, place)
    const heredocs = instruction.heredocs.map((heredoc) =>
      heredoc.quoted ? heredoc : { ...heredoc, content: this.expandText(heredoc.content, place) },
    )
    const plan: CopyPlan = {
      instruction: { ...instruction, heredocs },
      sources: instruction.sources.map((source) => this.expand(source, place)),
      target: target.startsWith('/') ? target : `${this.state.workdir.replace(/\/$/, '')}/${target}`,
      chown: this.expand(instruction.chown ?? '', place),
      chmod: this.expand(instruction.chmod ?? '', place),
    }
    const from = instruction.from === undefined ? undefined : this.expand(instruction.from, place)
    const name = this.name(instruction)
    const word = instruction.kind.toUpperCase()
    const shown = [...plan.sources, ...instruction.heredocs.map((heredoc) => `<<${heredoc.name}`), target].join(' ')
    const local = plan.sources.some((source) => !isRemote(source))
    const keepsOwners = local && from !== undefined
    yield* this.sources.withRoot(local ? from : undefined, place, (root) =>
      this.copyFrom(root, { ...plan, keepsOwners }, name, `${word} ${shown} # buildkit`),
    )
  }

  private *copyFrom(root: string, plan: CopyPlan, name: string, createdBy: string): Sys<void> {
    const { instruction } = plan
    const found = yield* this.failing(name, () => findSources(this.shop.daemon.id, root, plan))
    yield* layerStep(
      this.shop,
      this.state,
      {
        name,
        description: `mount / from exec ${createdBy}`,
        inputs: JSON.stringify([
          instruction.kind,
          found.digest,
          plan.sources.filter(isRemote),
          plan.target,
          plan.chown,
          plan.chmod,
          instruction.heredocs,
          found.selected.map(({ directory }) => directory),
        ]),
        work: (rootfs) => performCopy(rootfs, plan, found.selected),
      },
      createdBy,
    )
  }

  /** Sources that are not there are the step's error; the build's own says that a cache key was wanted. */
  private *failing<T>(name: string, work: () => Sys<T>): Sys<T> {
    try {
      return yield* work()
    } catch (thrown) {
      if (!(thrown instanceof BuildProblem)) throw thrown
      const problem = new BuildProblem(`failed to compute cache key: ${thrown.message}`, thrown.lines)
      yield* this.shop.progress.failed(name, thrown.message)
      throw problem
    }
  }

  private *workdir(instruction: Extract<Instruction, { kind: 'workdir' }>): Sys<void> {
    const text = this.expand(instruction.text, instruction.place)
    const path = cleanPath(text.startsWith('/') ? text : `${this.state.workdir}/${text}`)
    const name = this.name(instruction)
    this.state.workdir = path
    const { user } = this.state
    yield* layerStep(
      this.shop,
      this.state,
      {
        name,
        description: `mkdir ${path}`,
        inputs: JSON.stringify(['workdir', path, user]),
        *work(rootfs) {
          const parts = path.split('/').filter(Boolean)
          for (let i = 1; i <= parts.length; i++)
            yield* sys.mkdir({ path: yield* secureJoin(rootfs, `/${parts.slice(0, i).join('/')}`), mode: 0o755 })
        },
      },
      `WORKDIR ${path}`,
    )
  }

  private arg({ args, place }: Extract<Instruction, { kind: 'arg' }>): void {
    const shown: string[] = []
    for (const { name, value } of args) {
      const given = this.sources.buildArgs.get(name)
      const own = value === undefined ? this.sources.globals.get(name) : this.expand(value, place)
      const final = given ?? own
      this.args.set(name, final)
      shown.push(final === undefined ? name : `${name}=${final}`)
    }
    this.state.note(`ARG ${shown.join(' ')}`)
  }

  /** Instructions that only change the configuration. */
  private configure(instruction: Instruction): string | undefined {
    const { state } = this
    const { place } = instruction
    switch (instruction.kind) {
      case 'env': {
        const pairs = instruction.pairs.map(({ name, value }) => [this.expand(name, place), this.expand(value, place)] as const)
        for (const [name, value] of pairs) state.setEnv(name, value)
        return `ENV ${pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`
      }
      case 'label': {
        const pairs = instruction.pairs.map(({ name, value }) => [this.expand(name, place), this.expand(value, place)] as const)
        for (const [name, value] of pairs) state.labels.set(name, value)
        return `LABEL ${pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`
      }
      case 'cmd':
      case 'entrypoint': {
        const args = instruction.command.shell ? [...state.shellCommand, ...instruction.command.args] : instruction.command.args
        if (instruction.kind === 'cmd') state.cmd = args
        else {
          state.entrypoint = args
          if (!this.cmdGiven) state.cmd = undefined
        }
        if (instruction.kind === 'cmd') this.cmdGiven = true
        return `${instruction.kind.toUpperCase()} ${quotedList(args)}`
      }
      case 'user':
        state.user = this.expand(instruction.text, place)
        return `USER ${state.user}`
      case 'stopsignal':
        state.stopSignal = this.expand(instruction.text, place)
        return `STOPSIGNAL ${state.stopSignal}`
      case 'maintainer':
        state.author = instruction.text
        return `MAINTAINER ${instruction.text}`
      case 'expose':
        return this.expose(instruction)
      case 'volume': {
        const paths = instruction.paths.map((path) => this.expand(path, place))
        for (const path of paths) state.volumes.add(path)
        return `VOLUME [${paths.join(' ')}]`
      }
      case 'shell':
        state.shell = instruction.shell
        return `SHELL [${instruction.shell.join(' ')}]`
      case 'onbuild':
        state.onBuild.push(instruction.text)
        return `ONBUILD ${instruction.text}`
      case 'healthcheck': {
        const health = healthConfig(instruction.test, instruction.times, instruction.retries)
        if (!health) throw new BuildProblem(`invalid duration in HEALTHCHECK`, linesOf(place))
        state.healthcheck = health
        return `HEALTHCHECK ${healthText(health)}`
      }
      default:
        return undefined
    }
  }

  private cmdGiven = false

  private expose({ ports, place }: Extract<Instruction, { kind: 'expose' }>): string {
    const added: string[] = []
    for (const text of ports) {
      const words = expandWords(text, this.environment, this.sources.escapeChar)
      if (!words.ok) throw new BuildProblem(words.error, linesOf(place))
      for (const word of words.value) {
        const [, first, last, protocol = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(word) ?? []
        if (first === undefined) throw new BuildProblem(`invalid containerPort: ${word}`, linesOf(place))
        for (let port = Number(first); port <= Number(last ?? first); port++) added.push(`${port}/${protocol.toLowerCase()}`)
      }
    }
    for (const port of added) this.state.ports.add(port)
    const shown = added.sort().map((port) => `${port}:{}`)
    return `EXPOSE map[${shown.join(' ')}]`
  }
}

export const linesOf = (place: Place): { readonly first: number; readonly last: number } => ({ first: place.firstLine, last: place.lastLine })

/** Instructions are shown with the variables that have a value replaced; quotes stay. */
function shownText(text: string, env: WordEnvironment): string {
  return text
    .split(/('[^']*')/)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(
            /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
            (all, braced: string | undefined, plain: string | undefined) => env.get(braced ?? plain ?? '') ?? all,
          ),
    )
    .join('')
}

function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}
