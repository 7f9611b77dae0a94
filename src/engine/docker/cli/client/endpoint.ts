import type { Sys } from '../../../linux/kernel/calls.ts'
import { Failure } from '../failure.ts'
import type { ConfigFile } from './config-file.ts'
import { contextHost, findContext } from './context-store.ts'
import { normalHost } from './daemon-address.ts'

export interface EndpointChoice {
  readonly hosts: readonly string[]
  readonly context: string
  readonly env: ReadonlyMap<string, string>
  readonly config: ConfigFile
  readonly directory: string
}

/**
 * Which daemon to talk to: `--context`, `-H`, DOCKER_HOST, DOCKER_CONTEXT, the context in use, the local socket, in that order. A context that is
 * not there has no host: a complaint only once a daemon is needed.
 */
export function* chooseEndpoint(choice: EndpointChoice): Sys<{ readonly host: string; readonly context: string }> {
  const { hosts, env, directory } = choice
  if (hosts.length > 1) throw new Failure('Specify only one -H')
  if (hosts.length > 0 && choice.context !== '') throw new Failure('conflicting options: cannot specify both --host and --context')
  const context = contextName(choice)
  if (context === 'default') return { host: normalHost(hosts[0] ?? env.get('DOCKER_HOST') ?? ''), context }
  const metadata = yield* findContext(directory, context)
  return { host: metadata ? normalHost(contextHost(metadata)) : '', context }
}

function contextName({ context, hosts, env, config }: EndpointChoice): string {
  if (context !== '') return context
  if (hosts.length > 0 || env.get('DOCKER_HOST')) return 'default'
  return env.get('DOCKER_CONTEXT') || config.currentContext || 'default'
}
