/** One proxied backend: requests below `path` go to `url` (`http://host:port/…` or `balancer://name`). */
export interface ProxyRule {
  readonly path: string
  readonly url: string
}

/** What one site (the main server or a VirtualHost) answers with. */
export interface Site {
  readonly serverName: string | undefined
  readonly serverAliases: readonly string[]
  readonly documentRoot: string
  readonly directoryIndex: readonly string[]
  readonly aliases: readonly { readonly path: string; readonly target: string }[]
  readonly redirects: readonly { readonly path: string; readonly target: string; readonly status: number }[]
  readonly errorDocuments: ReadonlyMap<number, string>
  /** In the order written; the first that fits is taken, `!` takes none. */
  readonly proxies: readonly ProxyRule[]
  readonly proxyReverse: readonly ProxyRule[]
  readonly customLog: { readonly path: string; readonly format: string } | undefined
}

/** What httpd.conf says, as far as it is modelled: listeners, sites, logs, users, a few modules' directives. */
export interface HttpdConfig extends Site {
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  readonly serverRoot: string
  readonly user: string
  readonly group: string
  readonly errorLog: string
  readonly sites: readonly Site[]
  readonly balancers: ReadonlyMap<string, readonly string[]>
  readonly directories: readonly DirectoryRule[]
}

/** What a <Directory> section says of the files below it; the longest that fits decides. */
export interface DirectoryRule {
  readonly path: string
  readonly indexes: boolean | undefined
  readonly denied: boolean | undefined
}

export type ConfigProblem = { readonly line: number; readonly message: string }

/** Directives that are known and change nothing that is modelled. */
const neutral = new Set(
  'loadmodule serveradmin loglevel addtype addencoding addhandler typesconfig timeout keepalive maxkeepaliverequests keepalivetimeout startservers serversignature servertokens scriptsock enablemmap enablesendfile mimemagicfile addcharset adddefaultcharset indexoptions threadsperchild maxrequestworkers minsparethreads maxsparethreads maxconnectionsperchild pidfile usecanonicalname hostnamelookups sslrandomseed proxyhtmlextended listenbacklog mutex coredumpdirectory proxypreservehost proxyrequests proxyset lbmethod requestheader scriptalias traceenable'.split(
    ' ',
  ),
)

/** Directives of httpd that the lab says it does not simulate. */
const unmodelled = new Set(
  'rewriteengine rewriterule rewritecond authtype authname authuserfile authgroupfile authbasicprovider header setenvif setenv passenv order allow deny include includeoptional sslengine sslcertificatefile sslcertificatekeyfile userdir action sethandler setoutputfilter addoutputfilter deflatecompressionlevel expiresactive expiresdefault expiresbytype proxypassmatch aliasmatch redirectmatch scriptaliasmatch cgipassauth indexignore headername readmename limitrequestbody dav cacheenable cacheroot'.split(
    ' ',
  ),
)

const moduleOf: Readonly<Record<string, string>> = {
  proxypass: 'proxy_module',
  proxypassreverse: 'proxy_module',
  balancermember: 'proxy_module',
  proxypreservehost: 'proxy_module',
  proxyrequests: 'proxy_module',
  alias: 'alias_module',
  redirect: 'alias_module',
  directoryindex: 'dir_module',
  customlog: 'log_config_module',
  logformat: 'log_config_module',
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type Draft = Writable<Partial<Omit<Site, 'aliases' | 'redirects' | 'errorDocuments' | 'proxies' | 'proxyReverse' | 'serverAliases'>>> & {
  readonly serverAliases: string[]
  readonly aliases: { path: string; target: string }[]
  readonly redirects: { path: string; target: string; status: number }[]
  readonly errorDocuments: Map<number, string>
  readonly proxies: ProxyRule[]
  readonly proxyReverse: ProxyRule[]
}

const draft = (): Draft => ({ serverAliases: [], aliases: [], redirects: [], errorDocuments: new Map(), proxies: [], proxyReverse: [] })

const redirectStatus: Readonly<Record<string, number>> = { permanent: 301, temp: 302, seeother: 303, gone: 410 }

/** Reads httpd.conf; the first problem in it, in httpd's own words. */
class ConfigReader {
  readonly listen: { address: string; port: number }[] = []
  readonly formats = new Map<string, string>()
  readonly values = new Map<string, string>()
  readonly loaded = new Set<string>(['core_module'])
  readonly base = draft()
  readonly sites: Draft[] = []
  readonly balancers = new Map<string, string[]>()
  readonly directories = new Map<string, Writable<DirectoryRule>>()
  private readonly sections: { readonly name: string; readonly argument: string; readonly skipped: boolean }[] = []

  /** A text is what is wrong with the line. */
  line(line: string): string | undefined {
    const section = /^<(\/?)(\w+)\s*([^>]*)>$/.exec(line)
    if (section) return this.section(section[1] === '/', section[2] ?? '', (section[3] ?? '').replaceAll('"', '').trim())
    if (this.sections.some(({ skipped }) => skipped)) return undefined
    const words = (line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, ''))
    const [directive = '', ...args] = words
    const key = directive.toLowerCase()
    const needed = moduleOf[key]
    if (unmodelled.has(key)) return `cais: httpd: ${directive} is not simulated`
    if (needed !== undefined && !this.loaded.has(needed)) return this.unknown(directive)
    return this.directive(key, directive, args)
  }

  private unknown(directive: string): string {
    return `Invalid command '${directive}', perhaps misspelled or defined by a module not included in the server configuration`
  }

  private section(closing: boolean, name: string, argument: string): string | undefined {
    const lower = name.toLowerCase()
    if (closing) {
      const open = this.sections.pop()
      if (!open) return `</${name}> without matching <${name}> section`
      if (open.name !== lower) return `Expected </${open.name}> but saw </${name}>`
      return undefined
    }
    const negated = argument.startsWith('!')
    const skipped =
      lower === 'ifmodule' ? this.loaded.has(argument.replace(/^!/, '').replace(/^mod_(\w+)\.c$/, '$1_module')) === negated : lower === 'ifdefine'
    if (!['ifmodule', 'ifdefine', 'directory', 'files', 'virtualhost', 'proxy', 'location', 'requireall', 'requireany'].includes(lower))
      return `cais: httpd: <${name}> is not simulated`
    if (lower === 'virtualhost' && !skipped) this.sites.push(draft())
    this.sections.push({ name: lower, argument, skipped })
    return undefined
  }

  private get place(): { readonly name: string; readonly argument: string } | undefined {
    return this.sections.findLast(({ name }) => name !== 'ifmodule' && name !== 'ifdefine' && !name.startsWith('require'))
  }

  private get site(): Draft {
    return this.sections.some(({ name }) => name === 'virtualhost') ? (this.sites.at(-1) ?? this.base) : this.base
  }

  private get directory(): Writable<DirectoryRule> | undefined {
    const { place } = this
    if (place?.name !== 'directory') return undefined
    const path = place.argument.replace(/(.)\/$/, '$1')
    const rule = this.directories.get(path) ?? { path, indexes: undefined, denied: undefined }
    this.directories.set(path, rule)
    return rule
  }

  private directive(key: string, directive: string, args: readonly string[]): string | undefined {
    const [first = '', second = ''] = args
    const { site } = this
    switch (key) {
      case 'loadmodule':
        this.loaded.add(first)
        return undefined
      case 'listen': {
        const [port = '80', address = '0.0.0.0'] = first.split(':').reverse()
        if (!Number.isInteger(Number(port))) return 'Port must be specified'
        this.listen.push({ address: address === '*' ? '0.0.0.0' : address, port: Number(port) })
        return undefined
      }
      case 'documentroot':
      case 'servername':
        site[key === 'servername' ? 'serverName' : 'documentRoot'] = first
        return undefined
      case 'serveralias':
        site.serverAliases.push(...args)
        return undefined
      case 'directoryindex':
        site.directoryIndex = args
        return undefined
      case 'logformat':
        this.formats.set(second, first)
        return undefined
      case 'customlog':
        site.customLog = { path: first, format: this.formats.get(second) ?? second }
        return undefined
      case 'alias':
        site.aliases.push({ path: first, target: second })
        return undefined
      case 'redirect':
        return this.redirect(args)
      case 'errordocument':
        site.errorDocuments.set(Number(first), args.slice(1).join(' '))
        return undefined
      case 'proxypass':
      case 'proxypassreverse': {
        const [path = '', url = ''] = this.place?.name === 'location' ? [this.place.argument, first] : [first, second]
        site[key === 'proxypass' ? 'proxies' : 'proxyReverse'].push({ path, url })
        return undefined
      }
      case 'balancermember':
        this.balancers.set(this.place?.argument ?? '', [...(this.balancers.get(this.place?.argument ?? '') ?? []), first])
        return undefined
      default:
        return this.other(key, directive, args)
    }
  }

  private redirect(args: readonly string[]): undefined {
    const named = redirectStatus[args[0] ?? ''] ?? (/^\d{3}$/.test(args[0] ?? '') ? Number(args[0]) : undefined)
    const [path = '', target = ''] = named === undefined ? args : args.slice(1)
    this.site.redirects.push({ path, target, status: named ?? 302 })
  }

  private other(key: string, directive: string, args: readonly string[]): string | undefined {
    const { directory } = this
    if (key === 'options' && directory) directory.indexes = args.some((arg) => /^\+?indexes$/i.test(arg))
    else if (key === 'require') {
      const words = args.join(' ').toLowerCase()
      if (!/^all (granted|denied)$/.test(words)) return `cais: httpd: Require ${args.join(' ')} is not simulated`
      if (directory) directory.denied = words === 'all denied'
    } else if (key === 'allowoverride') {
      if (!/^none$/i.test(args.join(' '))) return `cais: httpd: .htaccess files (AllowOverride ${args.join(' ')}) are not simulated`
    } else if (['serverroot', 'user', 'group', 'errorlog'].includes(key)) this.values.set(key, args.join(' '))
    else if (key !== 'options' && !neutral.has(key)) return this.unknown(directive)
    return undefined
  }
}

function finished(own: Draft, base: Site | undefined): Site {
  return {
    serverName: own.serverName ?? base?.serverName,
    serverAliases: own.serverAliases,
    documentRoot: own.documentRoot ?? base?.documentRoot ?? '/usr/local/apache2/htdocs',
    directoryIndex: own.directoryIndex ?? base?.directoryIndex ?? ['index.html'],
    aliases: [...own.aliases, ...(base?.aliases ?? [])],
    redirects: [...own.redirects, ...(base?.redirects ?? [])],
    errorDocuments: new Map([...(base?.errorDocuments ?? []), ...own.errorDocuments]),
    proxies: [...own.proxies, ...(base?.proxies ?? [])],
    proxyReverse: [...own.proxyReverse, ...(base?.proxyReverse ?? [])],
    customLog: own.customLog ?? base?.customLog,
  }
}

/** Parses httpd.conf; the first problem comes with its line. */
export function parseConfig(text: string): { readonly config: HttpdConfig; readonly problem: ConfigProblem | undefined } {
  const reader = new ConfigReader()
  let problem: ConfigProblem | undefined
  for (const [index, raw] of text.replace(/\\\n/g, ' ').split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const message = reader.line(line)
    if (message !== undefined) problem ??= { line: index + 1, message }
  }
  const base = finished(reader.base, undefined)
  const config: HttpdConfig = {
    ...base,
    listen: reader.listen,
    serverRoot: reader.values.get('serverroot') ?? '/usr/local/apache2',
    user: reader.values.get('user') ?? 'www-data',
    group: reader.values.get('group') ?? 'www-data',
    errorLog: reader.values.get('errorlog') ?? 'logs/error_log',
    sites: reader.sites.map((site) => finished(site, base)),
    balancers: reader.balancers,
    directories: [...reader.directories.values()],
  }
  return { config, problem }
}

/** The site for a Host: by ServerName or ServerAlias, else the first VirtualHost, else the main server. */
export function siteFor(config: HttpdConfig, host: string): Site {
  const name = host.toLowerCase().replace(/:\d+$/, '')
  const fits = (pattern: string | undefined) =>
    pattern !== undefined &&
    (pattern.includes('*')
      ? new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i').test(name)
      : pattern.toLowerCase().replace(/:\d+$/, '') === name)
  return config.sites.find(({ serverName, serverAliases }) => [serverName, ...serverAliases].some(fits)) ?? config.sites[0] ?? config
}

/** What the <Directory> sections say of a file. */
export function directoryRule(config: HttpdConfig, path: string): { readonly indexes: boolean; readonly denied: boolean } {
  const fitting = config.directories
    .filter((rule) => rule.path === '/' || path === rule.path || path.startsWith(`${rule.path}/`))
    .sort((a, b) => a.path.length - b.path.length)
  return {
    indexes: fitting.findLast(({ indexes }) => indexes !== undefined)?.indexes ?? false,
    denied: fitting.findLast(({ denied }) => denied !== undefined)?.denied ?? false,
  }
}
