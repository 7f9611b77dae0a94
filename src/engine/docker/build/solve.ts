import { marshalJson } from '../../base/go-json.ts'
import { rfc3339Nano, timeOfMs } from '../../base/go-time.ts'
import type { GoValue } from '../../base/go-value.ts'
import { encode } from '../../base/utf8.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import type { BuildQuery } from '../api/build.ts'
import { parseReference, type Reference, referenceText, withDefaultTag } from '../api/reference.ts'
import type { BuildContext } from './context.ts'
import type { FoundImage } from './find-image.ts'
import { ImageState } from './image-state.ts'
import { lint, type Warning } from './lint.ts'
import type { Instruction, ParsedDockerfile, Place, Stage } from './parse/instructions.ts'
import { parseDockerfile, parseTrigger } from './parse/parse.ts'
import { parseRunMount } from './parse/run-mount.ts'
import { expandWord } from './parse/shell-word.ts'
import { BuildProblem } from './problem.ts'
import { linesOf, makesLayer, StageRun, type StageSources } from './stage.ts'
import { mounted, type Workshop } from './steps.ts'

/** Finds an image by reference: one of the host, or (always, when told) one of a registry whose layers come later. */
export type FindImage = (reference: Reference, always: boolean) => Sys<FoundImage>

export interface SolveInput {
  readonly shop: Workshop
  readonly context: BuildContext
  readonly query: BuildQuery
  readonly findImage: FindImage
  readonly dockerfile: string
  /** What the client calls the context. */
  readonly contextName: string
}

/** An image a stage begins with. */
type Base = FoundImage & { readonly reference: Reference }

/**
 * Builds a Dockerfile's target stage: definition, metadata of base images, .dockerignore, bases, context, then every stage that is needed, in order. BuildKit
 * would run independent stages at the same time; here they follow each other.
 */
export class Solve {
  private readonly bases = new Map<string, Base>()
  private readonly built = new Map<number, ImageState>()
  private readonly globals = new Map<string, string>()
  private file!: ParsedDockerfile
  warnings: readonly Warning[] = []
  /** The Dockerfile's text, for excerpts. */
  text = ''

  constructor(private readonly input: SolveInput) {}

  /** The target's image state; with `checkOnly` only what `--check` looks at. */
  *run(checkOnly: boolean): Sys<ImageState | undefined> {
    yield* this.loadDefinition()
    const needed = this.neededStages()
    yield* this.loadMetadata(needed)
    yield* this.input.shop.progress.vertex('[internal] load .dockerignore', (vertex) =>
      vertex.part('transferring context:', () => this.input.context.transferBytes(['.dockerignore'])),
    )
    if (checkOnly) return undefined
    yield* this.keepLocal('dockerignore', yield* this.input.context.fileBytesOf(['.dockerignore']))
    yield* this.announce(needed)
    for (const stage of needed) yield* this.openBase(stage)
    yield* this.loadContext(needed)
    yield* this.keepLocal('dockerfile', encode(this.text).length)
    for (const stage of needed) yield* this.build(stage)
    return this.built.get((needed.at(-1) as Stage).index)
  }

  private *keepLocal(what: string, bytes: number): Sys<void> {
    yield* this.input.shop.cache.keepLocal(this.input.contextName, what, bytes)
  }

  /** Loading the file cannot fail; what is wrong with it is the frontend's business and no vertex's. */
  private *loadDefinition(): Sys<void> {
    const { shop, context, dockerfile } = this.input
    const self = this
    const problem = yield* shop.progress.vertex(`[internal] load build definition from ${dockerfile.split('/').at(-1)}`, function* (vertex) {
      const found = yield* context.text(dockerfile)
      yield* vertex.done('transferring dockerfile:', found?.transferred ?? 2)
      if (!found) return new BuildProblem(`failed to read dockerfile: open ${dockerfile}: no such file or directory`)
      const wrong = self.readDefinition(found.text)
      yield* vertex.warn(self.warnings)
      return wrong
    })
    if (problem) throw problem
  }

  private readDefinition(text: string): BuildProblem | undefined {
    this.text = text
    try {
      const { file, source } = parseDockerfile(text)
      this.file = file
      this.readGlobals()
      const target = this.target()
      const last = this.file.stages[target.index + 1]?.place.firstLine ?? Number.POSITIVE_INFINITY
      this.warnings = lint(source, file).filter((warning) => warning.line < last)
      return undefined
    } catch (thrown) {
      if (thrown instanceof BuildProblem) return thrown
      throw thrown
    }
  }

  private readGlobals(): void {
    const buildArgs = this.buildArgs()
    this.globals.set('TARGETPLATFORM', 'linux/amd64').set('TARGETOS', 'linux').set('TARGETARCH', 'amd64').set('TARGETVARIANT', '')
    this.globals.set('BUILDPLATFORM', 'linux/amd64').set('BUILDOS', 'linux').set('BUILDARCH', 'amd64').set('BUILDVARIANT', '')
    for (const { name, value } of this.file.globals) {
      const own = value === undefined ? undefined : expandWord(value, { get: (key) => this.globals.get(key) })
      const final = buildArgs.get(name) ?? (own?.ok ? own.value : undefined)
      if (final !== undefined) this.globals.set(name, final)
    }
  }

  private buildArgs(): ReadonlyMap<string, string> {
    return new Map(Object.entries(this.input.query.buildargs ?? {}).filter((pair): pair is [string, string] => pair[1] !== null))
  }

  private target(): Stage {
    const wanted = this.input.query.target ?? ''
    if (wanted === '') return this.file.stages.at(-1) as Stage
    const found = this.stageNamed(wanted)
    if (!found) throw new BuildProblem(`target stage "${wanted}" could not be found`)
    return found
  }

  private stageNamed(name: string, before = Number.POSITIVE_INFINITY): Stage | undefined {
    const byName = this.file.stages.findLast((stage) => stage.index < before && stage.name === name.toLowerCase())
    if (byName || !/^\d+$/.test(name)) return byName
    const byIndex = this.file.stages[Number(name)]
    return byIndex && byIndex.index < before ? byIndex : undefined
  }

  private baseName(stage: Stage): string {
    const expanded = expandWord(stage.base, { get: (key) => this.globals.get(key) })
    if (!expanded.ok) throw new BuildProblem(expanded.error, linesOf(stage.place))
    if (expanded.value === '') throw new BuildProblem(`base name (${stage.base}) should not be blank`, linesOf(stage.place))
    return expanded.value
  }

  /** The target and what it is made from, in the file's order. */
  private neededStages(): readonly Stage[] {
    const needed = new Set<Stage>()
    const add = (stage: Stage): void => {
      if (needed.has(stage)) return
      needed.add(stage)
      const base = this.stageNamed(this.baseName(stage), stage.index)
      if (base) add(base)
      for (const name of stage.instructions.flatMap(sourceNames)) {
        const from = this.stageNamed(name, stage.index)
        if (from) add(from)
      }
    }
    add(this.target())
    return [...needed].sort((a, b) => a.index - b.index)
  }

  private imageNames(needed: readonly Stage[]): readonly { readonly name: string; readonly place: Place }[] {
    const names: { name: string; place: Place }[] = []
    for (const stage of needed) {
      const base = this.baseName(stage)
      if (base !== 'scratch' && !this.stageNamed(base, stage.index)) names.push({ name: base, place: stage.place })
      for (const instruction of stage.instructions) {
        for (const name of sourceNames(instruction)) if (!this.stageNamed(name, stage.index)) names.push({ name, place: instruction.place })
      }
    }
    return names
  }

  private *loadMetadata(needed: readonly Stage[]): Sys<void> {
    const { shop, findImage, query } = this.input
    const wanted = this.imageNames(needed)
    const unique = wanted.filter(({ name }, i) => wanted.findIndex((other) => other.name === name) === i)
    for (const { name, place } of unique) {
      const parsed = parseReference(name)
      if (!parsed.ok) throw new BuildProblem(`failed to parse stage name "${name}": ${parsed.error}`, linesOf(place))
      const reference = withDefaultTag(parsed.value)
      const always = (query.pull ?? '') !== '' && query.pull !== '0'
      try {
        const found = yield* shop.progress.vertex(`[internal] load metadata for ${referenceText(reference)}`, () => findImage(reference, always))
        this.bases.set(name, { reference, ...found })
      } catch (thrown) {
        if (!(thrown instanceof Error)) throw thrown
        throw new BuildProblem(`${name}: failed to resolve source metadata for ${referenceText(reference)}: ${thrown.message}`, linesOf(place))
      }
    }
  }

  private stagePrefix(stage: Stage): string {
    return this.file.stages.length > 1 ? `${stage.name ?? `stage-${stage.index}`} ` : ''
  }

  private steps(stage: Stage, state: ImageState | undefined): number {
    const own = stage.instructions.filter(makesLayer).length
    const triggers = (state?.onBuild ?? []).map(parseTrigger).filter(makesLayer).length
    return own + triggers + (this.bases.has(this.baseName(stage)) ? 1 : 0)
  }

  /** The FROM of a stage that begins with an image. */
  private *openBase(stage: Stage): Sys<void> {
    const base = this.bases.get(this.baseName(stage))
    if (!base) return
    const { shop } = this.input
    const { id, config, top, reference, remote } = base
    const state = new ImageState(config, top)
    state.key = id
    state.onBuild = [...((config.config as { OnBuild?: readonly string[] } | undefined)?.OnBuild ?? [])]
    this.built.set(stage.index, state)
    const name = `[${this.stagePrefix(stage)}1/${this.steps(stage, state)}] FROM ${referenceText(reference)}${remote ? `@${remote.digest}` : ''}`
    yield* shop.progress.vertex(name, function* (vertex) {
      if (remote) yield* remote.fetch(vertex)
      else if (shop.noCache) yield* vertex.hit()
    })
  }

  /** Tells the client of every vertex of the definition before the first begins. */
  private *announce(needed: readonly Stage[]): Sys<void> {
    const based = needed.filter((stage) => this.bases.has(this.baseName(stage)))
    const names = based.map((stage) => `FROM ${stage.base}`)
    if (contextPaths(needed).length > 0) names.push('[internal] load build context')
    for (const stage of needed) {
      const config = this.bases.get(this.baseName(stage))?.config.config as { OnBuild?: readonly string[] } | undefined
      for (const instruction of [...(config?.OnBuild ?? []).map(parseTrigger), ...stage.instructions]) {
        if (makesLayer(instruction)) names.push(instruction.original)
      }
    }
    yield* this.input.shop.progress.plan(names)
  }

  private *loadContext(needed: readonly Stage[]): Sys<void> {
    const { shop, context } = this.input
    const paths = contextPaths(needed)
    if (paths.length === 0) return
    yield* this.keepLocal('context', yield* context.fileBytesOf(paths))
    const whole = paths.some((path) => path === '.' || path === './' || path === '/' || /[*?[$]/.test(path))
    yield* shop.progress.vertex('[internal] load build context', (vertex) =>
      vertex.part('transferring context:', () => context.transferBytes(whole ? [''] : [...new Set(paths)])),
    )
  }

  private *build(stage: Stage): Sys<void> {
    const base = this.baseName(stage)
    const parent = this.bases.has(base) ? undefined : this.stageNamed(base, stage.index)
    const state =
      this.built.get(stage.index) ?? (parent ? ImageState.from(this.built.get(parent.index) as ImageState) : new ImageState(undefined, undefined))
    this.built.set(stage.index, state)
    const triggers = state.onBuild.map(parseTrigger)
    const total = this.steps(stage, state)
    state.onBuild = []
    const run = new StageRun(this.input.shop, this.stageSources(stage), state, this.stagePrefix(stage), total, this.bases.has(base) ? 2 : 1)
    for (const instruction of [...triggers, ...stage.instructions]) yield* run.perform(instruction)
  }

  private stageSources(stage: Stage): StageSources {
    const { shop, context, query } = this.input
    const network = query.networkmode ?? ''
    return {
      buildArgs: this.buildArgs(),
      globals: this.globals,
      network: network === 'none' || network === 'host' ? network : 'default',
      escapeChar: this.file.escapeChar,
      withRoot: (from, place, work) => {
        if (from === undefined) return work(context.root, 'context')
        const other = this.stageNamed(from, stage.index)
        const state = other && this.built.get(other.index)
        if (state) return mounted(shop.daemon, state.top, (root) => work(root, state.key))
        const image = this.bases.get(from)
        if (!image) throw new BuildProblem(`failed to resolve ${from}`, linesOf(place))
        return mounted(shop.daemon, image.top, (root) => work(root, image.id))
      },
    }
  }
}

/** What COPY and ADD take from the context. */
const contextPaths = (stages: readonly Stage[]): readonly string[] =>
  stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      if (instruction.kind === 'run')
        return instruction.mounts
          .map((text) => parseRunMount(text))
          .flatMap(({ type, from, source }) => (type === 'bind' && from === undefined ? [source === '' ? '.' : source] : []))
      return (instruction.kind === 'copy' || instruction.kind === 'add') && instruction.from === undefined ? instruction.sources : []
    }),
  )

/** Stages and images that an instruction takes files from. */
function sourceNames(instruction: Instruction): readonly string[] {
  if (instruction.kind === 'copy') return instruction.from === undefined ? [] : [instruction.from]
  if (instruction.kind !== 'run') return []
  return instruction.mounts.map((text) => parseRunMount(text)).flatMap(({ type, from }) => (type === 'bind' && from !== undefined ? [from] : []))
}

/** The image's configuration file, in the order of BuildKit's JSON (keys sorted); times of steps without a layer are those of the layer before. */
export function imageFile(state: ImageState, labels: Readonly<Record<string, string>>): string {
  for (const [key, value] of Object.entries(labels)) state.labels.set(key, value)
  const firstMs = state.steps.find((step) => step.createdMs !== undefined)?.createdMs
  const baseCreated = state.baseHistory.at(-1)?.created
  let created = firstMs === undefined ? baseCreated : stamp(firstMs)
  const history: GoValue[] = state.baseHistory.map((entry) => ({ ...entry }) as GoValue)
  for (const step of state.steps) {
    if (step.createdMs !== undefined) created = stamp(step.createdMs)
    history.push({
      ...(created !== undefined && { created }),
      created_by: step.createdBy,
      comment: step.comment,
      ...(step.createdMs === undefined && { empty_layer: true }),
    })
  }
  return marshalJson({
    architecture: state.architecture,
    ...(state.author !== undefined && { author: state.author }),
    config: state.config() as unknown as GoValue,
    ...(created !== undefined && { created }),
    history,
    os: state.os,
    rootfs: { type: 'layers', diff_ids: state.diffIds },
    ...(state.variant !== undefined && { variant: state.variant }),
  })
}

const stamp = (ms: number): string => rfc3339Nano(timeOfMs(ms))
