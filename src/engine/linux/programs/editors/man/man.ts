import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { openPipeTo, waitFor } from '../../../libc/spawn.ts'
import { print, printError, write } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { ManualPage } from './pages.ts'
import { pages } from './pages.ts'

const sections: Readonly<Record<number, string>> = { 1: 'User Commands', 5: 'File Formats', 8: 'System Administration' }

/**
 * Models man of man-db as a reader: it looks a page up and shows it with less. The pages are short ones of our own, not the programs' manuals;
 * /usr/share/man, groff, databases, other languages are left out.
 */
export const man: Main = function* ({ argv }) {
  const words = argv.slice(1)
  const mode = words[0] === '-k' || words[0] === '-f' ? words.shift() : undefined
  const bad = words.find((word) => word.startsWith('-'))
  if (bad !== undefined) {
    yield* printError(`cais: man: ${bad} is not simulated\n`)
    return 1
  }
  const section = /^[1-9]$/.test(words[0] ?? '') && words.length > 1 ? Number(words.shift()) : undefined
  if (words.length === 0) {
    if (mode) {
      yield* printError(mode === '-k' ? 'apropos what?\n' : 'whatis what?\n')
      return 1
    }
    yield* printError(`What manual page do you want?${section === undefined ? "\nFor example, try 'man man'." : ''}\n`)
    return 1
  }
  let code = 0
  for (const word of words) {
    if (mode) code = (yield* summaries(word, mode === '-k')) || code
    else if (!(yield* showPage(word, section))) {
      yield* printError(`No manual entry for ${word}${section === undefined ? '' : ` in section ${section}`}\n`)
      code = 16
    }
  }
  return code
}

function* summaries(word: string, anywhere: boolean): Sys<number> {
  const found = Object.entries(pages).filter(([name, page]) =>
    anywhere ? `${name} ${page.summary}`.toLowerCase().includes(word.toLowerCase()) : name === word,
  )
  for (const [name, page] of found.sort(([a], [b]) => (a < b ? -1 : 1))) yield* print(`${`${name} (${page.section})`.padEnd(20)} - ${page.summary}\n`)
  if (found.length > 0) return 0
  yield* printError(`${word}: nothing appropriate.\n`)
  return 16
}

function* showPage(name: string, section: number | undefined): Sys<boolean> {
  const page = pages[name === 'vim' || name === 'view' ? 'vi' : name]
  if (!page || (section !== undefined && page.section !== section)) return false
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  if (!size.ok) {
    yield* print(format(name, page, 80, false))
    return true
  }
  const title = ` Manual page ${name}(${page.section}) line %lt (press h for help or q to quit)`
  const pager = yield* openPipeTo({ argv: ['less', '-R', '-P', title] })
  if (!pager.ok) return false
  yield* write(pager.value.fd, format(name, page, Math.max(40, size.value.cols - 2), true))
  yield* sys.close({ fd: pager.value.fd })
  yield* waitFor(pager.value.pid)
  return true
}

/** A page as groff lays it out: names of sections at the margin, text seven columns in. */
function format(name: string, page: ManualPage, width: number, styled: boolean): string {
  const bold = (text: string): string => (styled ? `\x1b[1m${text}\x1b[m` : text)
  const corner = `${name.toUpperCase()}(${page.section})`
  const middle = sections[page.section] ?? ''
  const frame = (left: string, centre: string, right: string): string => {
    const gap = Math.max(1, Math.floor((width - centre.length) / 2) - left.length)
    const line = left + ' '.repeat(gap) + centre
    return line + ' '.repeat(Math.max(1, width - line.length - right.length)) + right
  }
  const indented = (text: string, by: number): string =>
    wrap(text, width - by)
      .map((line) => ' '.repeat(by) + line)
      .join('\n')
  const out = [frame(corner, middle, corner), '', bold('NAME'), indented(`${name} - ${page.summary}`, 7), '', bold('SYNOPSIS')]
  for (const form of page.synopsis) out.push(`       ${bold(name)} ${form}`)
  out.push('', bold('DESCRIPTION'), indented(page.description, 7), '')
  for (const [form, meaning] of page.options ?? []) out.push(`       ${bold(form)}`, indented(meaning, 14), '')
  out.push(frame('Cais', "a short page, not the program's own manual", corner))
  return `${out.join('\n')}\n`
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
