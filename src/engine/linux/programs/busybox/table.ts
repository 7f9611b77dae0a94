import type { ProgramTable } from '../../kernel/program.ts'
import { busybox } from './busybox.ts'

export const busyboxPrograms: ProgramTable = new Map([['busybox/busybox', { main: busybox, rssBytes: 900_000, startMs: 0.4 }]])
