import type { GoValue } from '../../../base/go-value.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { IDResponse } from '../../api/common.ts'
import type { ContainerInspect } from '../../api/container.ts'
import type { ExecInspect } from '../../api/exec.ts'
import type { Cli } from '../cli.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { environmentFlags } from './create-config.ts'
import { Session } from './session.ts'
import { checkInputTerminal, consoleSize, followSize } from './terminal-size.ts'

/** docker exec */
export const exec: Verb = function* ({ cli, args, flags }) {
  const [name = '', ...command] = args
  const detach = flags.bool('detach')
  const tty = flags.bool('tty')
  const input = !detach && flags.bool('interactive')
  const env = yield* environmentFlags(flags, cli.env)
  const detachKeys = flags.text('detach-keys') || (yield* cli.config()).detachKeys || ''
  yield* cli.client.json<ContainerInspect>('GET', `/containers/${name}/json`)
  if (!detach) yield* checkInputTerminal(cli, input, tty)
  const size = yield* consoleSize()
  const sized: Record<string, GoValue> = tty && size[0] !== 0 ? { ConsoleSize: size } : {}
  const created = yield* cli.client.json<IDResponse>('POST', `/containers/${name}/exec`, {
    negotiate: true,
    json: {
      User: flags.text('user'),
      Privileged: flags.bool('privileged'),
      Tty: tty,
      ...sized,
      AttachStdin: input,
      AttachStderr: !detach,
      AttachStdout: !detach,
      Detach: detach,
      DetachKeys: detachKeys,
      Env: env.length > 0 ? env : null,
      WorkingDir: flags.text('workdir'),
      Cmd: command,
    },
  })
  if (detach) {
    yield* cli.client.done('POST', `/exec/${created.Id}/start`, { json: { Detach: true, Tty: tty, ...sized } })
    return 0
  }
  return yield* follow(cli, created.Id, { tty, input, detachKeys, sized })
}

function* follow(
  cli: Cli,
  id: string,
  settings: { readonly tty: boolean; readonly input: boolean; readonly detachKeys: string; readonly sized: Record<string, GoValue> },
): Sys<number> {
  const { tty, input, detachKeys, sized } = settings
  const { connection } = yield* cli.client.hijack(`/exec/${id}/start`, { json: { Detach: false, Tty: tty, ...sized } })
  const session = new Session({ connection, tty, input, output: true, detachKeys }, {})
  yield* session.start()
  if (tty && (yield* cli.isTerminal(0))) yield* followSize(cli, `/exec/${id}`)
  if ((yield* session.finish()) === 'detached') throw new Failure('read escape sequence')
  const inspected = yield* cli.client.json<ExecInspect>('GET', `/exec/${id}/json`)
  return inspected.ExitCode ?? 0
}
