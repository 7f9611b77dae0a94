import type { Sys } from '../../../linux/kernel/calls.ts'
import { errnos, strerror } from '../../../linux/kernel/errno.ts'
import { fnmatch } from '../../../linux/libc/glob.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { checkDirective, isBlock } from './directives.ts'
import type { LexProblem, Token } from './lexer.ts'
import { tokens } from './lexer.ts'

/** One directive of the configuration, with those in its braces. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly file: string
  readonly line: number
  readonly block?: readonly Directive[]
}

/** What nginx refuses a configuration with: `[emerg] message in file:line`. */
export class ConfigError extends Error {
  constructor(
    readonly text: string,
    readonly where?: { readonly file: string; readonly line: number },
  ) {
    super(where ? `${text} in ${where.file}:${where.line}` : text)
  }
}

/** nginx knows it, the lab does not. */
export class Unmodelled extends ConfigError {}

/** A configuration with the files it came from, in the order opened (for -T). */
export interface ParsedFiles {
  readonly directives: readonly Directive[]
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

/** Contexts a block opens; `main` is the file itself. Blocks that hold data (map, types) have no directives of their own. */
const dataBlocks = new Set(['types', 'map', 'geo', 'split_clients', 'charset_map'])

/**
 * Reads nginx.conf and what it includes, checking each directive's name, place and number of arguments as it goes, so that the first problem met is
 * the one reported (src/core/ngx_conf_file.c). Throws ConfigError.
 */
export function* parseFiles(path: string, globals: string): Sys<ParsedFiles> {
  const reader = new Reader()
  const fromCommandLine = globals === '' ? [] : yield* reader.parameter(globals)
  const directives = yield* reader.file(path, ['main'], undefined)
  return { directives: [...fromCommandLine, ...directives], files: reader.files }
}

type TokenStream = Generator<Token, LexProblem | undefined>

class Reader {
  readonly files: { path: string; text: string }[] = []

  private lastLine(file: string): number {
    const text = this.files.findLast((one) => one.path === file)?.text ?? ''
    return text.split('\n').length
  }

  *parameter(text: string): Sys<Directive[]> {
    try {
      return yield* this.body(tokens(text), 'command line', ['main'], false)
    } catch (error) {
      if (error instanceof ConfigError && error.where)
        throw new ConfigError(`${error.text.replace('end of file, expecting ";" or "}"', 'end of parameter, expecting ";"')} in command line`)
      throw error
    }
  }

  *file(path: string, contexts: readonly string[], from: { file: string; line: number } | undefined): Sys<Directive[]> {
    const text = yield* readFile(path)
    if (!text.ok) throw new ConfigError(`open() "${path}" failed (${errnos[text.error][0]}: ${strerror(text.error)})`, from)
    this.files.push({ path, text: text.value })
    return yield* this.body(tokens(text.value), path, contexts, false)
  }

  private *body(stream: TokenStream, file: string, contexts: readonly string[], inBlock: boolean): Sys<Directive[]> {
    const out: Directive[] = []
    let words: Token[] = []
    for (;;) {
      const next = stream.next()
      if (next.done) {
        if (next.value) throw new ConfigError(next.value.message, { file, line: next.value.line })
        if (inBlock) throw new ConfigError('unexpected end of file, expecting "}"', { file, line: this.lastLine(file) })
        return out
      }
      const token = next.value
      if (token.kind === 'word') words.push(token)
      else if (token.kind === '}') {
        if (!inBlock) throw new ConfigError('unexpected "}"', { file, line: token.line })
        return out
      } else {
        const [first, ...rest] = words
        words = []
        if (first)
          yield* this.directive(
            { name: first.text, args: rest.map((word) => word.text), file, line: token.line },
            token.kind === '{',
            stream,
            contexts,
            out,
          )
      }
    }
  }

  private *directive(found: Directive, opens: boolean, stream: TokenStream, contexts: readonly string[], out: Directive[]): Sys<void> {
    const context = contexts.at(-1) ?? 'main'
    if (dataBlocks.has(context)) {
      if (opens) throw new ConfigError('unexpected "{"', found)
      if (found.name === 'include') out.push(...(yield* this.include(found, contexts)))
      else out.push(found)
      return
    }
    const problem = checkDirective(found, context, opens)
    if (problem === 'unmodelled') throw new Unmodelled(`"${found.name}" is not simulated`, found)
    if (problem !== undefined) throw new ConfigError(problem.message, found)
    if (found.name === 'include') {
      out.push(...(yield* this.include(found, contexts)))
      return
    }
    if (!isBlock(found.name, context)) {
      out.push(found)
      return
    }
    const inside = found.name === 'if' ? (context === 'server' ? 'server if' : 'location if') : found.name
    out.push({ ...found, block: yield* this.body(stream, found.file, [...contexts, inside], true) })
  }

  /** A file, or a pattern: one that matches nothing is no error. Relative to the configuration's own folder. */
  private *include(found: Directive, contexts: readonly string[]): Sys<Directive[]> {
    const [name = ''] = found.args
    const path = name.startsWith('/') ? name : `/etc/nginx/${name}`
    if (!/[*?[]/.test(path)) return yield* this.file(path, contexts, found)
    const folder = path.slice(0, path.lastIndexOf('/'))
    const pattern = path.slice(folder.length + 1)
    const entries = yield* sys.getdents({ path: folder })
    const names = entries.ok ? entries.value.map((entry) => entry.name).filter((entry) => !entry.startsWith('.') && fnmatch(pattern, entry)) : []
    const out: Directive[] = []
    for (const each of names.sort()) out.push(...(yield* this.file(`${folder}/${each}`, contexts, found)))
    return out
  }
}
