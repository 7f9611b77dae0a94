import type { Sys } from '../kernel/calls.ts'
import { readFile } from './stdio.ts'

/** A line of /etc/shadow (shadow(5)): days count from 1970-01-01; undefined where the field is empty. */
export interface Shadow {
  readonly name: string
  /** Empty: no password needed; beginning with `!` or `*`: none matches. */
  readonly password: string
  readonly changedDay: number | undefined
  readonly minimumDays: number | undefined
  readonly maximumDays: number | undefined
  readonly warningDays: number | undefined
  readonly inactiveDays: number | undefined
  readonly expiresDay: number | undefined
}

/** Entries of an /etc/shadow text. */
export function parseShadow(text: string): readonly Shadow[] {
  const number = (field: string | undefined) => (field !== undefined && /^\d+$/.test(field) ? Number(field) : undefined)
  return text.split('\n').flatMap((line) => {
    const [name = '', password = '', changed, minimum, maximum, warning, inactive, expires] = line.split(':')
    if (name === '') return []
    return [
      {
        name,
        password,
        changedDay: number(changed),
        minimumDays: number(minimum),
        maximumDays: number(maximum),
        warningDays: number(warning),
        inactiveDays: number(inactive),
        expiresDay: number(expires),
      },
    ]
  })
}

/** The line as it is written back. */
export const formatShadow = (entry: Shadow): string =>
  [entry.name, entry.password, entry.changedDay, entry.minimumDays, entry.maximumDays, entry.warningDays, entry.inactiveDays, entry.expiresDay, '']
    .map((field) => field ?? '')
    .join(':')

/** getspnam(3): undefined when there is no such line, or the file may not be read. */
export function* shadowOf(name: string): Sys<Shadow | undefined> {
  const text = yield* readFile('/etc/shadow')
  return text.ok ? parseShadow(text.value).find((entry) => entry.name === name) : undefined
}
