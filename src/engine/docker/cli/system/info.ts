import { GoStruct, type GoValue } from '../../../base/go-value.ts'
import type { SystemInfo } from '../../api/system.ts'
import type { Cli } from '../cli.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { finalFormat, parseFormat } from '../formatter/listing.ts'
import { typedAnswer } from '../inspect/typed.ts'
import { clientLines, serverLines, serverWarnings } from './info-page.ts'

/** docker info */
export const info: Verb = function* ({ cli, flags }) {
  const format = flags.text('format')
  let server: SystemInfo | undefined
  let problem: Failure | undefined
  yield* cli.client.ping()
  try {
    server = yield* cli.client.json<SystemInfo>('GET', '/info')
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    problem = failure
  }
  if (format !== '') return yield* formatted(cli, format, server, problem)
  const page = [...clientLines(cli), '', 'Server:', ...(server ? serverLines(server) : [])]
  yield* cli.print(`${page.join('\n')}\n${server ? '\n' : ''}`)
  if (problem) {
    throw new Failure(cli.release.major >= 28 ? problem.message : `ERROR: ${problem.message}\nerrors pretty printing info`)
  }
  for (const warning of server ? serverWarnings(server) : []) yield* cli.warn(warning)
  return 0
}

function* formatted(cli: Cli, format: string, server: SystemInfo | undefined, problem: Failure | undefined) {
  const template = parseFormat(finalFormat(format))
  const typed = server ? typedAnswer(server as unknown as GoValue, 'Info') : undefined
  const client = {
    Debug: false,
    Version: cli.release.version,
    GitCommit: cli.release.commit,
    GoVersion: cli.release.goVersion,
    Os: 'linux',
    Arch: 'amd64',
    Context: cli.endpoint.context,
    Plugins: [],
    Warnings: null,
  }
  const fields = new Map<string, GoValue>([
    ...(typed instanceof GoStruct ? typed.fields : []),
    ['ServerErrors', problem ? [problem.message] : []],
    ['ClientInfo', client],
    ['Warnings', null],
  ])
  const json = { ...(server as unknown as Record<string, GoValue>), ...(problem && { ServerErrors: [problem.message] }), ClientInfo: client }
  const result = template.execute(new GoStruct('system.dockerInfo', fields, () => json))
  yield* cli.print(`${result.ok ? result.value : result.error.printed}\n`)
  if (!result.ok) throw new Failure(`template parsing error: ${result.error.message}`)
  return 0
}
