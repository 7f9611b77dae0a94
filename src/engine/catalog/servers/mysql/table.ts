import type { ProgramTable } from '../../../linux/kernel/program.ts'
import { mysql, mysqladmin } from './mysql.ts'
import { mysqld } from './mysqld.ts'

const MIB = 1024 * 1024

/** Programs of the MySQL image. */
export const mysqlPrograms: ProgramTable = new Map([
  ['mysql/mysqld', { main: mysqld, rssBytes: 420 * MIB, startMs: 120 }],
  ['mysql/mysql', { main: mysql, rssBytes: 12 * MIB, startMs: 12 }],
  ['mysql/mysqladmin', { main: mysqladmin, rssBytes: 8 * MIB, startMs: 8 }],
])
