/** An option a program takes: short letter and long names, and whether it takes an argument. */
export interface OptionSpec {
  readonly short?: string
  readonly long?: string
  readonly argument?: 'none' | 'required' | 'optional'
  /** Key in the result; the long name, else the letter. */
  readonly key?: string
}

export interface Parsed {
  /** In command-line order. */
  readonly options: readonly { readonly key: string; readonly value: string | undefined }[]
  readonly operands: readonly string[]
  has(key: string): boolean
  /** The last value given. */
  value(key: string): string | undefined
  /** Every value given, in order. */
  values(key: string): readonly string[]
}

export type Getopt = { readonly ok: true; readonly value: Parsed } | { readonly ok: false; readonly message: string }

/** `'a b: long= color=?'`: letters and long names; `:` or `=` takes an argument, `=?` an optional one; `a|all` joins a letter and a long name. */
export function optionTable(spec: string): readonly OptionSpec[] {
  return spec
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const argument = word.endsWith('=?') ? 'optional' : /[:=]$/.test(word) ? 'required' : 'none'
      const names = word.replace(/(=\?|[:=])$/, '').split('|')
      const short = names.find((name) => name.length === 1)
      const long = names.find((name) => name.length > 1)
      return { ...(short && { short }), ...(long && { long }), argument, key: long ?? short ?? '' } as const
    })
}

/**
 * getopt_long(3) with glibc's messages (without the program's name in front). Operands and options may mix unless `inOrder` (POSIXLY_CORRECT:
 * the first operand ends the options, as `env`, `xargs` and `sudo` want).
 */
export function getopt(args: readonly string[], specs: readonly OptionSpec[], settings: { inOrder?: boolean } = {}): Getopt {
  const options: { key: string; value: string | undefined }[] = []
  const operands: string[] = []
  const keyOf = (spec: OptionSpec) => spec.key ?? spec.long ?? spec.short ?? ''
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const [name = '', ...rest] = arg.slice(2).split('=')
      const inline = rest.length > 0 ? rest.join('=') : undefined
      const exact = specs.find((spec) => spec.long === name)
      const matches = exact ? [exact] : specs.filter((spec) => spec.long?.startsWith(name))
      const keys = new Set(matches.map(keyOf))
      if (matches.length === 0) return { ok: false, message: `unrecognized option '--${name}'` }
      if (keys.size > 1) {
        const possible = matches.map((spec) => `'--${spec.long}'`).join(' ')
        return { ok: false, message: `option '--${name}' is ambiguous; possibilities: ${possible}` }
      }
      const spec = matches[0] as OptionSpec
      if (spec.argument === 'none' && inline !== undefined) return { ok: false, message: `option '--${spec.long}' doesn't allow an argument` }
      if (spec.argument === 'required' && inline === undefined) {
        if (i + 1 >= args.length) return { ok: false, message: `option '--${spec.long}' requires an argument` }
        options.push({ key: keyOf(spec), value: args[++i] })
      } else options.push({ key: keyOf(spec), value: inline })
      continue
    }
    if (arg.startsWith('-') && arg !== '-') {
      for (let j = 1; j < arg.length; j++) {
        const letter = arg[j] as string
        const spec = specs.find((candidate) => candidate.short === letter)
        if (!spec) return { ok: false, message: `invalid option -- '${letter}'` }
        if (spec.argument === 'none' || spec.argument === undefined) {
          options.push({ key: keyOf(spec), value: undefined })
          continue
        }
        const rest = arg.slice(j + 1)
        if (rest !== '') options.push({ key: keyOf(spec), value: rest })
        else if (spec.argument === 'optional') options.push({ key: keyOf(spec), value: undefined })
        else if (i + 1 < args.length) options.push({ key: keyOf(spec), value: args[++i] })
        else return { ok: false, message: `option requires an argument -- '${letter}'` }
        break
      }
      continue
    }
    if (settings.inOrder) {
      operands.push(...args.slice(i))
      break
    }
    operands.push(arg)
  }
  return {
    ok: true,
    value: {
      options,
      operands,
      has: (key) => options.some((option) => option.key === key),
      value: (key) => options.findLast((option) => option.key === key)?.value,
      values: (key) => options.filter((option) => option.key === key).map((option) => option.value ?? ''),
    },
  }
}
