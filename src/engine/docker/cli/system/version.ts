import { civilTime, monthNames, parseRfc3339, weekdayNames } from '../../../base/calendar.ts'
import { Template } from '../../../base/go-template.ts'
import { GoStruct, type GoValue } from '../../../base/go-value.ts'
import { tabulate } from '../../../base/tabwriter.ts'
import type { SystemVersion } from '../../api/system.ts'
import type { Cli } from '../cli.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { formatFunctions } from '../formatter/functions.ts'
import { typedAnswer } from '../inspect/typed.ts'

/** docker version */
export const version: Verb = function* ({ cli, flags }) {
  const format = flags.text('format')
  const template =
    format === '' ? undefined : Template.parse(format === 'json' ? '{{json .}}' : format, { name: 'version', functions: formatFunctions })
  if (template && !template.ok) throw new Failure(`template parsing error: ${template.error}`, 64)
  let server: SystemVersion | undefined
  let problem: Failure | undefined
  yield* cli.client.ping()
  try {
    server = withReadableDate(yield* cli.client.json<SystemVersion>('GET', '/version'))
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    problem = failure
  }
  if (template) {
    const result = template.value.execute(versionData(cli, server))
    yield* cli.print(result.ok ? `${result.value}\n` : `${result.error.printed}\n`)
    if (!result.ok) throw new Failure(result.error.message)
  } else yield* cli.print(tabulate(`${page(cli, server)}\n`, { minWidth: 20, tabWidth: 1, padding: 1, padChar: ' ' }))
  if (problem) throw problem
  return 0
}

/** Go's ANSIC layout. */
function ansic(text: string): string {
  const ms = parseRfc3339(text)
  if (ms === undefined) return text
  const time = civilTime(ms)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${(weekdayNames[time.weekday] as string).slice(0, 3)} ${(monthNames[time.month - 1] as string).slice(0, 3)} ${String(time.day).padStart(2)}`
  return `${day} ${two(time.hour)}:${two(time.minute)}:${two(time.second)} ${time.year}`
}

function withReadableDate(server: SystemVersion): SystemVersion {
  const Components = server.Components.map((component) =>
    component.Details?.BuildTime ? { ...component, Details: { ...component.Details, BuildTime: ansic(component.Details.BuildTime) } } : component,
  )
  return { ...server, Components }
}

function clientFields({ release, client, endpoint }: Cli): [string, GoValue][] {
  const platform: [string, GoValue][] = release.platform === '' ? [] : [['Platform', { Name: release.platform }]]
  return [
    ...platform,
    ['Version', release.version],
    ['ApiVersion', client.apiVersion],
    ['DefaultAPIVersion', release.apiVersion],
    ['GitCommit', release.commit],
    ['GoVersion', release.goVersion],
    ['Os', 'linux'],
    ['Arch', 'amd64'],
    ['BuildTime', release.builtAt],
    ['Context', endpoint.context],
  ]
}

function versionData(cli: Cli, server: SystemVersion | undefined): GoStruct {
  const json = Object.fromEntries(clientFields(cli))
  const fields = new Map(clientFields(cli).map(([name, value]) => [name === 'ApiVersion' ? 'APIVersion' : name, value]))
  const client = new GoStruct('system.clientVersion', fields, () => json)
  const serverValue = server ? withGoNames(typedAnswer(server as unknown as GoValue, 'Version')) : null
  return new GoStruct(
    'system.versionInfo',
    new Map<string, GoValue>([
      ['Client', client],
      ['Server', serverValue],
    ]),
  )
}

/** The Go struct calls `ApiVersion` APIVersion. */
function withGoNames(value: GoValue): GoValue {
  if (!(value instanceof GoStruct)) return value
  const fields = new Map(value.fields)
  fields.set('APIVersion', fields.get('ApiVersion'))
  return new GoStruct(value.type, fields, value.marshal)
}

function page(cli: Cli, server: SystemVersion | undefined): string {
  const { release, client, endpoint } = cli
  const downgraded = client.apiVersion === release.apiVersion ? '' : ` (downgraded from ${release.apiVersion})`
  const lines = [
    `Client:${release.platform && ` ${release.platform}`}`,
    ` Version:\t${release.version}`,
    ` API version:\t${client.apiVersion}${downgraded}`,
    ` Go version:\t${release.goVersion}`,
    ` Git commit:\t${release.commit}`,
    ` Built:\t${release.builtAt}`,
    ` OS/Arch:\tlinux/amd64`,
    ` Context:\t${endpoint.context}`,
  ]
  if (!server) return lines.join('\n')
  lines.push('', `Server:${server.Platform.Name && ` ${server.Platform.Name}`}`)
  for (const { Name, Version, Details } of server.Components) {
    const detail = (key: string) => Details?.[key] ?? ''
    lines.push(` ${Name}:`)
    if (Name !== 'Engine') {
      lines.push(
        `  Version:\t${Version}`,
        ...Object.keys(Details ?? {})
          .sort()
          .map((key) => `  ${key}:\t${detail(key)}`),
      )
      continue
    }
    lines.push(
      `  Version:\t${server.Version}`,
      `  API version:\t${detail('ApiVersion')} (minimum version ${detail('MinAPIVersion')})`,
      `  Go version:\t${detail('GoVersion')}`,
      `  Git commit:\t${detail('GitCommit')}`,
      `  Built:\t${detail('BuildTime')}`,
      `  OS/Arch:\t${detail('Os')}/${detail('Arch')}`,
      `  Experimental:\t${detail('Experimental')}`,
    )
  }
  return lines.join('\n')
}
