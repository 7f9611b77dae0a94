import type { Sys } from '../../../linux/kernel/calls.ts'
import type { ContainerInspect } from '../../api/container.ts'
import type { Cli } from '../cli.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { ExitStatus } from './exit-status.ts'
import { Session } from './session.ts'
import { proxySignals } from './signal-proxy.ts'
import { checkInputTerminal, followSize, resize } from './terminal-size.ts'

/** docker attach */
export const attach: Verb = function* ({ cli, args, flags }) {
  const name = args[0] as string
  const bell = {}
  const status = new ExitStatus(cli, name, undefined, bell)
  yield* status.begin()
  const container = yield* running(cli, name)
  const { Tty: tty, OpenStdin } = container.Config
  yield* checkInputTerminal(cli, !flags.bool('no-stdin'), tty)
  const input = !flags.bool('no-stdin') && OpenStdin
  const detachKeys = flags.text('detach-keys') || (yield* cli.config()).detachKeys || ''
  if (flags.bool('sig-proxy') && !tty) yield* proxySignals(cli, name, tty)
  const { connection } = yield* cli.client.hijack(`/containers/${name}/attach`, {
    query: { stream: true, stdin: input || undefined, stdout: true, stderr: true, detachKeys: detachKeys || undefined },
  })
  yield* running(cli, name)
  if (tty && (yield* cli.isTerminal(1))) {
    // A size that differs makes the program redraw its prompt.
    yield* resize(cli, `/containers/${name}`, 1)
    yield* followSize(cli, `/containers/${name}`)
  }
  const session = new Session({ connection, tty, input, output: true, detachKeys }, bell)
  yield* session.start()
  if ((yield* session.finish()) === 'detached') throw new Failure('read escape sequence')
  const code = yield* status.result()
  if (status.problem) throw status.problem
  return code
}

/** The container, which must be running. */
function* running(cli: Cli, name: string): Sys<ContainerInspect> {
  const container = yield* cli.client.json<ContainerInspect>('GET', `/containers/${name}/json`)
  const { State: state } = container

  if (!state.Running) throw new Failure('You cannot attach to a stopped container, start it first')
  if (state.Paused) throw new Failure('You cannot attach to a paused container, unpause it first')
  if (state.Restarting) throw new Failure('You cannot attach to a restarting container, wait until it is running')
  return container
}
