/** Models env -S: one argument becomes several, with quotes and simple escapes, as in `#!/usr/bin/env -S perl -w`. */
export function splitString(args: readonly string[]): readonly string[] {
  const out: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    const inline = /^(?:--split-string=|-[i0v]*S)([\s\S]*)$/.exec(arg)
    const flags = /^-([i0v]+)S/.exec(arg)?.[1]
    if (!inline) {
      out.push(arg)
      if (!arg.startsWith('-') || arg === '--') return [...out, ...args.slice(i + 1)]
      if (/^-[i0v]*[uC]$|^--(?:unset|chdir)$/.test(arg)) out.push(...args.slice(++i, i + 1))
      continue
    }
    if (flags) out.push(`-${flags}`)
    const text = inline[1] || args[++i]
    if (text === undefined) return [...out, arg]
    return splitString([...out, ...words(text), ...args.slice(i + 1)])
  }
  return out
}

function words(text: string): readonly string[] {
  const found: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (quote !== '' && c === quote) quote = ''
    else if (quote === '' && (c === "'" || c === '"')) {
      quote = c
      word ??= ''
    } else if (c === '\\' && quote !== "'" && i + 1 < text.length) {
      const next = text[++i] as string
      word = (word ?? '') + (escapes[next] ?? next)
    } else if (quote === '' && /\s/.test(c)) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else word = (word ?? '') + c
  }
  if (word !== undefined) found.push(word)
  return found
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', _: ' ' }
