/** What httpd.conf says, as far as it is modelled: listeners, document root, names, logs, users, a few modules' directives. */
export interface HttpdConfig {
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  readonly serverRoot: string
  readonly documentRoot: string
  readonly directoryIndex: readonly string[]
  readonly serverName: string | undefined
  readonly user: string
  readonly group: string
  readonly errorLog: string
  readonly customLog: { readonly path: string; readonly format: string } | undefined
  readonly options: { readonly indexes: boolean }
  readonly denied: boolean
}

export type ConfigProblem = { readonly line: number; readonly message: string }

/** Directives that are known and change nothing that is modelled. */
const accepted = new Set(
  'loadmodule serveradmin loglevel addtype addencoding addhandler addoutputfilter typesconfig include includeoptional timeout keepalive maxkeepalivetimeout keepalivetimeout maxkeepaliverequests startservers serversignature servertokens errordocument allowoverride alias scriptalias scriptsock enablemmap enablesendfile mimemagicfile requestheader header addcharset adddefaultcharset indexoptions threadsperchild maxrequestworkers minsparethreads maxsparethreads maxconnectionsperchild pidfile usecanonicalname hostnamelookups sslrandomseed proxyhtmlextended listenbacklog mutex coredumpdirectory lockfile'.split(
    ' ',
  ),
)

/** Parses httpd.conf; the first unknown directive is a problem with httpd's own wording. */
export function parseConfig(text: string): { readonly config: HttpdConfig; readonly problem: ConfigProblem | undefined } {
  const listen: { address: string; port: number }[] = []
  const formats = new Map<string, string>()
  const values = new Map<string, string>()
  let customLog: HttpdConfig['customLog']
  let problem: ConfigProblem | undefined
  let indexes = false
  let denied = false
  const sections: string[] = []
  const joined = text.replace(/\\\n/g, ' ')
  for (const [index, raw] of joined.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const section = /^<(\/?)(\w+)\s*([^>]*)>$/.exec(line)
    if (section) {
      if (section[1]) sections.pop()
      else sections.push(`${section[2]?.toLowerCase()} ${section[3]?.replaceAll('"', '')}`)
      continue
    }
    // Modules that are not loaded: their sections do not count.
    if (sections.some((name) => /^ifmodule (!|cgid|proxy|ssl)/.test(name))) continue
    const words = (line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, ''))
    const [directive = '', ...args] = words
    const key = directive.toLowerCase()
    const inDocumentRoot = sections.some((name) => name === `directory ${values.get('documentroot')}`)
    if (key === 'listen') {
      const [port = '80', address = '0.0.0.0'] = (args[0] ?? '80').split(':').reverse()
      if (Number.isInteger(Number(port))) listen.push({ address, port: Number(port) })
      else problem ??= { line: index + 1, message: 'Port must be specified' }
    } else if (key === 'logformat') formats.set(args[1] ?? '', args[0] ?? '')
    else if (key === 'customlog') customLog = { path: args[0] ?? '', format: formats.get(args[1] ?? '') ?? args[1] ?? '' }
    else if (key === 'options') indexes = inDocumentRoot ? args.some((arg) => arg.toLowerCase() === 'indexes') : indexes
    else if (key === 'require') denied = inDocumentRoot ? args.join(' ').toLowerCase() === 'all denied' : denied
    else if (['serverroot', 'documentroot', 'directoryindex', 'servername', 'user', 'group', 'errorlog'].includes(key)) {
      if (sections.length === 0 || key === 'directoryindex' || /^ifmodule/.test(sections[0] ?? '')) values.set(key, args.join(' '))
    } else if (!accepted.has(key)) {
      problem ??= {
        line: index + 1,
        message: `Invalid command '${directive}', perhaps misspelled or defined by a module not included in the server configuration`,
      }
    }
  }
  const config: HttpdConfig = {
    listen,
    serverRoot: values.get('serverroot') ?? '/usr/local/apache2',
    documentRoot: values.get('documentroot') ?? '/usr/local/apache2/htdocs',
    directoryIndex: (values.get('directoryindex') ?? 'index.html').split(/\s+/),
    serverName: values.get('servername'),
    user: values.get('user') ?? 'www-data',
    group: values.get('group') ?? 'www-data',
    errorLog: values.get('errorlog') ?? 'logs/error_log',
    customLog,
    options: { indexes },
    denied,
  }
  return { config, problem }
}
