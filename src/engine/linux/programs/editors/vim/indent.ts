import type { Options } from './options.ts'

type Indenting = Pick<Options, 'tabstop' | 'expandtab'>

/** Screen columns of leading blanks. */
export function indentWidth(blanks: string, options: Indenting): number {
  let width = 0
  for (const c of blanks) width += c === '\t' ? options.tabstop - (width % options.tabstop) : 1
  return width
}

/** Blanks of a width, with tabs unless 'expandtab'. */
export function indentText(width: number, options: Indenting): string {
  if (options.expandtab) return ' '.repeat(width)
  return '\t'.repeat(Math.floor(width / options.tabstop)) + ' '.repeat(width % options.tabstop)
}
