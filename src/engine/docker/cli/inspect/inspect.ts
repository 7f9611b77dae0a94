import type { Sys } from '../../../linux/kernel/calls.ts'
import type { SystemInfo } from '../../api/system.ts'
import type { Cli } from '../cli.ts'
import { ApiError } from '../client/api-error.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { type Inspected, inspectAll } from './inspector.ts'

const types = ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume']

const paths: readonly { readonly type: string; readonly path: (reference: string) => string; readonly swarm?: boolean }[] = [
  { type: 'container', path: (name) => `/containers/${name}/json` },
  { type: 'image', path: (name) => `/images/${name}/json` },
  { type: 'network', path: (name) => `/networks/${name}` },
  { type: 'volume', path: (name) => `/volumes/${name}` },
  { type: 'service', path: (name) => `/services/${name}`, swarm: true },
  { type: 'task', path: (name) => `/tasks/${name}`, swarm: true },
  { type: 'node', path: (name) => `/nodes/${name}`, swarm: true },
  { type: 'plugin', path: (name) => `/plugins/${name}/json` },
  { type: 'secret', path: (name) => `/secrets/${name}`, swarm: true },
  { type: 'config', path: (name) => `/configs/${name}`, swarm: true },
]

/** docker inspect: containers first, then images, networks, volumes, and what a swarm has. */
export const inspect: Verb = function* ({ cli, args, flags }) {
  const wanted = flags.text('type')
  if (wanted !== '' && !types.includes(wanted)) {
    throw new Failure(
      cli.release.major >= 28 ? `unknown type: "${wanted}": must be one of "${types.join('", "')}"` : `"${wanted}" is not a valid value for --type`,
    )
  }
  return yield* inspectAll(cli, args, flags.text('format'), (reference) => search(cli, reference, wanted, flags.bool('size')))
}

function* search(cli: Cli, reference: string, wanted: string, size: boolean): Sys<Inspected> {
  let manager: boolean | undefined
  for (const { type, path, swarm } of paths) {
    if (wanted !== '' && type !== wanted) continue
    if (wanted === '' && swarm) {
      manager ??= (yield* cli.client.json<SystemInfo>('GET', '/info')).Swarm.ControlAvailable
      if (!manager) continue
    }
    try {
      const raw = yield* cli.client.text('GET', path(reference), { query: { size: (size && type === 'container') || undefined } })
      if (size && type !== 'container') yield* cli.warn(`WARNING: --size ignored for ${type}`)
      return { raw, type }
    } catch (failure) {
      if (!(failure instanceof ApiError) || wanted !== '' || !skippable(failure)) throw failure
    }
  }
  throw new Failure(`Error: No such object: ${reference}`)
}

const skippable = (error: ApiError): boolean =>
  error.notFound || error.detail.includes('not supported') || error.detail.includes('invalid reference format')

/** `docker container inspect` and its like: objects of one type only. */
export const inspectType = (type: 'container' | 'image' | 'network' | 'volume'): Verb =>
  function* ({ cli, args, flags }) {
    const { path } = paths.find((candidate) => candidate.type === type) as (typeof paths)[number]
    const query = {
      size: (type === 'container' && flags.bool('size')) || undefined,
      verbose: (type === 'network' && flags.bool('verbose')) || undefined,
    }
    return yield* inspectAll(cli, args, flags.text('format'), function* (reference) {
      return { raw: yield* cli.client.text('GET', path(reference), { query }), type }
    })
  }
