import type { ProgramTable } from '../../../linux/kernel/program.ts'
import { gosu } from './gosu.ts'
import { initdb } from './initdb.ts'
import { pgCtl } from './pg-ctl.ts'
import { postgres } from './postgres.ts'
import { psql } from './psql/psql.ts'
import { createdb, createuser, dropdb, dropuser, pgIsready } from './tools.ts'

const MIB = 1024 * 1024

/** Programs of the PostgreSQL image. */
export const postgresPrograms: ProgramTable = new Map([
  ['postgres/postgres', { main: postgres, rssBytes: 28 * MIB, startMs: 20 }],
  ['postgres/initdb', { main: initdb, rssBytes: 4 * MIB, startMs: 4 }],
  ['postgres/pg-ctl', { main: pgCtl, rssBytes: 3 * MIB, startMs: 2 }],
  ['postgres/psql', { main: psql, rssBytes: 9 * MIB, startMs: 12 }],
  ['postgres/pg-isready', { main: pgIsready, rssBytes: 6 * MIB, startMs: 3 }],
  ['postgres/createdb', { main: createdb, rssBytes: 6 * MIB, startMs: 3 }],
  ['postgres/dropdb', { main: dropdb, rssBytes: 6 * MIB, startMs: 3 }],
  ['postgres/createuser', { main: createuser, rssBytes: 6 * MIB, startMs: 3 }],
  ['postgres/dropuser', { main: dropuser, rssBytes: 6 * MIB, startMs: 3 }],
  ['servers/gosu', { main: gosu, rssBytes: 3 * MIB, startMs: 2 }],
])
