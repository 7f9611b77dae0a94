import type { ProgramTable } from '../../kernel/program.ts'
import { ifdown, ifup } from './ifup.ts'

/** Scripts that bring network interfaces up and down. */
export const netScriptPrograms: ProgramTable = new Map([
  ['net-scripts/ifup', { main: ifup }],
  ['net-scripts/ifdown', { main: ifdown }],
])
