import { marshalIndent } from '../../../base/go-json.ts'
import type { GoValue } from '../../../base/go-value.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Cli } from '../cli.ts'
import { saveConfigFile } from '../client/config-file.ts'
import {
  type ContextMetadata,
  contextFile,
  contextHost,
  contextNameProblem,
  findContext,
  listContexts,
  removeContext,
  saveContext,
} from '../client/context-store.ts'
import { normalHost } from '../client/daemon-address.ts'
import type { FlagValues } from '../command/flag-values.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { renderListing, row } from '../formatter/listing.ts'
import { naturalOrder } from '../formatter/natural-order.ts'

const header = { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' }
const table = 'table {{.Name}}{{if .Current}} *{{end}}\\t{{.Description}}\\t{{.DockerEndpoint}}\\t{{.Error}}'

const defaultContext = (cli: Cli): ContextMetadata => ({
  Name: 'default',
  Metadata: { Description: 'Current DOCKER_HOST based configuration' },
  Endpoints: { docker: { Host: normalHost(cli.env.get('DOCKER_HOST') ?? ''), SkipTLSVerify: false } },
})

const missing = (cli: Cli, name: string): string =>
  `context "${name}": context not found: open ${contextFile(cli.configDirectory, name)}: no such file or directory`

function* load(cli: Cli, name: string): Sys<ContextMetadata> {
  if (name === 'default') return defaultContext(cli)
  const context = yield* findContext(cli.configDirectory, name)
  if (!context) throw new Failure(missing(cli, name))
  return context
}

/** docker context ls */
export const ls: Verb = function* ({ cli, flags }) {
  const contexts = [defaultContext(cli), ...(yield* listContexts(cli.configDirectory))]
  const current = cli.endpoint.context
  const listed = contexts.map((context) => ({
    name: context.Name,
    description: context.Metadata.Description ?? '',
    host: contextHost(context),
    error: '',
  }))
  if (!listed.some(({ name }) => name === current))
    listed.push({ name: current, description: '', host: '', error: missing(cli, current).slice(0, 44) })
  const rows = listed
    .sort((a, b) => naturalOrder(a.name, b.name))
    .map(({ name, description, host, error }) =>
      row('*formatter.clientContextContext', { Name: name, Description: description, DockerEndpoint: host, Current: name === current, Error: error }),
    )
  const format = flags.text('format') || 'table'
  yield* cli.print(renderListing(flags.bool('quiet') ? '{{.Name}}' : format === 'table' ? table : format, { header, rows }))
  if (cli.env.get('DOCKER_HOST')) {
    yield* cli.warn(
      'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.',
    )
  }
  return 0
}

/** docker context show */
export const show: Verb = function* ({ cli }) {
  yield* cli.print(`${cli.endpoint.context}\n`)
  return 0
}

/** docker context use */
export const use: Verb = function* ({ cli, args }) {
  const name = args[0] as string
  if (name !== 'default') {
    const problem = contextNameProblem(name)
    if (problem) throw new Failure(problem)
    yield* load(cli, name)
  }
  yield* setCurrent(cli, name === 'default' ? '' : name)
  yield* cli.print(`${name}\n`)
  yield* cli.warn(`Current context is now "${name}"`)
  if (name !== 'default' && cli.env.get('DOCKER_HOST')) {
    yield* cli.warn(
      `Warning: DOCKER_HOST environment variable overrides the active context. To use "${name}", either set the global --context flag, or unset DOCKER_HOST environment variable.`,
    )
  }
  return 0
}

function* setCurrent(cli: Cli, name: string): Sys<void> {
  const { currentContext = '', ...rest } = yield* cli.config()
  if (currentContext !== name) yield* saveConfigFile(cli.configDirectory, name === '' ? rest : { ...rest, currentContext: name })
}

function endpointOf(flags: FlagValues): { readonly Host: string; readonly SkipTLSVerify: boolean } {
  const options: Record<string, string> = Object.fromEntries(
    flags
      .list('docker')
      .flatMap((item) => item.split(','))
      .map((pair) => pair.split('=', 2) as [string, string]),
  )
  for (const key of Object.keys(options)) {
    if (!['host', 'skip-tls-verify', 'from', 'ca', 'cert', 'key'].includes(key))
      throw new Failure(`unable to create docker endpoint config: unrecognized config key: ${key}`)
    if (['from', 'ca', 'cert', 'key'].includes(key)) throw new Failure(`cais: docker: context endpoint ${key}= is not simulated`)
  }
  return { Host: normalHost(options.host ?? ''), SkipTLSVerify: options['skip-tls-verify'] === 'true' }
}

/** docker context create */
export const create: Verb = function* ({ cli, args, flags }) {
  const name = args[0] as string
  const problem = contextNameProblem(name)
  if (problem) throw new Failure(problem)
  if (yield* findContext(cli.configDirectory, name)) throw new Failure(`context "${name}" already exists`)
  const from = flags.text('from')
  if (from !== '' && flags.changed('docker')) throw new Failure('cannot use --docker flag when --from is set')
  const base = flags.changed('docker') ? undefined : yield* load(cli, from || cli.endpoint.context)
  const description = flags.text('description')
  yield* saveContext(cli.configDirectory, {
    Name: name,
    Metadata: description !== '' ? { Description: description } : (base?.Metadata ?? {}),
    Endpoints: base?.Endpoints ?? { docker: endpointOf(flags) },
  })
  yield* cli.print(`${name}\n`)
  yield* cli.warn(`Successfully created context "${name}"`)
  return 0
}

/** docker context update */
export const update: Verb = function* ({ cli, args, flags }) {
  const name = args[0] as string
  const problem = contextNameProblem(name)
  if (problem) throw new Failure(problem)
  const context = yield* load(cli, name)
  yield* saveContext(cli.configDirectory, {
    ...context,
    ...(flags.changed('description') && { Metadata: { Description: flags.text('description') } }),
    ...(flags.changed('docker') && { Endpoints: { docker: endpointOf(flags) } }),
  })
  yield* cli.print(`${name}\n`)
  yield* cli.warn(`Successfully updated context "${name}"`)
  return 0
}

/** docker context rm */
export const rm: Verb = function* ({ cli, args, flags }) {
  const problems: string[] = []
  for (const name of args) {
    const force = flags.bool('force')
    if (name === 'default') problems.push('context "default" cannot be removed')
    else if (name === cli.endpoint.context && !force) problems.push(`context "${name}" is in use, set -f flag to force remove`)
    else if (!force && !(yield* findContext(cli.configDirectory, name))) problems.push(`context "${name}" does not exist`)
    else {
      if (name === cli.endpoint.context) yield* setCurrent(cli, '')
      yield* removeContext(cli.configDirectory, name)
      yield* cli.print(`${name}\n`)
    }
  }
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  return 0
}

/** docker context inspect */
export const inspect: Verb = function* ({ cli, args }) {
  const names = args.length > 0 ? args : [cli.endpoint.context]
  const objects: GoValue[] = []
  for (const name of names) {
    const context = yield* load(cli, name)
    const directory = contextFile(cli.configDirectory, name).replace('/meta.json', '')
    const memory = name === 'default'
    objects.push({
      Name: context.Name,
      Metadata: memory ? {} : { ...context.Metadata },
      Endpoints: { ...context.Endpoints } as GoValue,
      TLSMaterial: {},
      Storage: { MetadataPath: memory ? '<IN MEMORY>' : directory, TLSPath: memory ? '<IN MEMORY>' : directory.replace('/meta/', '/tls/') },
    })
  }
  yield* cli.print(`${marshalIndent(objects)}\n`)
  return 0
}

/** docker context export, import */
export const archive: Verb = function* ({ commandPath }) {
  throw new Failure(`cais: docker: ${commandPath.replace('docker ', '')} is not simulated yet`)
}
