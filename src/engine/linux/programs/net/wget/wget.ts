import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Environment } from '../../../libc/environment.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { localeOf } from '../../../libc/locale.ts'
import { print, printError, readFile } from '../../../libc/stdio.ts'
import type { WgetSettings } from './retrieve.ts'
import { Retriever } from './retrieve.ts'

/** Models GNU Wget for single files over HTTP and HTTPS. Recursion, FTP, cookies, proxies and timestamping are not simulated. */
const table = optionTable(
  'q|quiet O|output-document: P|directory-prefix: S|server-response spider nc|no-clobber T|timeout: t|tries: waitretry: max-redirect: no-check-certificate U|user-agent: header: user: password: http-user: http-password: method: post-data: body-data: 4|inet4-only 6|inet6-only no-verbose n: v|verbose show-progress progress: i|input-file: connect-timeout: read-timeout: dns-timeout: no-proxy no-cache no-cookies no-hsts V|version h|help r|recursive c|continue N|timestamping k|convert-links m|mirror p|page-requisites l|level: b|background limit-rate: o|output-file: a|append-output: d|debug A|accept: R|reject: D|domains: x|force-directories nd|no-directories np|no-parent content-disposition trust-server-names ca-certificate: certificate: private-key: load-cookies: save-cookies: post-file: body-file: referer: w|wait: Q|quota: e|execute: random-wait retry-connrefused',
)

const unmodelled = [
  'recursive',
  'continue',
  'timestamping',
  'convert-links',
  'mirror',
  'page-requisites',
  'level',
  'background',
  'limit-rate',
  'output-file',
  'append-output',
  'debug',
  'accept',
  'reject',
  'domains',
  'force-directories',
  'content-disposition',
  'trust-server-names',
  'ca-certificate',
  'certificate',
  'private-key',
  'load-cookies',
  'save-cookies',
  'post-file',
  'body-file',
  'wait',
  'quota',
  'execute',
  'random-wait',
  'retry-connrefused',
]

export const wget: Main = function* ({ argv, env, build }) {
  const version = build.get('version') ?? '1.21.3'
  const { utf8 } = localeOf(env)
  // -nv and -nc are options of two letters.
  const args = argv
    .slice(1)
    .map((arg) => ({ '-nv': '--no-verbose', '-nc': '--no-clobber', '-nd': '--no-directories', '-np': '--no-parent' })[arg] ?? arg)
  const options = getopt(args, table)
  if (!options.ok) {
    yield* printError(`wget: ${options.message}\nUsage: wget [OPTION]... [URL]...\n\nTry \`wget --help' for more options.\n`)
    return 2
  }
  const parsed = options.value
  if (parsed.has('version')) {
    yield* print(`GNU Wget ${version} built on linux-gnu.\n`)
    return 0
  }
  if (parsed.has('help')) {
    yield* print(`GNU Wget ${version}, a non-interactive network retriever.\nUsage: wget [OPTION]... [URL]...\n`)
    return 0
  }
  const missing = unmodelled.find((name) => parsed.has(name))
  if (missing) {
    yield* printError(`cais: wget: --${missing} is not simulated\n`)
    return 2
  }
  const urls = [...parsed.operands, ...(yield* listed(parsed.value('input-file')))]
  if (urls.length === 0) {
    yield* printError("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")
    return 1
  }
  const retriever = new Retriever(yield* settingsOf(parsed, env, version, utf8))
  let code = 0
  for (const url of urls) {
    const result = yield* retriever.fetch(url)
    if (result !== 0 && (code === 0 || result < code)) code = result
  }
  return code
}

function* listed(path: string | undefined): Sys<readonly string[]> {
  const text = path === undefined ? undefined : yield* readFile(path === '-' ? '/dev/stdin' : path)
  return text?.ok ? text.value.split(/\s+/).filter(Boolean) : []
}

function* settingsOf(parsed: Parsed, env: Environment, version: string, utf8: boolean): Sys<WgetSettings> {
  const seconds = parsed.value('timeout') ?? parsed.value('read-timeout') ?? parsed.value('connect-timeout')
  const user = parsed.value('user') ?? parsed.value('http-user')
  const password = parsed.value('password') ?? parsed.value('http-password') ?? ''
  const body = parsed.value('post-data') ?? parsed.value('body-data')
  return {
    version,
    output: parsed.value('output-document'),
    prefix: parsed.value('directory-prefix') ?? '',
    quiet: parsed.has('quiet'),
    terse: parsed.has('no-verbose'),
    serverResponse: parsed.has('server-response'),
    spider: parsed.has('spider'),
    noClobber: parsed.has('no-clobber'),
    timeoutMs: seconds === undefined ? undefined : Number(seconds) * 1000 || undefined,
    tries: Number(parsed.value('tries') ?? 20),
    waitRetry: Number(parsed.value('waitretry') ?? 10),
    maxRedirects: Number(parsed.value('max-redirect') ?? 20),
    insecure: parsed.has('no-check-certificate'),
    agent: parsed.value('user-agent') ?? (version.startsWith('1.1') ? `Wget/${version} (linux-gnu)` : `Wget/${version}`),
    headers: parsed.values('header').map((text) => {
      const colon = text.indexOf(':')
      return [text.slice(0, colon), text.slice(colon + 1).trim()] as const
    }),
    login: user === undefined ? undefined : `${user}:${password}`,
    method: parsed.value('method') ?? (parsed.has('post-data') ? 'POST' : 'GET'),
    body,
    family: parsed.has('inet4-only') ? 'inet' : parsed.has('inet6-only') ? 'inet6' : undefined,
    utf8,
    zone: yield* localZone(env),
    forceProgress: parsed.has('show-progress'),
  }
}
