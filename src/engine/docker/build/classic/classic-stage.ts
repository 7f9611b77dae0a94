import type { Sys } from '../../../linux/kernel/calls.ts'
import { layerOf } from '../../engine/container/commit.ts'
import type { Container } from '../../engine/container/container.ts'
import type { Daemon } from '../../engine/daemon.ts'
import { EngineError } from '../../engine/errdefs.ts'
import { mkdirAll } from '../../oci/files.ts'
import { secureJoin } from '../../oci/secure-join.ts'
import type { CopyPlan } from '../copy-step.ts'
import type { Instruction } from '../parse/instructions.ts'
import { expandWord } from '../parse/shell-word.ts'
import { BuildProblem } from '../problem.ts'
import { committed } from '../steps.ts'
import { configure } from './configure.ts'
import { copyClassic, type FoundSources, findClassicSources } from './copy-files.ts'
import { cachedImage } from './image-cache.ts'
import { type RunConfig, type StageState, shellOf, withComment, withCommentText } from './stage-state.ts'
import type { Say, StepContainers } from './step-containers.ts'
import { createStepImage } from './step-image.ts'

/** A command of RUN that failed: the client exits with its code. */
export class CommandFailed extends BuildProblem {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message)
  }
}

export interface StageTools {
  readonly daemon: Daemon
  readonly containers: StepContainers
  readonly say: Say
  readonly noCache: boolean
  readonly escapeChar: string
  /** Works on the context, or on the stage or image that `--from` names. */
  readonly withRoot: <T>(from: string | undefined, work: (root: string) => Sys<T>) => Sys<T>
  /** Where downloads go. */
  readonly scratch: string
}

/** Carries the instructions of one stage out, each leaving an image (moby builder/dockerfile). */
export class ClassicStage {
  constructor(
    private readonly tools: StageTools,
    readonly state: StageState,
  ) {}

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
        yield* this.workdir(instruction.text)
        break
      default: {
        const comment = configure(this.state, instruction, (text) => this.expand(text)) ?? ''
        yield* this.commit(withComment(this.state.config, comment))
      }
    }
    this.state.config.Image = this.state.imageId
  }

  private expand(text: string): string {
    const { config, args } = this.state
    const env = new Map([...(config.Env ?? []), ...args.environment(config.Env ?? [])].map((entry) => splitOnce(entry)))
    const expanded = expandWord(text, { get: (name) => env.get(name) }, this.tools.escapeChar)
    if (!expanded.ok) throw new BuildProblem(expanded.error)
    return expanded.value
  }

  private get parent() {
    return this.tools.daemon.images.store.images.get(this.state.imageId)
  }

  /** Goes on from the image the same step made before; false when there is none. */
  private *fromCache(config: RunConfig): Sys<boolean> {
    const found = this.tools.noCache ? undefined : cachedImage(this.tools.daemon, this.state.imageId, config)
    if (!found) return false
    yield* this.tools.say(' ---> Using cache\n')
    this.state.imageId = found.id
    return true
  }

  /** A step that runs nothing still has its container. */
  private *commit(config: RunConfig, prepare?: (container: Container) => Sys<void>): Sys<void> {
    if (yield* this.fromCache(config)) return
    const container = yield* this.tools.containers.create({ ...config, Image: this.state.imageId })
    if (prepare) yield* prepare(container)
    yield* this.commitContainer(container, config)
  }

  private *commitContainer(container: Container, madeBy: RunConfig): Sys<void> {
    const { daemon } = this.tools
    const layer = yield* layerOf(daemon, container)
    const { config, author } = this.state
    const image = yield* createStepImage(daemon, { parent: this.parent, config: { ...config }, madeBy, container: container.id, author, layer })
    this.state.imageId = image.id
  }

  private *run({ command, heredocs, mounts, network }: Extract<Instruction, { kind: 'run' }>): Sys<void> {
    if (mounts.length > 0) throw needsBuildKit('mount')
    if (network !== 'default') throw needsBuildKit('network')
    const { config, args } = this.state
    const [text = ''] = command.args
    const script = heredocs[0]
    const shellText = script ? `${text}\n${script.content}${script.name}` : text
    const words = command.shell ? [...shellOf(config), shellText] : command.args
    const argEnv = args.environment(config.Env ?? [])
    const shown = [...args.recorded(argEnv)].sort()
    const probe: RunConfig = { ...config, Cmd: shown.length > 0 ? [`|${shown.length}`, ...shown, ...words] : words, Entrypoint: null }
    if (yield* this.fromCache(probe)) return
    const container = yield* this.tools.containers.create({
      ...config,
      Cmd: words,
      Entrypoint: [''],
      Env: [...(config.Env ?? []), ...argEnv],
      Healthcheck: { Test: ['NONE'] },
      Image: this.state.imageId,
    })
    const code = yield* this.tools.containers.run(container)
    if (code !== 0) throw new CommandFailed(`The command '${words.join(' ')}' returned a non-zero code: ${code}`, code)
    yield* this.commitContainer(container, probe)
  }

  private *workdir(text: string): Sys<void> {
    const { config } = this.state
    const wanted = this.expand(text)
    config.WorkingDir = cleanPath(wanted.startsWith('/') ? wanted : `${config.WorkingDir}/${wanted}`)
    const { driver, writable } = this.tools.daemon.images.layers
    yield* this.commit(withCommentText(config, `WORKDIR ${config.WorkingDir}`), function* (container) {
      const mountId = writable.get(container.id)?.mountId ?? ''
      const rootfs = yield* driver.mount(mountId)
      yield* mkdirAll(yield* secureJoin(rootfs, config.WorkingDir), 0o755)
      yield* driver.unmount(mountId)
    })
  }

  private *copy(instruction: Extract<Instruction, { kind: 'copy' | 'add' }>): Sys<void> {
    if (instruction.chmod !== undefined) throw needsBuildKit('chmod')
    if (instruction.link) throw needsBuildKit('link')
    if (instruction.parents || instruction.excludes.length > 0) throw needsBuildKit(instruction.parents ? 'parents' : 'exclude')
    if (instruction.heredocs.length > 0) throw new BuildProblem('the heredoc syntax requires BuildKit')
    const { workdir, target } = { workdir: this.state.config.WorkingDir, target: this.expand(instruction.target) }
    const plan: CopyPlan = {
      instruction,
      sources: instruction.sources.map((source) => this.expand(source)),
      target: target.startsWith('/') ? target : `${workdir.replace(/\/$/, '')}/${target}`,
      chown: this.expand(instruction.chown ?? ''),
      chmod: '',
    }
    const from = instruction.from === undefined ? undefined : this.expand(instruction.from)
    const word = instruction.kind.toUpperCase()
    yield* this.tools.withRoot(from, (root) => this.copyFrom(root, plan, word, target))
  }

  private *copyFrom(root: string, plan: CopyPlan, word: string, target: string): Sys<void> {
    const { daemon, scratch } = this.tools
    const found = yield* findClassicSources(root, plan, scratch)
    const owner = plan.chown === '' ? '' : `--chown=${plan.chown} `
    const madeBy = withCommentText(this.state.config, `${word} ${owner}${found.hash} in ${target} `)
    if (yield* this.fromCache(madeBy)) return
    const { parent } = this
    const layer = yield* committed(daemon, parent && daemon.images.top(parent), (rootfs) => copying(rootfs, plan, found, word))
    const { config, author } = this.state
    const image = yield* createStepImage(daemon, { parent, config: { ...config }, madeBy, container: '', author, layer })
    this.state.imageId = image.id
  }
}

function* copying(rootfs: string, plan: CopyPlan, found: FoundSources, word: string): Sys<void> {
  try {
    yield* copyClassic(rootfs, plan, found)
  } catch (thrown) {
    throw thrown instanceof BuildProblem ? new BuildProblem(`${word} failed: ${thrown.message}`) : thrown
  }
}

const needsBuildKit = (option: string): EngineError =>
  new EngineError(
    400,
    `the --${option} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
  )

const splitOnce = (entry: string): readonly [string, string] => {
  const at = entry.indexOf('=')
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)]
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
