import { humanSize } from '../../../base/units.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { write, writeFile } from '../../../linux/libc/stdio.ts'
import type { JSONMessage } from '../../api/common.ts'
import { parseReference } from '../../api/reference.ts'
import type { Invocation } from '../command/spec.ts'
import { Failure, notSimulated } from '../failure.ts'
import { eachMessage, MessageScreen } from '../progress/json-message.ts'
import { openClassicContext } from './local-context.ts'
import { buildHeaders, definitionQuery } from './options.ts'

const deprecation =
  'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n' +
  '            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n' +
  '            environment-variable.\n\n'

const understood = new Set(['build-arg', 'file', 'force-rm', 'iidfile', 'label', 'network', 'no-cache', 'pull', 'quiet', 'rm', 'tag', 'target'])

/** This command looks at tags while it reads its flags. */
function checkTags(tags: readonly string[]): void {
  for (const tag of tags) {
    const parsed = parseReference(tag)
    if (parsed.ok) continue
    const usage = "Usage:  docker build [OPTIONS] PATH | URL | -\n\nRun 'docker build --help' for more information"
    throw new Failure(`invalid argument ${JSON.stringify(tag)} for "-t, --tag" flag: ${parsed.error}\n\n${usage}`, 125)
  }
}

/** docker build with DOCKER_BUILDKIT=0 (docker/cli cli/command/image/build.go): the daemon's own builder, its steps told as text. */
export function* classicBuild({ cli, flags, args }: Invocation): Sys<number> {
  yield* write(2, deprecation)
  for (const name of flags.changedNames()) if (!understood.has(name)) throw notSimulated(`build: --${name} without BuildKit`)
  checkTags(flags.list('tag'))
  const quiet = flags.bool('quiet')
  const context = yield* openClassicContext(args[0] ?? '', flags.text('file'))
  if (!quiet) yield* cli.print(`Sending build context to Docker daemon  ${humanSize(context.bytes)}\r\r\n`)
  const answer = yield* cli.client.call('POST', '/build', {
    query: {
      ...definitionQuery(cli, flags),
      dockerfile: context.dockerfile,
      version: '1',
      rm: flags.changed('rm') && !flags.bool('rm') ? 0 : 1,
      forcerm: (flags.changed('force-rm') && flags.bool('force-rm')) || undefined,
    },
    body: { fd: context.fd, length: context.bytes },
    headers: [...buildHeaders(context), ['X-Registry-Config', 'e30=']],
  })
  let id = ''
  let said = ''
  const screen = new MessageScreen(yield* cli.isTerminal(1), 80)
  yield* eachMessage(answer.body, function* (message: JSONMessage) {
    if (message.errorDetail || message.error) {
      if (quiet) yield* write(2, said)
      throw new Failure(message.errorDetail?.message ?? message.error ?? '', message.errorDetail?.code || 1)
    }
    const made = (message.aux as { ID?: string } | undefined)?.ID
    if (made !== undefined) id = made
    const text = message.aux === undefined ? screen.show(message) : ''
    if (quiet) said += text
    else if (text !== '') yield* cli.print(text)
  })
  if (quiet) yield* cli.print(`${id}\n`)
  if (flags.text('iidfile') !== '') yield* writeFile(flags.text('iidfile'), id)
  return 0
}
