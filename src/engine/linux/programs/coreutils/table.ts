import type { Main, ProgramTable } from '../../kernel/program.ts'
import { cat } from './cat.ts'
import { echo } from './echo.ts'
import { dir, ls, vdir } from './ls/ls.ts'

const mains: Readonly<Record<string, Main>> = { cat, dir, echo, ls, vdir }

/** Programs of GNU coreutils and the small tools that live beside them. */
export const coreutilsPrograms: ProgramTable = new Map(Object.entries(mains).map(([name, main]) => [`coreutils/${name}`, { main }]))
