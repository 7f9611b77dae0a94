import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import type { RequestBody } from '../../../linux/libc/http/client.ts'
import { sys } from '../../../linux/sys.ts'
import { outputPathProblem, saveToFile } from '../command/output-file.ts'
import type { Verb } from '../command/spec.ts'
import { Failure, notSimulated } from '../failure.ts'
import { showMessages } from '../progress/json-message.ts'

/** docker save */
export const save: Verb = function* ({ cli, args, flags }) {
  if (flags.changed('platform')) throw notSimulated('--platform')
  const output = flags.text('output')
  if (output === '' && (yield* cli.isTerminal(1))) throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect')
  if (output !== '') {
    const problem = yield* outputPathProblem(output)
    if (problem !== undefined) throw new Failure(`failed to save image: ${problem}`)
  }
  const answer = yield* cli.client.call('GET', '/images/get', { query: { names: args } })
  if (output === '') yield* answer.body.saveTo(1)
  else yield* saveToFile(answer.body, output)
  return 0
}

/** docker load */
export const load: Verb = function* ({ cli, flags }) {
  if (flags.changed('platform')) throw notSimulated('--platform')
  const input = flags.text('input')
  if (input === '' && (yield* cli.isTerminal(0))) throw new Failure('requested load from stdin, but stdin is empty')
  const body = input === '' ? { fd: 0 } : yield* fileBody(input)
  const quiet = flags.bool('quiet') || !(yield* cli.isTerminal(1))
  const answer = yield* cli.client.call('POST', '/images/load', {
    query: { quiet },
    headers: [['Content-Type', 'application/x-tar']],
    body,
  })
  yield* showMessages(answer.body, 1)
  return 0
}

/** docker import */
export const importImage: Verb = function* ({ cli, args, flags }) {
  const [source = '', reference] = args
  const remote = /^https?:\/\//.test(source)
  const body = remote ? undefined : source === '-' ? { fd: 0 } : yield* fileBody(source)
  const answer = yield* cli.client.call('POST', '/images/create', {
    query: {
      fromSrc: remote ? source : '-',
      repo: reference,
      message: flags.text('message') || undefined,
      changes: flags.list('change'),
      platform: flags.text('platform') || undefined,
    },
    ...(body && { body }),
  })
  yield* showMessages(answer.body, 1)
  return 0
}

function* fileBody(path: string): Sys<RequestBody> {
  const fd = yield* sys.open({ path, flags: O.RDONLY })
  if (!fd.ok) throw new Failure(`open ${path}: ${strerror(fd.error).toLowerCase()}`)
  return { fd: fd.value }
}
