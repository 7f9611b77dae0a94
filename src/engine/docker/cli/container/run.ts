import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Cli } from '../cli.ts'
import type { FlagValues } from '../command/flag-values.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { createContainer, parseCreate } from './create.ts'
import type { CreateConfig } from './create-config.ts'
import { ExitStatus } from './exit-status.ts'
import { runFailure } from './run-failure.ts'
import { Session } from './session.ts'
import { proxySignals } from './signal-proxy.ts'
import { checkInputTerminal, followSize } from './terminal-size.ts'

/** docker run: create, attach, wait, start, and then stay with the container until it ends or the user detaches. */
export const run: Verb = function* ({ cli, args, flags }) {
  let config = yield* parseCreate(cli, args, flags, 'run')
  if (flags.bool('detach')) {
    if (flags.list('attach').length > 0) {
      throw new Failure(cli.release.major >= 28 ? 'conflicting options: cannot specify both --attach and --detach' : 'Conflicting options: -a and -d')
    }
    config = detached(config)
  } else yield* checkInputTerminal(cli, config.attachStdin, config.tty)
  let id: string
  try {
    id = yield* createContainer(cli, config, flags)
  } catch (failure) {
    throw failure instanceof Failure ? runFailure(cli, failure, 'create') : failure
  }
  if (flags.bool('sig-proxy') && !flags.bool('detach')) yield* proxySignals(cli, id, config.tty)
  return yield* runAttached(cli, id, config, flags)
}

function detached(config: CreateConfig): CreateConfig {
  const off = { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false }
  return { ...config, config: { ...config.config, ...off }, attachStdin: false, attachStdout: false, attachStderr: false }
}

function* runAttached(cli: Cli, id: string, config: CreateConfig, flags: FlagValues): Sys<number> {
  const attach = config.attachStdin || config.attachStdout || config.attachStderr
  const bell = {}
  if (!attach) yield* cli.print(`${id}\n`)
  const session = attach ? yield* openSession(cli, id, config, flags, bell) : undefined
  const status = new ExitStatus(cli, id, flags.bool('rm') ? 'removed' : 'next-exit', bell)
  yield* status.begin()
  try {
    yield* cli.client.done('POST', `/containers/${id}/start`)
  } catch (failure) {
    if (session) yield* session.stop()
    if (flags.bool('rm')) yield* status.result()
    throw failure instanceof Failure ? runFailure(cli, failure, 'start') : failure
  }
  if (!session) return 0
  if (config.tty && (yield* cli.isTerminal(1))) yield* followSize(cli, `/containers/${id}`)
  const output = config.attachStdout || config.attachStderr
  while (session.ended === undefined && (output || status.known === undefined)) yield* sys.futexWait({ on: bell })
  if (session.ended === undefined) yield* session.stop()
  if ((yield* session.finish()) === 'detached') return 0
  return yield* status.result()
}

function* openSession(cli: Cli, id: string, config: CreateConfig, flags: FlagValues, bell: object): Sys<Session> {
  const detachKeys = flags.text('detach-keys') || (yield* cli.config()).detachKeys || ''
  const { connection } = yield* cli.client.hijack(`/containers/${id}/attach`, {
    query: {
      stream: true,
      stdin: config.attachStdin || undefined,
      stdout: config.attachStdout || undefined,
      stderr: config.attachStderr || undefined,
      detachKeys: detachKeys || undefined,
    },
  })
  const session = new Session(
    { connection, tty: config.tty, input: config.attachStdin, output: config.attachStdout || config.attachStderr, detachKeys },
    bell,
  )
  yield* session.start()
  return session
}
