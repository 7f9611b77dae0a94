import type { Main, ProgramTable } from '../../kernel/program.ts'
import { awk } from './awk/awk.ts'
import { cmp } from './diff/cmp.ts'
import { diff } from './diff/diff.ts'
import { egrep, fgrep, grep } from './grep/grep.ts'
import { sed } from './sed/sed.ts'

const mains: Readonly<Record<string, Main>> = { awk, cmp, diff, egrep, fgrep, grep, sed }

/** Programs that search, edit and compare text. */
export const textPrograms: ProgramTable = new Map(Object.entries(mains).map(([name, main]) => [`text/${name}`, { main }]))
