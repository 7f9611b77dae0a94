import type { Column, PsOptions } from './options.ts'

const list = (text: string): Column[] =>
  text.split(' ').map((word) => (word.includes('=') ? { name: word.split('=')[0] as string, header: word.split('=')[1] as string } : { name: word }))

/** The columns of each format letter (ps/sortformat.c, output.c). */
const formats: Readonly<Record<string, string>> = {
  '': 'pid tname time ucmd',
  f: 'user=UID pid ppid c stime tname time cmd',
  F: 'user=UID pid ppid c sz rss psr stime tname time cmd',
  l: 'f s uid pid ppid c opri ni addr sz wchan tname time ucmd',
  y: 's uid pid ppid c opri ni rss sz wchan tname time ucmd',
  j: 'pid pgid sid tname time ucmd',
  bsd: 'pid tname stat bsdtime args',
  'bsd-u': 'user pid pcpu pmem vsz rss tname stat start_time bsdtime args',
  'bsd-l': 'f uid pid ppid priority ni vsz rss wchan stat tname bsdtime args',
  'bsd-j': 'ppid pid pgid sid tname tpgid stat uid bsdtime args',
}

/** Formats that are known and not modelled. */
export const missingFormats: Readonly<Record<string, string>> = { 'bsd-v': 'v', 'bsd-s': 's', 'bsd-X': 'X' }

/** The columns to print. */
export function columnsOf(options: PsOptions): Column[] {
  if (options.columns.length > 0) return options.columns
  const key = options.format !== '' ? options.format : options.bsd ? 'bsd' : ''
  let columns = list(formats[key] ?? '')
  if (key === 'bsd-l' || key === 'bsd-u' || key === 'bsd-j' || key === 'bsd')
    columns = columns.map((column) => (column.name === 'args' && options.bsdNames ? { name: 'ucmd', header: 'COMMAND' } : column))
  const after = (name: string, ...added: Column[]): void => {
    const at = columns.findIndex((column) => column.name === name)
    if (at >= 0) columns.splice(at + 1, 0, ...added)
  }
  if (options.extra.has('T')) after('pid', { name: 'spid' })
  if (options.extra.has('L')) {
    after(columns.some((column) => column.name === 'ppid') ? 'ppid' : 'pid', { name: 'lwp' })
    after('c', { name: 'nlwp' })
    if (!columns.some((column) => column.name === 'c')) after('lwp', ...(key === '' ? [] : [{ name: 'nlwp' }]))
  }
  return columns
}
