import { marshalJson } from '../../../base/go-json.ts'
import { encode } from '../../../base/utf8.ts'
import { base64 } from '../../../linux/libc/http/url.ts'
import { parseReference } from '../../api/reference.ts'
import type { Cli } from '../cli.ts'
import type { QueryValues } from '../client/api-client.ts'
import type { FlagValues } from '../command/flag-values.ts'
import { Failure, notSimulated } from '../failure.ts'
import type { LocalContext } from './local-context.ts'
import type { BuildOutput } from './output.ts'

const unmodelled = [
  'add-host',
  'allow',
  'annotation',
  'attest',
  'build-context',
  'cache-from',
  'cache-to',
  'cgroup-parent',
  'metadata-file',
  'no-cache-filter',
  'provenance',
  'push',
  'sbom',
  'secret',
  'shm-size',
  'ssh',
  'ulimit',
]

/** Flags that buildx knows and this one does not carry out. */
export function checkBuildFlags(flags: FlagValues): void {
  for (const name of unmodelled) {
    const off = (name === 'provenance' || name === 'sbom') && flags.text(name) === 'false'
    if (flags.changed(name) && !off) throw notSimulated(`build: --${name}`)
  }
  const platforms = flags.list('platform').flatMap((text) => text.split(','))
  if (platforms.some((platform) => !/^(linux\/)?(amd64|x86_64)$/.test(platform))) throw notSimulated('build: --platform other than linux/amd64')
  if (!['build', 'check'].includes(flags.text('call') || 'build')) throw notSimulated(`build: --call=${flags.text('call')}`)
}

export const isCheck = (flags: FlagValues): boolean => flags.bool('check') || flags.text('call') === 'check'

/** `auto`, `plain`, `tty`, `quiet`, as flag or environment say. */
export function progressMode(cli: Cli, flags: FlagValues): string {
  const asked = flags.changed('progress') ? flags.text('progress') : cli.env.get('BUILDKIT_PROGRESS') || 'auto'
  const quiet = flags.bool('quiet') || asked === 'quiet'
  if (!['auto', 'plain', 'tty', 'quiet', 'rawjson', 'none'].includes(asked)) throw new Failure(`invalid progress mode ${asked}`)
  if (asked === 'rawjson') throw notSimulated('build: --progress=rawjson')
  if (quiet && asked !== 'auto' && asked !== 'quiet') throw new Failure(`progress=${asked} and quiet cannot be used together`)
  return quiet || asked === 'none' ? 'quiet' : asked
}

/** The query of POST /build. */
export function buildQuery(cli: Cli, flags: FlagValues, context: LocalContext, output: BuildOutput): QueryValues {
  return {
    ...definitionQuery(cli, flags),
    dockerfile: context.dockerfile,
    version: '2',
    ...(isCheck(flags) && { call: 'check' }),
    ...(output.kind !== 'image' && { outputs: JSON.stringify([{ Type: output.kind, Attrs: {} }]) }),
  }
}

/** What both builders take alike. */
export function definitionQuery(cli: Cli, flags: FlagValues): QueryValues {
  const args = pairs(flags.list('build-arg'), (name) => cli.env.get(name))
  const labels = pairs(flags.list('label'), () => '')
  return {
    t: flags.list('tag').map(checkedTag),
    buildargs: marshalJson(args),
    labels: marshalJson(labels),
    nocache: flags.bool('no-cache') || undefined,
    pull: flags.bool('pull') || undefined,
    target: flags.text('target') || undefined,
    networkmode: flags.text('network') || 'default',
    q: flags.bool('quiet') || undefined,
    rm: true,
  }
}

function checkedTag(tag: string): string {
  const parsed = parseReference(tag)
  if (!parsed.ok) throw new Failure(`invalid tag ${JSON.stringify(tag)}: ${parsed.error}`)
  return tag
}

/** `NAME=value` items; one without a value takes what `given` knows, or is left out. */
function pairs(items: readonly string[], given: (name: string) => string | undefined): Record<string, string> {
  const out: Record<string, string> = {}
  for (const item of items) {
    const at = item.indexOf('=')
    const name = at < 0 ? item : item.slice(0, at)
    if (name === '') throw new Failure(`invalid key-value pair ${JSON.stringify(item)}: empty key`)
    const value = at < 0 ? given(name) : item.slice(at + 1)
    if (value !== undefined) out[name] = value
  }
  return out
}

export function buildHeaders(context: LocalContext): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [
    ['Content-Type', 'application/x-tar'],
    ['X-Build-Context', context.name],
  ]
  if (context.dockerfileText !== undefined) headers.push(['X-Build-Dockerfile', base64(encode(context.dockerfileText))])
  return headers
}
