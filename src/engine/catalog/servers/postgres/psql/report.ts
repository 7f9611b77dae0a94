import type { Notice } from '../connection.ts'

/** A server's complaint as psql prints it, with the line of the statement it points at. */
export function noticeText(notice: Notice, sql: string, verbosity: 'default' | 'terse' = 'default'): string {
  const { severity, message, detail, hint, position } = notice
  let text = `${severity}:  ${message}\n`
  if (verbosity === 'terse') return position === undefined ? text : `${severity}:  ${message} at character ${position}\n`
  if (position !== undefined) text += pointer(sql, position)
  if (detail !== undefined && detail !== '') text += `DETAIL:  ${detail}\n`
  if (hint !== undefined) text += `HINT:  ${hint}\n`
  return text
}

/** `LINE 1: select * fron t` and a caret below; long lines are cut around the place (libpq's reportErrorPosition). */
function pointer(sql: string, position: number): string {
  const before = sql.slice(0, position - 1)
  const number = before.split('\n').length
  const start = before.lastIndexOf('\n') + 1
  const end = sql.indexOf('\n', position - 1)
  const line = sql.slice(start, end < 0 ? undefined : end).replaceAll('\t', ' ')
  const column = position - 1 - start
  const label = `LINE ${number}: `
  if (line.length <= 60) return `${label}${line}\n${' '.repeat(label.length + column)}^\n`
  let from = 0
  let to = line.length
  if (column + 10 < 60) to = Math.min(line.length, 60)
  else if (line.length - column < 40) from = line.length - 60
  else {
    from = column - 30
    to = column + 30
  }
  const lead = from > 0 ? '...' : ''
  return `${label}${lead}${line.slice(from, to)}${to < line.length ? '...' : ''}\n${' '.repeat(label.length + lead.length + column - from)}^\n`
}
