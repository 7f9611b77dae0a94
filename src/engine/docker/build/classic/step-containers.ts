import { Utf8Stream } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Loose } from '../../api/common.ts'
import type { ContainerConfig } from '../../api/container-config.ts'
import type { HostConfig } from '../../api/host-config.ts'
import type { Container } from '../../engine/container/container.ts'
import { createContainer } from '../../engine/container/create.ts'
import { removeContainer } from '../../engine/container/remove.ts'
import { startContainer } from '../../engine/container/start.ts'
import type { Daemon } from '../../engine/daemon.ts'
import { shortId } from '../../engine/ids.ts'

/** Says something to the client, as a line of the build's output. */
export type Say = (text: string) => Sys<void>

/** The containers a classic build makes, one a step (moby builder/dockerfile/containerbackend.go). */
export class StepContainers {
  private readonly made = new Set<string>()

  constructor(
    private readonly daemon: Daemon,
    private readonly say: Say,
    private readonly hostConfig: Loose<HostConfig>,
  ) {}

  *create(config: ContainerConfig): Sys<Container> {
    const { Id } = yield* createContainer(this.daemon, { name: '', platform: '', request: { ...config, HostConfig: this.hostConfig } })
    this.made.add(Id)
    yield* this.say(` ---> Running in ${shortId(Id)}\n`)
    return this.daemon.containers.get(Id)
  }

  /** Runs it to its end; standard error is shown red. Answers the exit code. */
  *run(container: Container): Sys<number> {
    const output = container.streams.subscribe(new Set(['stdout', 'stderr']))
    const utf8 = { stdout: new Utf8Stream(), stderr: new Utf8Stream() }
    const { exits } = container.state
    yield* startContainer(this.daemon, container)
    for (;;) {
      const chunk = yield* output.next()
      if (!chunk) break
      const text = utf8[chunk.from].push(chunk.bytes)
      yield* this.say(chunk.from === 'stderr' ? `\x1b[91m${text}\x1b[0m` : text)
    }
    while (container.state.exits === exits && !container.state.removed) yield* container.changed.wait()
    return container.state.exitCode
  }

  *removeAll(): Sys<void> {
    for (const id of [...this.made]) {
      const container = this.daemon.containers.find(id)
      if (container) yield* removeContainer(this.daemon, container, { force: true, volumes: true })
      this.made.delete(id)
      yield* this.say(` ---> Removed intermediate container ${shortId(id)}\n`)
    }
  }
}
