import { civilTime, daysInMonth, daysOfDate, monthNames } from '../../../base/calendar.ts'
import { localZone } from '../../libc/local-zone.ts'
import { sys } from '../../sys.ts'
import { utility } from './frame.ts'

/** Models cal(1): months and years, -3, -y, -m. Leaves out Julian days, week numbers, and the calendar before September 1752. */
export const cal = utility({
  name: 'cal',
  usage: ['[options] [[[day] month] year]'],
  summary: 'Display a calendar, or some part of it.',
  options: '1|one 3|three n|months= S|span s|sunday m|monday j|julian reform= iso y|year Y|twelve w|week=? v|vertical c|columns= color=?',
  unsimulated: ['months', 'span', 'julian', 'reform', 'iso', 'twelve', 'week', 'vertical', 'columns', 'color'],
  *run(run) {
    const today = civilTime(yield* sys.clockRealtime({}), yield* localZone(run.env))
    const numbers = run.operands.map(Number)
    const [a, b, c] = numbers
    const [day, month, year] = numbers.length >= 3 ? [a, b, c] : numbers.length === 2 ? [undefined, a, b] : [undefined, undefined, a]
    if (numbers.length > 3) return yield* run.usageError('bad usage')
    if (year !== undefined && !(Number.isInteger(year) && year >= 1753 && year <= 9999))
      return yield* run.fail(
        Number.isInteger(year) && (year as number) >= 1 ? 'cais: years before 1753 are not simulated' : `not a valid year ${run.operands.at(-1)}`,
      )
    if (month !== undefined && !(month >= 1 && month <= 12)) return yield* run.fail(`illegal month value: use 1-12`)
    const highlighted = (yield* sys.tcgetattr({ fd: 1 })).ok
    const mark = (y: number, m: number) => {
      if (day !== undefined && year === y && month === m) return day
      return highlighted && y === today.year && m === today.month ? today.day : undefined
    }
    const monday = run.has('monday')
    if (run.has('year') || (year !== undefined && month === undefined)) {
      yield* run.say(wholeYear(year ?? today.year, mark, monday))
      return 0
    }
    const y = year ?? today.year
    const m = month ?? today.month
    const shown = run.has('three') ? [m - 1, m, m + 1] : [m]
    const blocks = shown.map((n) => block(y + Math.floor((n - 1) / 12), ((n + 11) % 12) + 1, mark, monday, true))
    yield* run.say(beside(blocks))
    return 0
  },
})

type Mark = (year: number, month: number) => number | undefined
const weekdays = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa']
const WIDTH = 20

const centred = (text: string, width: number): string => {
  const left = Math.floor((width - text.length) / 2)
  return `${' '.repeat(Math.max(0, left))}${text}`.padEnd(width)
}

/** Eight lines of one month: title, weekdays, six weeks. */
function block(year: number, month: number, mark: Mark, monday: boolean, withYear: boolean): string[] {
  const name = monthNames[month - 1] ?? ''
  const first = (((daysOfDate(year, month, 1) + 4) % 7) + 7 - (monday ? 1 : 0)) % 7
  const marked = mark(year, month)
  const days = Array.from({ length: daysInMonth(year, month) }, (_, i) => {
    const text = String(i + 1).padStart(2)
    return i + 1 === marked ? `\x1b[7m${text}\x1b[0m` : text
  })
  const cells = [...new Array<string>(first).fill('  '), ...days]
  while (cells.length < 42) cells.push('  ')
  const weeks = Array.from({ length: 6 }, (_, week) => cells.slice(week * 7, week * 7 + 7).join(' '))
  const names = monday ? [...weekdays.slice(1), 'Su'] : weekdays
  return [centred(withYear ? `${name} ${year}` : name, WIDTH), names.join(' '), ...weeks]
}

function beside(blocks: readonly (readonly string[])[], gap = '  '): string {
  return (blocks[0] ?? []).map((_, row) => `${blocks.map((lines) => lines[row]).join(gap)}\n`).join('')
}

function wholeYear(year: number, mark: Mark, monday: boolean): string {
  let text = `${centred(String(year), 66).trimEnd()}\n\n`
  for (let month = 1; month <= 12; month += 3)
    text += beside(
      [month, month + 1, month + 2].map((n) => block(year, n, mark, monday, false)),
      '   ',
    )
  return text
}
