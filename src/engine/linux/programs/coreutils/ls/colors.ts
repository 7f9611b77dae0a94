import type { Entry } from './entry.ts'

/** Models ls's colours: the LS_COLORS variable over the built-in defaults of file types. */
const defaults: readonly (readonly [string, string])[] = [
  ['di', '01;34'],
  ['ln', '01;36'],
  ['pi', '33'],
  ['so', '01;35'],
  ['bd', '01;33'],
  ['cd', '01;33'],
  ['ex', '01;32'],
  ['do', '01;35'],
  ['su', '37;41'],
  ['sg', '30;43'],
  ['st', '37;44'],
  ['ow', '34;42'],
  ['tw', '30;42'],
]

export class Colors {
  private readonly codes = new Map<string, string>(defaults)
  private readonly suffixes: (readonly [string, string])[] = []
  /** Something was coloured already. */
  private used = false

  constructor(variable: string) {
    for (const part of variable.split(':')) {
      const equals = part.indexOf('=')
      if (equals < 0) continue
      const key = part.slice(0, equals)
      if (key.startsWith('*')) this.suffixes.unshift([key.slice(1).toLowerCase(), part.slice(equals + 1)])
      else this.codes.set(key, part.slice(equals + 1))
    }
  }

  /** A shown name in the colour of what it names. */
  paint(shown: string, code: string | undefined): string {
    if (code === undefined) return shown
    const start = this.used ? '' : '\x1b[0m'
    this.used = true
    return `${start}\x1b[${code}m${shown}\x1b[0m`
  }

  codeOf(entry: Entry): string | undefined {
    if (entry.type === 'symlink') return this.linkCode(entry)
    return this.typeCode(entry.name, entry.type, entry.stat?.mode ?? 0, entry.stat?.nlink ?? 1)
  }

  /** The colour of what a link leads to (after `->`): links are only looked through where broken ones have a colour. */
  codeOfTarget(entry: Entry): string | undefined {
    if (!this.code('or') && !this.code('mi') && this.codes.get('ln') !== 'target') return undefined
    if (!entry.targetStat) return this.code('mi') ?? this.code('or')
    return this.typeCode(entry.target ?? '', entry.targetStat.type, entry.targetStat.mode, entry.targetStat.nlink)
  }

  private linkCode(entry: Entry): string | undefined {
    if (this.codes.get('ln') === 'target' && entry.targetStat) return this.codeOfTarget(entry)
    const orphan = entry.statted && !entry.targetStat ? this.code('or') : undefined
    return orphan ?? this.code('ln')
  }

  private typeCode(name: string, type: Entry['type'], mode: number, links: number): string | undefined {
    switch (type) {
      case 'directory':
        return (mode & 0o1002) === 0o1002 ? this.code('tw') : mode & 2 ? this.code('ow') : mode & 0o1000 ? this.code('st') : this.code('di')
      case 'symlink':
        return this.code('ln')
      case 'fifo':
        return this.code('pi')
      case 'socket':
        return this.code('so')
      case 'block':
        return this.code('bd')
      case 'char':
        return this.code('cd')
      default:
        return this.fileCode(name, mode, links)
    }
  }

  private fileCode(name: string, mode: number, links: number): string | undefined {
    const special =
      mode & 0o4000 ? this.code('su') : mode & 0o2000 ? this.code('sg') : mode & 0o111 ? this.code('ex') : links > 1 ? this.code('mh') : undefined
    if (special) return special
    const lower = name.toLowerCase()
    return this.suffixes.find(([suffix]) => lower.endsWith(suffix))?.[1] ?? this.code('fi')
  }

  private code(key: string): string | undefined {
    const code = this.codes.get(key)
    return code === undefined || code === '' || code === '0' || code === '00' ? undefined : code
  }
}
