import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import { writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerCreateResponse } from '../../api/container.ts'
import { familiarText, parseReference, type Reference, withDefaultTag } from '../../api/reference.ts'
import type { Cli } from '../cli.ts'
import { ApiError } from '../client/api-error.ts'
import type { FlagValues } from '../command/flag-values.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { pullImage } from '../image/pull-progress.ts'
import { type CreateConfig, createConfig } from './create-config.ts'
import { withHelp } from './run-failure.ts'
import { consoleSize } from './terminal-size.ts'

/** docker create */
export const create: Verb = function* ({ cli, args, flags }) {
  const config = yield* parseCreate(cli, args, flags, 'create')
  const id = yield* createContainer(cli, config, flags)
  yield* cli.print(`${id}\n`)
  return 0
}

/** The configuration that operands and flags ask for; complaints end in the command's own hint and exit with 125. */
export function* parseCreate(cli: Cli, args: readonly string[], flags: FlagValues, verb: 'run' | 'create'): Sys<CreateConfig> {
  const [image = '', ...command] = args
  try {
    const pull = flags.text('pull')
    if (!['', 'always', 'missing', 'never'].includes(pull)) {
      throw new Failure(`invalid pull option: '${pull}': must be one of "always", "missing" or "never"`)
    }
    return yield* createConfig({ flags, image, command, env: cli.env, consoleSize: yield* consoleSize() })
  } catch (failure) {
    throw failure instanceof Failure && !failure.message.startsWith('cais:') ? withHelp(cli, failure.message, verb, 125) : failure
  }
}

/** POST /containers/create, pulling the image when the daemon lacks it; the new container's id. */
export function* createContainer(cli: Cli, config: CreateConfig, flags: FlagValues): Sys<string> {
  const cidFile = flags.text('cidfile')
  if (cidFile !== '') yield* claimIdFile(cidFile)
  try {
    const id = yield* createOrPull(cli, config, flags)
    if (cidFile !== '') yield* writeFile(cidFile, id)
    return id
  } catch (failure) {
    if (cidFile !== '') yield* sys.unlink({ path: cidFile })
    throw failure
  }
}

function* createOrPull(cli: Cli, config: CreateConfig, flags: FlagValues): Sys<string> {
  const pull = flags.text('pull') || 'missing'
  const image = config.config.Image as string
  const reference = anyReference(image)
  const settings = { platform: flags.text('platform'), quiet: flags.bool('quiet'), fd: 2 }
  if (pull === 'always' && reference) yield* pullImage(cli, reference, settings)
  const post = () =>
    cli.client.json<ContainerCreateResponse>('POST', '/containers/create', {
      query: { name: flags.text('name') || undefined, platform: flags.text('platform') || undefined },
      json: { ...config.config, HostConfig: config.hostConfig, NetworkingConfig: { EndpointsConfig: config.endpoints } },
      negotiate: true,
    })
  let answer: ContainerCreateResponse
  try {
    answer = yield* post()
  } catch (failure) {
    if (!(failure instanceof ApiError) || !failure.notFound || !reference || pull !== 'missing') throw failure
    if (!settings.quiet) yield* cli.warn(`Unable to find image '${familiarText(withDefaultTag(reference))}' locally`)
    yield* pullImage(cli, reference, settings)
    answer = yield* post()
  }
  for (const warning of answer.Warnings ?? []) yield* cli.warn(`WARNING: ${warning}`)
  return answer.Id
}

/** A name, or undefined for an image id; anything else is a complaint. */
function anyReference(text: string): Reference | undefined {
  if (/^[a-f0-9]{64}$/.test(text) || /^sha256:[a-f0-9]{64}$/.test(text)) return undefined
  const reference = parseReference(text)
  if (!reference.ok) throw new Failure(reference.error)
  return reference.value
}

function* claimIdFile(path: string): Sys<void> {
  if ((yield* sys.stat({ path })).ok) {
    throw new Failure(`container ID file found, make sure the other container isn't running or delete ${path}`)
  }
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o666 })
  if (!fd.ok) throw new Failure(`failed to create the container ID file: open ${path}: ${strerror(fd.error).toLowerCase()}`)
  yield* sys.close({ fd: fd.value })
}
