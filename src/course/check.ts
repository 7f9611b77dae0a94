/**
 * What a lesson's checks look at: the state of the lab, never what was typed, so any way to the state passes. A check answers whether its step is
 * done or, when something stands in the way, the name of the hint in the lesson's text with the values that fill it in.
 */
import type { Lab } from '../engine/lab/lab.ts'
import type { Kernel } from '../engine/linux/kernel/kernel.ts'
import { type StoredContainer, storedContainers } from '../projections/scene/container-store.ts'
import { type StoredImage, storedImages } from '../projections/scene/docker-store.ts'
import { jsonAt, namesAt, placeAt, textAt } from '../projections/scene/files.ts'

export type Outcome = { readonly done: true } | { readonly done: false; readonly hint?: StepHint }

export interface StepHint {
  readonly name: string
  readonly values: Readonly<Record<string, string | number>>
}

export type Check = (view: HostView) => Outcome

export const done: Outcome = { done: true }
export const notYet: Outcome = { done: false }
export const because = (name: string, values: StepHint['values'] = {}): Outcome => ({ done: false, hint: { name, values } })
export const whether = (condition: boolean): Outcome => (condition ? done : notYet)

/** A host as checks see it. */
export class HostView {
  private constructor(
    readonly lab: Lab,
    readonly host: string,
    private readonly kernel: Kernel,
  ) {}

  /** Undefined while the machine is off. */
  static of(lab: Lab, host: string): HostView | undefined {
    const kernel = lab.machines.get(host)?.kernel
    return kernel && !kernel.halted ? new HostView(lab, host, kernel) : undefined
  }

  text(path: string): string | undefined {
    return textAt(this.kernel, path)
  }

  names(path: string): readonly string[] {
    return namesAt(this.kernel, path)
  }

  exists(path: string): boolean {
    return placeAt(this.kernel, path) !== undefined
  }

  /** A running process whose name (comm) this is. */
  runs(name: string): boolean {
    return this.kernel.processes().some((process) => process.name === name && !process.status)
  }

  /** Some process of the host executed the program since the world began, as far as the record reaches. */
  executed(name: string): boolean {
    return this.lab.trace
      .since(0)
      .some((fact) => fact.host === this.host && fact.kind === 'process.executed' && String(fact.data.path).endsWith(`/${name}`))
  }

  get containers(): readonly StoredContainer[] {
    return storedContainers(this.kernel)
  }

  get images(): readonly StoredImage[] {
    return storedImages(this.kernel)
  }

  /** An image by repository, any tag: `httpd`. */
  image(repository: string): StoredImage | undefined {
    return this.images.find((image) => image.names.some((name) => name.split(':')[0] === repository))
  }

  /** What a container wrote, from its json-file log. */
  log(container: StoredContainer): string {
    const text = this.text(`/var/lib/docker/containers/${container.id}/${container.id}-json.log`) ?? ''
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        try {
          return String((JSON.parse(line) as { log?: string }).log ?? '')
        } catch {
          return ''
        }
      })
      .join('')
  }

  /** The container was created with a terminal (-t). */
  hasTerminal(container: StoredContainer): boolean {
    const file = jsonAt<{ Config: { Tty?: boolean } }>(this.kernel, `/var/lib/docker/containers/${container.id}/config.v2.json`)
    return file?.Config?.Tty === true
  }

  /** The container runs and a docker client holds its terminal. */
  attached(container: StoredContainer): boolean {
    if (!container.state.Running) return false
    return this.kernel
      .processes()
      .some((process) => process.name === 'docker' && process.argv.some((word) => ['run', 'attach', 'start', 'exec'].includes(word)))
  }

  /** A file as an image's layers have it, the topmost first. */
  inLayers(image: StoredImage, path: string): string | undefined {
    for (const chain of image.layers.toReversed()) {
      const cache = this.text(`/var/lib/docker/image/overlay2/layerdb/sha256/${chain.replace('sha256:', '')}/cache-id`)
      const text = cache === undefined ? undefined : this.text(`/var/lib/docker/overlay2/${cache}/diff${path}`)
      if (text !== undefined) return text
    }
    return undefined
  }

  /** Is the unit enabled: does a target want it? */
  enabled(unit: string): boolean {
    return this.names('/etc/systemd/system').some((name) => name.endsWith('.wants') && this.names(`/etc/systemd/system/${name}`).includes(unit))
  }

  /** State of a systemd unit as its manager has it. */
  unitState(unit: string): string {
    const manager = this.kernel.init?.exposed.get('systemd') as { units?: ReadonlyMap<string, { active: string }> } | undefined
    return manager?.units?.get(unit)?.active ?? 'inactive'
  }

  /** Installed rpm packages: name and the repository each came from. */
  get packages(): ReadonlyMap<string, string> {
    const lines = (this.text('/var/lib/rpm/Packages') ?? '').split('\n').filter(Boolean)
    return new Map(lines.map((line) => JSON.parse(line) as { name: string; from: string }).map(({ name, from }) => [name, from]))
  }
}
