import type { Editor } from './editor.ts'

/** The text vim shows when it starts without a file, centred; a row each, empty rows stay as they are. */
export function introduction(vi: Editor, height: number): string[] {
  const { version, modern } = vi
  const lines = [
    'VIM - Vi IMproved',
    '',
    `version ${version}`,
    'by Bram Moolenaar et al.',
    modern ? 'Modified by team+vim@tracker.debian.org' : 'Modified by <bugzilla@redhat.com>',
    'Vim is open source and freely distributable',
    '',
    modern ? 'Become a registered Vim user!' : 'Help poor children in Uganda!',
    modern ? 'type  :help register<Enter>   for information ' : 'type  :help iccf<Enter>       for information ',
    '',
    'type  :q<Enter>               to exit         ',
    'type  :help<Enter>  or  <F1>  for on-line help',
    `type  :help version${Number.parseInt(version, 10)}<Enter>   for version info`,
  ]
  const top = Math.floor((height - lines.length) / 2)
  if (top < 2 || vi.terminal.cols < 50) return []
  const rows = Array.from({ length: height }, () => '')
  lines.forEach((text, i) => {
    if (text !== '') rows[top + i] = `\x1b[94m~\x1b[m${' '.repeat(Math.max(0, Math.floor((vi.terminal.cols - text.length) / 2) - 1))}${text}`
  })
  return rows
}
