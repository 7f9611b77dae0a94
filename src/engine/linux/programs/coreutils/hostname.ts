import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { getaddrinfo, hostName, parseHosts, resolveErrorText } from '../../libc/resolver.ts'
import { fail, print, printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models hostname(1) of Debian and of net-tools: showing and setting the name, the fully qualified name, the addresses. Leaves out NIS names. */
const usage = `Usage: hostname [-b] {hostname|-F file}         set host name (from file)
       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name
       hostname                                 display host name

       {yp,nis,}domainname {nisdomain|-F file}  set NIS domain name (from file)
       {yp,nis,}domainname                      display NIS domain name

       dnsdomainname                            display dns domain name

       hostname -V|--version|-h|--help          print info and exit

Program name:
       {yp,nis,}domainname=hostname -y
       dnsdomainname=hostname -d

Program options:
    -a, --alias            alias names
    -A, --all-fqdns        all long host names (FQDNs)
    -b, --boot             set default hostname if none available
    -d, --domain           DNS domain name
    -f, --fqdn, --long     long host name (FQDN)
    -F, --file             read host name or NIS domain name from given file
    -i, --ip-address       addresses for the host name
    -I, --all-ip-addresses all addresses for the host
    -s, --short            short host name
    -y, --yp, --nis        NIS/YP domain name

Description:
   This command can get or set the host name or the NIS domain name. You can
   also get the DNS domain or the FQDN (fully qualified domain name).
   Unless you are using bind or NIS for host lookups you can change the
   FQDN (Fully Qualified Domain Name) and the DNS domain name (which is
   part of the FQDN) in the /etc/hosts file.
`

const options = optionTable(
  'a|alias A|all-fqdns b|boot d|domain f|fqdn long F|file= i|ip-address I|all-ip-addresses s|short y|yp nis V|version h|help v|verbose',
)

export const hostname: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), options)
  if (!parsed.ok) {
    yield* printError(`hostname: ${parsed.message}\n${usage}`)
    return 255
  }
  const given = parsed.value
  if (given.has('help')) {
    yield* printError(usage)
    return 255
  }
  if (given.has('version')) {
    yield* print('hostname 3.23\n')
    return 0
  }
  for (const key of ['yp', 'nis']) if (given.has(key)) return yield* fail('cais: hostname', `--${key} is not simulated`)
  const file = given.value('file')
  if (file !== undefined) return yield* setFromFile(file)
  const [name] = given.operands
  if (name !== undefined) return yield* setName(name)
  const host = (yield* sys.uname({})).nodename
  const mode = given.options.filter(({ key }) => key !== 'boot' && key !== 'verbose').at(-1)?.key
  return yield* show(mode, host)
}

function* show(mode: string | undefined, host: string): Sys<number> {
  switch (mode) {
    case undefined:
      return yield* line(host)
    case 'short':
      return yield* line(host.split('.')[0] ?? host)
    case 'all-ip-addresses':
      return yield* line((yield* ownAddresses()).map((address) => `${address} `).join(''))
    case 'all-fqdns': {
      const names: string[] = []
      for (const address of yield* ownAddresses()) names.push((yield* hostName(address)) ?? address)
      return yield* line(names.map((name) => `${name} `).join(''))
    }
    case 'ip-address': {
      const found = yield* getaddrinfo(host, { port: 0 })
      if (!found.ok) return yield* fail('hostname', resolveErrorText(found.error))
      return yield* line([...new Set(found.value.map(({ address }) => address))].join(' '))
    }
  }
  const names = yield* canonicalNames(host)
  if (!names) return yield* fail('hostname', 'Name or service not known')
  const [canonical = host, ...aliases] = names
  if (mode === 'alias') return yield* line(aliases.join(' '))
  if (mode === 'domain') return yield* line(canonical.includes('.') ? canonical.slice(canonical.indexOf('.') + 1) : '')
  return yield* line(canonical)
}

/** The canonical name and the aliases: a line of /etc/hosts, else the name that resolves. */
function* canonicalNames(host: string): Sys<readonly string[] | undefined> {
  const hosts = yield* readFile('/etc/hosts')
  const entry = parseHosts(hosts.ok ? hosts.value : '').find(({ names }) => names.includes(host))
  if (entry) return entry.names
  return (yield* getaddrinfo(host, { port: 0 })).ok ? [host] : undefined
}

/** Addresses of interfaces that are up, without the loopback's and the link-local IPv6 ones. */
function* ownAddresses(): Sys<readonly string[]> {
  const [links, addresses] = [yield* sys.linkList({}), yield* sys.addressList({})]
  if (!links.ok || !addresses.ok) return []
  const up = new Set(links.value.filter((link) => link.up && link.kind !== 'loopback').map((link) => link.name))
  return addresses.value.filter((one) => up.has(one.device) && !one.address.startsWith('fe80')).map((one) => one.address.split('/')[0] ?? '')
}

function* setFromFile(path: string): Sys<number> {
  const text = yield* readFile(path)
  if (!text.ok) return yield* fail('hostname', strerror(text.error))
  const name = text.value.split('\n').find((one) => one !== '' && !one.startsWith('#'))
  return name === undefined ? 1 : yield* setName(name.trim())
}

function* setName(name: string): Sys<number> {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/.test(name)) return yield* fail('hostname', 'the specified hostname is invalid')
  const set = yield* sys.sethostname({ name })
  if (set.ok) return 0
  return yield* fail('hostname', set.error === 'EPERM' ? 'you must be root to change the host name' : strerror(set.error))
}

function* line(text: string): Sys<number> {
  yield* print(`${text}\n`)
  return 0
}
