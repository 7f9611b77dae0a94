import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'

/** curl's options as far as they are modelled; what is known but not modelled is named so. */
export interface CurlOptions {
  readonly urls: readonly string[]
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, readonly string[]>
}

/** `short long`: flags. */
const flagTable = `f fail|s silent|S show-error|v verbose|i include|I head|L location|k insecure|O remote-name|G get|# progress-bar|g globoff|N no-buffer|4 ipv4|6 ipv6|0 http1.0|n netrc| http1.1| compressed| fail-with-body| retry-connrefused| retry-all-errors| no-progress-meter| tcp-nodelay| location-trusted|V version|q disable| path-as-is| no-keepalive| no-sessionid| ssl-no-revoke| tlsv1.2| tlsv1.3|1 tlsv1|R remote-time|J remote-header-name| remote-name-all| post301| post302| post303| raw| http2`
/** Those with an argument. */
const valueTable = `o output|X request|d data| data-raw| data-binary| data-urlencode| data-ascii| json|H header|u user|w write-out| unix-socket| connect-timeout|m max-time| resolve| connect-to| retry| retry-delay| retry-max-time|A user-agent|e referer|b cookie|D dump-header|T upload-file|r range| cacert|E cert| key| capath| max-redirs| url| interface| stderr| request-target| noproxy|C continue-at`
/** Known, with (=) or without an argument, and not simulated. */
const unmodelledTable = `F form=|x proxy=|c cookie-jar=|K config=|Z parallel|U proxy-user=|Y speed-limit=|y speed-time=|z time-cond=|P ftp-port=|Q quote=|t telnet-option=|a append|B use-ascii|j junk-session-cookies|l list-only|M manual|p proxytunnel|2 sslv2|3 sslv3| limit-rate=| trace=| trace-ascii=| trace-time| digest| negotiate| ntlm| anyauth| basic| ciphers=| cert-type=| key-type=| pass=| socks5=| socks5-hostname=| create-dirs| output-dir=| ftp-create-dirs| max-filesize=| libcurl=| keepalive-time=| http2-prior-knowledge| http3| haproxy-protocol| abstract-unix-socket=| dns-servers=| doh-url=| proto=| proto-default=| tls-max=| crlfile=| pinnedpubkey=| engine=| mail-from=| mail-rcpt=| form-string=| expect100-timeout=| happy-eyeballs-timeout-ms=| local-port=| netrc-file=| url-query=| variable=| etag-save=| etag-compare=| skip-existing| next`

interface Known {
  readonly long: string
  readonly short: string
  readonly kind: 'flag' | 'value' | 'unmodelled'
  readonly argument: boolean
}

const read = (table: string, kind: Known['kind']): readonly Known[] =>
  table.split('|').map((entry) => {
    const [short = '', name = ''] = entry.startsWith(' ') ? ['', entry.slice(1)] : entry.split(' ')
    const argument = kind === 'value' || name.endsWith('=')
    return { short, long: name.replace(/=$/, ''), kind, argument }
  })

const known: readonly Known[] = [...read(flagTable, 'flag'), ...read(valueTable, 'value'), ...read(unmodelledTable, 'unmodelled')]

/** Stands among the values of -o for a -O: they pair with URLs in their order. */
export const REMOTE_NAME = '\0'

const hint = "curl: try 'curl --help' or 'curl --manual' for more information\n"

/** Reads a command line; the error is what curl prints, with exit code 2. */
export function parseCurl(args: readonly string[]): Result<CurlOptions, string> {
  const urls: string[] = []
  const flags = new Set<string>()
  const values = new Map<string, string[]>()
  let optionsEnd = false
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string
    if (optionsEnd || !arg.startsWith('-') || arg === '-') {
      urls.push(arg)
      continue
    }
    if (arg === '--') {
      optionsEnd = true
      continue
    }
    const long = arg.startsWith('--')
    for (let letter = 1; letter < (long ? 2 : arg.length); letter++) {
      const found = long ? longOption(arg.slice(2), flags) : known.find((option) => option.short === arg[letter])
      const name = long ? arg : `-${arg[letter]}`
      if (found === 'negated') break
      if (!found) return err(`curl: option ${long ? arg : `-${arg.slice(letter)}`}: is unknown\n${hint}`)
      if (found.kind === 'unmodelled') return err(`cais: curl: ${name} is not simulated\n`)
      if (!found.argument) {
        flags.add(found.long)
        if (found.long === 'remote-name') values.set('output', [...(values.get('output') ?? []), REMOTE_NAME])
        continue
      }
      const rest = long ? '' : arg.slice(letter + 1)
      const value = rest !== '' ? rest : args[++at]
      if (value === undefined) return err(`curl: option ${name}: requires parameter\n${hint}`)
      if (found.long === 'url') urls.push(value)
      else values.set(found.long, [...(values.get(found.long) ?? []), value])
      break
    }
  }
  return ok({ urls, flags, values })
}

/** A long name or an unambiguous beginning of one; `no-` takes a flag back. */
function longOption(name: string, flags: Set<string>): Known | 'negated' | undefined {
  const exact = known.find((option) => option.long === name)
  if (exact) return exact
  if (name.startsWith('no-')) {
    const negated = known.find((option) => option.long === name.slice(3) && option.kind === 'flag')
    if (negated) {
      flags.delete(negated.long)
      return 'negated'
    }
  }
  const begun = known.filter((option) => option.long.startsWith(name))
  return begun.length === 1 ? begun[0] : undefined
}

/** `{a,b}` and `[1-3]` of a URL spelled out. */
export function globUrl(url: string): readonly string[] {
  const match = /^(.*?)(?:\{([^{}]*)\}|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-zA-Z])-([a-zA-Z])\])(.*)$/s.exec(url)
  if (!match) return [url]
  const [, before = '', list, low, high, step, first, last, after = ''] = match
  let choices: string[] = []
  if (list !== undefined) choices = list.split(',')
  else if (low !== undefined && high !== undefined) {
    const width = low.startsWith('0') ? low.length : 1
    for (let n = Number(low); n <= Number(high); n += Number(step ?? 1)) choices.push(String(n).padStart(width, '0'))
  } else if (first !== undefined && last !== undefined) {
    for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) choices.push(String.fromCharCode(code))
  }
  return choices.flatMap((choice) => globUrl(before + choice + after))
}
