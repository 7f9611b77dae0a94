import type { ProgramTable } from '../../kernel/program.ts'
import { yumConfigManager } from './config-manager.ts'
import { rpm } from './rpm.ts'
import { yum } from './yum/yum.ts'

const MIB = 1024 * 1024

/** Package management of CentOS. */
export const rpmPrograms: ProgramTable = new Map([
  ['rpm/rpm', { main: rpm, rssBytes: 8 * MIB }],
  ['rpm/yum', { main: yum, rssBytes: 45 * MIB, startMs: 180 }],
  ['rpm/yum-config-manager', { main: yumConfigManager, rssBytes: 40 * MIB, startMs: 180 }],
])
