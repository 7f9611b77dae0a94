import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerInspect } from '../../api/container.ts'
import type { Cli } from '../cli.ts'
import type { FlagValues } from '../command/flag-values.ts'
import type { Verb } from '../command/spec.ts'
import { Failure, notSimulated } from '../failure.ts'
import { ExitStatus } from './exit-status.ts'
import { Session } from './session.ts'
import { proxySignals } from './signal-proxy.ts'
import { followSize } from './terminal-size.ts'

/** docker start */
export const start: Verb = function* ({ cli, args, flags }) {
  for (const name of ['checkpoint', 'checkpoint-dir']) if (flags.changed(name)) throw notSimulated(`--${name}`)
  if (flags.bool('attach') || flags.bool('interactive')) {
    if (args.length > 1) throw new Failure('you cannot start and attach multiple containers at once')
    return yield* startAttached(cli, args[0] as string, flags)
  }
  const failed: string[] = []
  for (const name of args) {
    try {
      yield* cli.client.done('POST', `/containers/${name}/start`)
      yield* cli.print(`${name}\n`)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      yield* cli.warn(failure.message)
      failed.push(name)
    }
  }
  if (failed.length > 0) throw new Failure(`Error: failed to start containers: ${failed.join(', ')}`)
  return 0
}

function* startAttached(cli: Cli, name: string, flags: FlagValues): Sys<number> {
  const container = yield* cli.client.json<ContainerInspect>('GET', `/containers/${name}/json`)
  const { Tty: tty, OpenStdin } = container.Config
  if (!tty) yield* proxySignals(cli, container.Id, tty)
  const input = flags.bool('interactive') && OpenStdin
  const detachKeys = flags.text('detach-keys') || (yield* cli.config()).detachKeys || ''
  const { connection } = yield* cli.client.hijack(`/containers/${container.Id}/attach`, {
    query: { stream: true, stdin: input || undefined, stdout: true, stderr: true, detachKeys: detachKeys || undefined },
  })
  const bell = {}
  const session = new Session({ connection, tty, input, output: true, detachKeys }, bell)
  yield* session.start()
  const status = new ExitStatus(cli, container.Id, container.HostConfig.AutoRemove ? 'removed' : 'next-exit', bell)
  yield* status.begin()
  try {
    yield* cli.client.done('POST', `/containers/${container.Id}/start`)
  } catch (failure) {
    yield* session.stop()
    if (container.HostConfig.AutoRemove) yield* status.result()
    throw failure
  }
  if (tty && (yield* cli.isTerminal(1))) yield* followSize(cli, `/containers/${container.Id}`)
  while (session.ended === undefined) yield* sys.futexWait({ on: bell })
  if ((yield* session.finish()) === 'detached') return 0
  return yield* status.result()
}
