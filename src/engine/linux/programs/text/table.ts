import type { Main, ProgramTable } from '../../kernel/program.ts'
import { awk } from './awk/awk.ts'
import { egrep, fgrep, grep } from './grep/grep.ts'
import { sed } from './sed/sed.ts'

const mains: Readonly<Record<string, Main>> = { awk, egrep, fgrep, grep, sed }

/** Programs that search, edit and compare text. */
export const textPrograms: ProgramTable = new Map(Object.entries(mains).map(([name, main]) => [`text/${name}`, { main }]))
