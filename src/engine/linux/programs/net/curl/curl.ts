import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import { parseUrl } from '../../../libc/http/url.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { CurlError } from './errors.ts'
import { CurlRelease } from './errors.ts'
import { globUrl, parseCurl, REMOTE_NAME } from './options.ts'
import { Output } from './output.ts'
import { CurlSession } from './session.ts'
import type { Outcome } from './transfer.ts'
import { Transfer } from './transfer.ts'
import { writeOut } from './write-out.ts'

/**
 * Models curl(1) for HTTP and HTTPS over TCP and unix sockets, in the words of the release its executable names (7.29 with NSS to 8.x). Proxies, forms,
 * cookie jars, other protocols and HTTP/2 are not simulated.
 */
export const curl: Main = function* ({ argv, build }) {
  const release = new CurlRelease(build.get('version') ?? '7.88.1')
  yield* sys.sigaction({ signal: signals.SIGPIPE, handler: 'ignore' })
  const parsed = parseCurl(argv.slice(1))
  if (!parsed.ok) {
    yield* printError(parsed.error)
    return 2
  }
  const options = parsed.value
  if (options.flags.has('version')) {
    yield* print(versionText(release))
    return 0
  }
  if (options.urls.length === 0) {
    yield* printError(release.atLeast(7, 80) ? 'curl: (2) no URL specified\n' : 'curl: no URL specified!\n')
    yield* printError("curl: try 'curl --help' or 'curl --manual' for more information\n")
    return 2
  }
  const session = new CurlSession(options, release)
  const outputs = session.values('output')
  let [code, index] = [0, 0]
  for (const pattern of options.urls) {
    const name = outputs[index++]
    for (const url of session.has('globoff') ? [pattern] : globUrl(pattern)) {
      const remote = name === REMOTE_NAME || (name === undefined && session.has('remote-name-all'))
      const target = remote ? remoteName(url) : name
      if (target === '') {
        yield* printError(
          release.atLeast(7, 80) ? 'curl: (23) Failed writing received data to disk/application\n' : 'curl: Remote file name has no length!\n',
        )
        yield* printError("curl: try 'curl --help' or 'curl --manual' for more information\n")
        code = 23
        continue
      }
      code = yield* fetch(session, url, target)
    }
  }
  yield* session.closeAll()
  return code
}

const versionText = (release: CurlRelease): string => {
  const { version } = release
  const library = release.nss ? `libcurl/${version} NSS/3.90 zlib/1.2.7` : `libcurl/${version} OpenSSL/3.0.15 zlib/1.2.13`
  const system = release.nss ? 'x86_64-redhat-linux-gnu' : 'x86_64-pc-linux-gnu'
  return `curl ${version} (${system}) ${library}\nProtocols: http https\nFeatures: IPv6 SSL UnixSockets\n`
}

/** The last part of the URL's path. */
const remoteName = (text: string): string => {
  const path = parseUrl(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`)?.target.split('?')[0] ?? ''
  return path.slice(path.lastIndexOf('/') + 1)
}

/** One URL with its retries; prints what went wrong and what -w wants. */
function* fetch(session: CurlSession, url: string, name: string | undefined): Sys<number> {
  const retries = Number(session.value('retry') ?? 0)
  for (let attempt = 0; ; attempt++) {
    const output = new Output(session, name)
    const terminal = output.toStandardOutput && (yield* sys.tcgetattr({ fd: 1 })).ok
    const metered = !session.has('silent') && !session.has('no-progress-meter') && !session.verbose && !terminal && !session.has('head')
    const transfer = new Transfer(session, output, yield* sys.clockMonotonic({}), metered)
    const outcome = yield* transfer.run(url)
    yield* output.close()
    const problem = attempt < retries ? transient(session, outcome) : undefined
    if (problem !== undefined) {
      yield* waitToRetry(session, problem, attempt, retries)
      continue
    }
    yield* conclude(session, outcome)
    return outcome.error?.code ?? 0
  }
}

/** Why it may be worth another try; undefined when it is not. */
function transient(session: CurlSession, { error, report }: Outcome): string | undefined {
  if (error?.code === 28) return 'timeout'
  if (error?.code === 6 && session.release.atLeast(7, 40)) return undefined
  if (error?.code === 7 && session.has('retry-connrefused')) return 'connection refused'
  if (error && session.has('retry-all-errors')) return '(retrying all errors)'
  return !error || error.code === 22 ? ([408, 429, 500, 502, 503, 504].includes(report.status) ? 'HTTP error' : undefined) : undefined
}

function* waitToRetry(session: CurlSession, problem: string, attempt: number, retries: number): Sys<void> {
  const seconds = Number(session.value('retry-delay') ?? 0) || Math.min(600, 2 ** attempt)
  const left = retries - attempt
  const plural = (count: number, word: string, many: string) => `${count} ${count === 1 && session.release.atLeast(8, 0) ? word : many}`
  yield* session.warn(`Problem : ${problem}. Will retry in ${plural(seconds, 'second', 'seconds')}. ${plural(left, 'retry', 'retries')} left.`)
  yield* sys.nanosleep({ ms: seconds * 1000 })
}

function* conclude(session: CurlSession, { error, report }: Outcome): Sys<void> {
  if (error && !session.quiet) yield* printError(errorText(error))
  const format = session.value('write-out')
  if (format === undefined) return
  const unknown: string[] = []
  yield* print(writeOut(format, report, unknown))
  for (const variable of unknown) yield* printError(`curl: unknown --write-out variable: '${variable}'\n`)
}

const errorText = ({ code, text, more }: CurlError): string => `curl: (${code}) ${text}\n${more ?? ''}`
