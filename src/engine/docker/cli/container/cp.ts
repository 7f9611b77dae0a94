import { humanSize } from '../../../base/units.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { copyFromContainer } from './copy-from.ts'
import { copyToContainer } from './copy-to.ts'

/** docker cp: a path with `NAME:` in front is in a container. */
export const cp: Verb = function* ({ cli, args, flags }) {
  const source = place(args[0] ?? '')
  const target = place(args[1] ?? '')
  if (source.path === '') throw new Failure('source can not be empty')
  if (target.path === '') throw new Failure('destination can not be empty')
  const settings = { followLink: flags.bool('follow-link'), archive: flags.bool('archive'), quiet: flags.bool('quiet') }
  let copied: { readonly bytes: number; readonly to: string } | undefined
  if (source.container !== '' && target.container !== '') throw new Failure('copying between containers is not supported')
  if (source.container !== '') copied = yield* copyFromContainer(cli, source.container, source.path, target.path, settings)
  else if (target.container !== '') copied = yield* copyToContainer(cli, source.path, target.container, target.path, settings)
  else throw new Failure('must specify at least one container source')
  if (copied && !settings.quiet) yield* report(cli, copied)
  return 0
}

function* report(cli: Parameters<Verb>[0]['cli'], { bytes, to }: { readonly bytes: number; readonly to: string }): Sys<void> {
  if (yield* cli.isTerminal(2)) yield* cli.warn(`Successfully copied ${humanSize(bytes, 3)} to ${to}`)
}

function place(text: string): { readonly container: string; readonly path: string } {
  if (text.startsWith('/')) return { container: '', path: text }
  const colon = text.indexOf(':')
  if (colon < 0 || text.startsWith('.')) return { container: '', path: text }
  return { container: text.slice(0, colon), path: text.slice(colon + 1) }
}
