/** /etc/resolv.conf as glibc reads it (resolv.conf(5)). */
export interface ResolvConf {
  /** At most three; 127.0.0.1 when none is named. */
  readonly nameservers: readonly string[]
  readonly search: readonly string[]
  readonly ndots: number
  readonly timeoutMs: number
  readonly attempts: number
  readonly rotate: boolean
}

export function parseResolvConf(text: string): ResolvConf {
  const nameservers: string[] = []
  let search: readonly string[] = []
  let [ndots, timeout, attempts, rotate] = [1, 5, 2, false]
  for (const line of text.split('\n')) {
    if (/^[#;]/.test(line)) continue
    const [keyword, ...words] = line.split(/\s+/).filter(Boolean)
    if (keyword === 'nameserver' && words[0] && nameservers.length < 3) nameservers.push(words[0])
    else if (keyword === 'search') search = words.slice(0, 6)
    else if (keyword === 'domain' && words[0]) search = [words[0]]
    else if (keyword === 'options') {
      for (const word of words) {
        const [name, value] = word.split(':')
        const number = Math.max(0, Number(value ?? Number.NaN))
        if (name === 'ndots' && number >= 0) ndots = Math.min(15, number)
        else if (name === 'timeout' && number >= 0) timeout = Math.min(30, number)
        else if (name === 'attempts' && number >= 0) attempts = Math.min(5, number)
        else if (name === 'rotate') rotate = true
      }
    }
  }
  return { nameservers: nameservers.length > 0 ? nameservers : ['127.0.0.1'], search, ndots, timeoutMs: timeout * 1000, attempts, rotate }
}

/** Names to try, in order, for one asked (res_search): a final dot asks for exactly that name. */
export function searchNames(name: string, conf: Pick<ResolvConf, 'search' | 'ndots'>): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const dots = name.split('.').length - 1
  const searched = conf.search.map((domain) => (domain === '.' ? name : `${name}.${domain.replace(/\.$/, '')}`))
  return dots >= conf.ndots ? [name, ...searched] : [...searched, name]
}
