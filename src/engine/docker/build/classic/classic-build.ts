import type { Sys } from '../../../linux/kernel/calls.ts'
import { familiarText, parseReference, type Reference, withDefaultTag } from '../../api/reference.ts'
import type { Daemon } from '../../engine/daemon.ts'
import { EngineError, invalid } from '../../engine/errdefs.ts'
import { randomId, shortId } from '../../engine/ids.ts'
import { logImageEvent } from '../../engine/image/delete.ts'
import type { Image } from '../../engine/image/image-store.ts'
import { removeAll } from '../../oci/files.ts'
import type { BuildRequest, PullImage } from '../build.ts'
import { BuildContext } from '../context.ts'
import type { Instruction, ParsedDockerfile, Stage } from '../parse/instructions.ts'
import { parseDockerfile, parseTrigger } from '../parse/parse.ts'
import { expandWord } from '../parse/shell-word.ts'
import { BuildProblem } from '../problem.ts'
import type { Emit } from '../progress.ts'
import { mounted } from '../steps.ts'
import { BuildArgs } from './build-args.ts'
import { ClassicStage, CommandFailed, type StageTools } from './classic-stage.ts'
import { type StageState, stageOn } from './stage-state.ts'
import { StepContainers } from './step-containers.ts'

/**
 * POST /build without BuildKit (moby builder/dockerfile): one container and one image a step, told as text. Leaves out squashing, `--cache-from` and
 * resource limits of the step's containers.
 */
export function* classicBuild(daemon: Daemon, request: BuildRequest, pull: PullImage, emit: Emit): Sys<void> {
  const progress = { began: false }
  const telling: Emit = function* (message) {
    progress.began = true
    yield* emit(message)
  }
  const directory = `${daemon.images.root}/tmp/docker-builder${(yield* randomId()).slice(0, 9)}`
  const failure = yield* attempt(function* () {
    const context = yield* BuildContext.open(request.archive, directory, new Map())
    yield* new ClassicBuild(daemon, request, context, pull, telling).run()
  })
  yield* removeAll(directory)
  yield* removeAll(`${directory}-downloads`)
  if (!failure) return
  if (!progress.began) throw failure instanceof EngineError ? failure : invalid(failure.message)
  const code = failure instanceof CommandFailed ? { code: failure.code } : {}
  yield* emit({ errorDetail: { ...code, message: failure.message }, error: failure.message })
}

/** What went wrong, in the builder's own terms. */
function* attempt(work: () => Sys<void>): Sys<BuildProblem | EngineError | undefined> {
  try {
    yield* work()
    return undefined
  } catch (thrown) {
    if (thrown instanceof BuildProblem || thrown instanceof EngineError) return thrown
    throw thrown
  }
}

class ClassicBuild {
  private readonly built: { readonly name: string | undefined; readonly state: StageState }[] = []
  private readonly containers: StepContainers
  private step = 0

  constructor(
    private readonly daemon: Daemon,
    private readonly request: BuildRequest,
    private readonly context: BuildContext,
    private readonly pull: PullImage,
    private readonly emit: Emit,
  ) {
    const network = request.query.networkmode ?? ''
    this.containers = new StepContainers(daemon, (text) => this.say(text), { NetworkMode: network === '' ? 'default' : network })
  }

  private *say(text: string): Sys<void> {
    if (!this.request.query.q) yield* this.emit({ stream: text })
  }

  *run(): Sys<void> {
    const { query } = this.request
    const names = (query.t ?? []).map(nameOf)
    const file = yield* this.definition()
    const stages = this.stages(file)
    const given = Object.entries(query.buildargs ?? {}).filter((pair): pair is [string, string] => pair[1] !== null)
    const args = new BuildArgs(new Map(given))
    const labels = labelInstructions(query.labels ?? {})
    const total = file.globalInstructions.length + stages.reduce((sum, stage) => sum + 1 + stage.instructions.length, 0) + labels.length
    for (const instruction of file.globalInstructions) {
      yield* this.announce(instruction.original, total)
      declareGlobals(args, instruction)
    }
    for (const stage of stages) yield* this.stage(stage, stage === stages.at(-1) ? labels : [], file, args.forStage(), total)
    const image = this.daemon.images.get(this.built.at(-1)?.state.imageId ?? '')
    yield* this.finish(image, args, names)
  }

  private *finish(image: Image, args: BuildArgs, names: readonly Reference[]): Sys<void> {
    const unused = args.unused()
    if (unused.length > 0) yield* this.say(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`)
    yield* this.emit({ aux: { ID: image.id } })
    yield* this.say(`Successfully built ${shortId(image.id)}\n`)
    if (this.request.query.q) yield* this.emit({ stream: `${image.id}\n` })
    for (const name of names) {
      yield* this.daemon.images.tag(image.id, name)
      yield* logImageEvent(this.daemon, image, 'tag', familiarText(name))
      yield* this.say(`Successfully tagged ${familiarText(name)}\n`)
    }
  }

  private *definition(): Sys<ParsedDockerfile> {
    const dockerfile = this.request.query.dockerfile || 'Dockerfile'
    if (this.request.dockerfileText !== undefined) this.context.put(dockerfile, this.request.dockerfileText)
    const found = yield* this.context.text(dockerfile)
    if (!found) throw new EngineError(500, `Cannot locate specified Dockerfile: ${dockerfile}`)
    if (found.text.trim() === '') throw invalid(`the Dockerfile (${dockerfile}) cannot be empty`)
    return parseDockerfile(found.text).file
  }

  /** Up to the target; the classic builder does every stage before it, needed or not. */
  private stages(file: ParsedDockerfile): readonly Stage[] {
    const target = this.request.query.target ?? ''
    if (target === '') return file.stages
    const index = file.stages.findIndex((stage) => stage.name === target.toLowerCase() || String(stage.index) === target)
    if (index < 0) throw invalid(`target stage "${target}" could not be found`)
    return file.stages.slice(0, index + 1)
  }

  private *announce(text: string, total: number): Sys<void> {
    this.step++
    const code = text.replace(/^\S+/, (word) => word.toUpperCase())
    yield* this.say(`Step ${this.step}/${total} : ${code}\n`)
  }

  private *stage(stage: Stage, labels: readonly Instruction[], file: ParsedDockerfile, args: BuildArgs, total: number): Sys<void> {
    yield* this.announce(stage.original, total)
    const image = yield* this.base(stage, args)
    const current = new ClassicStage(this.tools(file), stageOn(image, args))
    this.built.push({ name: stage.name, state: current.state })
    const triggers = (image?.config.config as { OnBuild?: readonly string[] | null } | undefined)?.OnBuild ?? []
    if (triggers.length > 0) yield* this.say(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`)
    for (const trigger of triggers.map(parseTrigger)) yield* this.carryOut(current, trigger)
    yield* this.say(` ---> ${shortId(current.state.imageId)}\n`)
    for (const instruction of [...stage.instructions, ...labels]) {
      yield* this.announce(instruction.original, total)
      yield* this.carryOut(current, instruction)
      yield* this.say(` ---> ${shortId(current.state.imageId)}\n`)
    }
  }

  /** With `--force-rm` the containers of a step that failed go too. */
  private *carryOut(stage: ClassicStage, instruction: Instruction): Sys<void> {
    const { rm = true, forcerm = false } = this.request.query
    try {
      yield* stage.perform(instruction)
    } catch (thrown) {
      if (forcerm) yield* this.containers.removeAll()
      throw thrown
    }
    if (rm || forcerm) yield* this.containers.removeAll()
  }

  private *base(stage: Stage, args: BuildArgs): Sys<Image | undefined> {
    const expanded = expandWord(stage.base, { get: (name) => args.global(name) })
    if (!expanded.ok) throw new BuildProblem(expanded.error)
    const name = expanded.value
    if (name === '') throw new BuildProblem(`base name (${stage.base}) should not be blank`)
    const earlier = this.built.find((one) => one.name === name.toLowerCase())
    if (earlier) return this.daemon.images.store.images.get(earlier.state.imageId)
    if (name === 'scratch') return undefined
    return yield* this.image(name)
  }

  private *image(name: string): Sys<Image> {
    const parsed = parseReference(name)
    const known = this.daemon.images.find(name)
    const always = (this.request.query.pull ?? '') !== ''
    if (known && (!always || !parsed.ok)) return known
    if (!parsed.ok) throw invalid(parsed.error)
    const quiet = this.request.query.q ?? false
    const { emit } = this
    yield* this.pull(this.daemon, withDefaultTag(parsed.value), function* (message) {
      if (!quiet) yield* emit(message)
    })
    return this.daemon.images.get(name)
  }

  private tools(file: ParsedDockerfile): StageTools {
    return {
      daemon: this.daemon,
      containers: this.containers,
      say: (text) => this.say(text),
      noCache: this.request.query.nocache ?? false,
      escapeChar: file.escapeChar,
      scratch: `${this.context.root}-downloads`,
      withRoot: (from, work) => this.withRoot(from, work),
    }
  }

  private *withRoot<T>(from: string | undefined, work: (root: string) => Sys<T>): Sys<T> {
    if (from === undefined) return yield* work(this.context.root)
    const stage = this.built.slice(0, -1).find((one, index) => one.name === from.toLowerCase() || String(index) === from)
    let image = stage && this.daemon.images.store.images.get(stage.state.imageId)
    try {
      image ??= yield* this.image(from)
    } catch (thrown) {
      if (thrown instanceof Error) throw new BuildProblem(`invalid from flag value ${from}: ${thrown.message}`)
      throw thrown
    }
    return yield* mounted(this.daemon, this.daemon.images.top(image), work)
  }
}

function declareGlobals(args: BuildArgs, instruction: Instruction): void {
  if (instruction.kind !== 'arg') return
  for (const { name, value } of instruction.args) {
    const expanded = value === undefined ? undefined : expandWord(value, { get: (other) => args.get(other) })
    args.declareGlobal(name, expanded?.ok ? expanded.value : undefined)
  }
}

/** `--label` adds instructions to the last stage. */
const labelInstructions = (labels: Readonly<Record<string, string>>): readonly Instruction[] =>
  Object.keys(labels)
    .sort()
    .map((name) => {
      const value = labels[name] ?? ''
      const place = { firstLine: 0, lastLine: 0 }
      return { kind: 'label', place, original: `LABEL ${name}=${value}`, pairs: [{ name, value: literal(value) }] }
    })

/** A word that expands to this text. */
const literal = (text: string): string => text.replace(/[\\$"']/g, '\\$&')

function nameOf(text: string): Reference {
  const parsed = parseReference(text)
  if (!parsed.ok) throw invalid(parsed.error)
  return withDefaultTag(parsed.value)
}
