import type { TimeZone } from '../../base/time-zone.ts'
import type { Fd, Sys } from '../../linux/kernel/calls.ts'
import { localZone } from '../../linux/libc/local-zone.ts'
import { write } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { ApiClient } from './client/api-client.ts'
import { type ConfigFile, loadConfigFile } from './client/config-file.ts'
import { contextFile } from './client/context-store.ts'
import { daemonAddress } from './client/daemon-address.ts'
import { Failure } from './failure.ts'
import type { Release } from './release.ts'

/** What every command of one run of the client shares: its environment, its release, its connection. */
export class Cli {
  private apiClient: ApiClient | undefined
  private configFile: ConfigFile | undefined

  constructor(
    readonly env: ReadonlyMap<string, string>,
    readonly release: Release,
    /** Where the configuration lives. */
    readonly configDirectory: string,
    /** The daemon's address and the context it came from. */
    readonly endpoint: { readonly host: string; readonly context: string },
  ) {}

  get client(): ApiClient {
    if (this.endpoint.host === '') {
      const { context } = this.endpoint
      throw new Failure(
        `Failed to initialize: unable to resolve docker endpoint: context "${context}": context not found: open ${contextFile(this.configDirectory, context)}: no such file or directory`,
      )
    }
    this.apiClient ??= new ApiClient(daemonAddress(this.endpoint.host), this.release, this.env.get('DOCKER_API_VERSION') || undefined)
    return this.apiClient
  }

  *config(): Sys<ConfigFile> {
    if (this.configFile) return this.configFile
    const loaded = yield* loadConfigFile(this.configDirectory)
    if (loaded.problem) yield* this.warn(loaded.problem)
    this.configFile = loaded.config
    return this.configFile
  }

  *print(text: string): Sys<void> {
    yield* write(1, text)
  }

  /** A line on standard error. */
  *warn(line: string): Sys<void> {
    yield* write(2, `${line}\n`)
  }

  *isTerminal(fd: Fd): Sys<boolean> {
    return (yield* sys.tcgetattr({ fd })).ok
  }

  *zone(): Sys<TimeZone> {
    return yield* localZone(this.env)
  }

  /** Unix milliseconds. */
  *now(): Sys<number> {
    return yield* sys.clockRealtime({})
  }
}
