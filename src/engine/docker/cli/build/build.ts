import type { Sys } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { readFile, write, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { BuildStatus } from '../../api/build-progress.ts'
import type { Cli } from '../cli.ts'
import type { FlagValues } from '../command/flag-values.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { checkReport, warningSummary } from './check-report.ts'
import { classicBuild } from './classic.ts'
import type { Display } from './display.ts'
import { type LocalContext, openContext } from './local-context.ts'
import { buildHeaders, buildQuery, checkBuildFlags, isCheck, progressMode } from './options.ts'
import { type BuildOutput, buildOutput, checkOutput, receiveOutput } from './output.ts'
import { PlainDisplay } from './plain-display.ts'
import { QuietDisplay } from './quiet-display.ts'
import { sourceExcerpt } from './source-excerpt.ts'
import { TerminalDisplay } from './terminal-display.ts'
import { type BuildOutcome, watchBuild } from './watch.ts'

/**
 * docker build, which is buildx with the docker driver (docker/buildx commands/build.go). The real one speaks gRPC with the BuildKit inside dockerd; here
 * the context goes as a tar with POST /build and progress comes back as JSON lines.
 */
export const build: Verb = function* (call) {
  const { cli, flags } = call
  if (/^(0|false|f)$/i.test(cli.env.get('DOCKER_BUILDKIT') ?? '')) return yield* classicBuild(call)
  try {
    return yield* buildWithBuildKit(cli, flags, call.args[0] ?? '')
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.message.startsWith('cais: ') || failure.message === '') throw failure
    throw new Failure(`ERROR: ${failure.message}`, failure.exitCode)
  }
}

function* buildWithBuildKit(cli: Cli, flags: FlagValues, path: string): Sys<number> {
  checkBuildFlags(flags)
  if (flags.text('builder') !== '' && flags.text('builder') !== 'default')
    throw new Failure(`no builder ${JSON.stringify(flags.text('builder'))} found`)
  const output = buildOutput(flags.list('output'))
  const mode = progressMode(cli, flags)
  yield* checkOutput(cli, output)
  if (flags.text('iidfile') !== '') yield* sys.unlink({ path: flags.text('iidfile') })
  const display = yield* chooseDisplay(cli, mode)
  let outcome: BuildOutcome
  let context: LocalContext
  try {
    context = yield* openContext(path, flags.text('file'))
    outcome = yield* solve(cli, flags, context, output, display)
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    if (display.ticks && display.trace.byDigest.size === 0) yield* write(2, display.finish(yield* cli.now()))
    throw failed(cli, failure.message)
  }
  if (mode !== 'quiet' && !isCheck(flags)) yield* write(2, warningSummary(display.trace.warnings))
  if (outcome.error !== undefined) {
    const { source } = outcome
    if (source) yield* write(2, sourceExcerpt(source.filename, source.text, source.firstLine, source.lastLine))
    throw failed(cli, outcome.error)
  }
  if (isCheck(flags)) return yield* reportCheck(cli, display, context, path)
  if (outcome.exported !== undefined) {
    yield* receiveOutput(cli, output, outcome.exported)
    return 0
  }
  return yield* reportImage(cli, flags, outcome.imageId ?? '', mode)
}

const failed = (cli: Cli, message: string): Failure =>
  new Failure(cli.release.major >= 28 && !message.startsWith('cais: ') ? `failed to build: ${message}` : message)

function* solve(cli: Cli, flags: FlagValues, context: LocalContext, output: BuildOutput, display: Display): Sys<BuildOutcome> {
  const query = buildQuery(cli, flags, context, output)
  const answer = yield* cli.client.call('POST', '/build', { query, body: { fd: context.fd, length: context.bytes }, headers: buildHeaders(context) })
  return yield* watchBuild(answer.body, isCheck(flags) ? silentWarnings(display) : display)
}

/** `--check` reports warnings by itself. */
const silentWarnings = (display: Display): Display => ({
  trace: display.trace,
  ticks: display.ticks,
  update(status: BuildStatus) {
    const { warnings = [], ...rest } = status
    display.trace.warnings.push(...warnings)
    display.update(rest)
  },
  refresh: (nowMs) => display.refresh(nowMs),
  finish: (nowMs) => display.finish(nowMs),
})

function* chooseDisplay(cli: Cli, mode: string): Sys<Display> {
  if (mode === 'quiet') return new QuietDisplay()
  const terminal = yield* cli.isTerminal(2)
  if (mode === 'tty' && !terminal) throw new Failure('failed to get console: provided file is not a console')
  if (mode === 'plain' || !terminal) return new PlainDisplay('building with "default" instance using docker driver')
  const measure = function* () {
    const size = yield* sys.tcgetwinsize({ fd: 2 })
    return size.ok && size.value.cols > 0 && size.value.rows > 0 ? size.value : { cols: 80, rows: 10 }
  }
  const first = yield* measure()
  const display = new TerminalDisplay({ cols: first.cols, rows: first.rows }, 'docker:default', !cli.env.get('NO_COLOR'))
  yield* sys.sigaction({
    signal: signals.SIGWINCH,
    restart: true,
    *handler() {
      const { cols, rows } = yield* measure()
      display.resize(cols, rows)
    },
  })
  return display
}

function* reportCheck(cli: Cli, display: Display, context: LocalContext, path: string): Sys<number> {
  const text = context.dockerfileText ?? ''
  const found = context.dockerfileText === undefined ? yield* readFile(`${path}/${context.dockerfile}`) : undefined
  yield* cli.print(checkReport(display.trace.warnings, context.shownAs, found?.ok ? found.value : text))
  return display.trace.warnings.length > 0 ? 1 : 0
}

function* reportImage(cli: Cli, flags: FlagValues, id: string, mode: string): Sys<number> {
  if (mode === 'quiet' && flags.text('progress') !== 'none') yield* cli.print(`${id}\n`)
  const file = flags.text('iidfile')
  if (file === '') return 0
  const written = yield* writeFile(file, id, { mode: 0o644 })
  if (!written.ok) throw new Failure(`writing image ID file: open ${file}: ${strerror(written.error).toLowerCase()}`)
  return 0
}
