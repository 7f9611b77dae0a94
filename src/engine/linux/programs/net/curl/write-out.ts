/** What --write-out can tell of a transfer. */
export interface TransferReport {
  readonly status: number
  readonly httpVersion: string
  readonly contentType: string
  readonly downloaded: number
  readonly uploaded: number
  readonly headerBytes: number
  readonly requestBytes: number
  readonly url: string
  readonly method: string
  readonly redirects: number
  readonly redirectUrl: string
  readonly connects: number
  readonly remoteIp: string
  readonly remotePort: number
  readonly localIp: string
  readonly localPort: number
  readonly exitCode: number
  readonly error: string
  readonly filename: string
  /** Milliseconds since the start. */
  readonly resolvedMs: number
  readonly connectedMs: number
  readonly securedMs: number
  readonly sentMs: number
  readonly firstByteMs: number
  readonly redirectMs: number
  readonly totalMs: number
}

const seconds = (ms: number): string => (ms / 1000).toFixed(6)

const variables: Readonly<Record<string, (report: TransferReport) => string>> = {
  http_code: (report) => String(report.status).padStart(3, '0'),
  response_code: (report) => String(report.status).padStart(3, '0'),
  http_connect: () => '000',
  http_version: (report) => report.httpVersion,
  content_type: (report) => report.contentType,
  size_download: (report) => String(report.downloaded),
  size_upload: (report) => String(report.uploaded),
  size_header: (report) => String(report.headerBytes),
  size_request: (report) => String(report.requestBytes),
  speed_download: (report) => String(report.totalMs > 0 ? Math.floor((report.downloaded * 1000) / report.totalMs) : 0),
  speed_upload: (report) => String(report.totalMs > 0 ? Math.floor((report.uploaded * 1000) / report.totalMs) : 0),
  url: (report) => report.url,
  url_effective: (report) => report.url,
  method: (report) => report.method,
  scheme: (report) => (report.url.startsWith('https') ? 'HTTPS' : 'HTTP'),
  num_redirects: (report) => String(report.redirects),
  redirect_url: (report) => report.redirectUrl,
  num_connects: (report) => String(report.connects),
  num_headers: () => '',
  remote_ip: (report) => report.remoteIp,
  remote_port: (report) => String(report.remotePort),
  local_ip: (report) => report.localIp,
  local_port: (report) => String(report.localPort),
  filename_effective: (report) => report.filename,
  ssl_verify_result: () => '0',
  exitcode: (report) => String(report.exitCode),
  errormsg: (report) => report.error,
  time_namelookup: (report) => seconds(report.resolvedMs),
  time_connect: (report) => seconds(report.connectedMs),
  time_appconnect: (report) => seconds(report.securedMs),
  time_pretransfer: (report) => seconds(report.sentMs),
  time_starttransfer: (report) => seconds(report.firstByteMs),
  time_redirect: (report) => seconds(report.redirectMs),
  time_total: (report) => seconds(report.totalMs),
}

/** Fills a format in; `unknown` collects the names curl warns about. */
export function writeOut(format: string, report: TransferReport, unknown: string[]): string {
  return format.replace(/%%|%\{([^}]*)\}|\\([nrt\\])/g, (whole, name: string | undefined, letter: string | undefined) => {
    if (whole === '%%') return '%'
    if (letter !== undefined) return { n: '\n', r: '\r', t: '\t', '\\': '\\' }[letter] ?? whole
    const variable = variables[name ?? '']
    if (variable) return variable(report)
    unknown.push(name ?? '')
    return ''
  })
}
