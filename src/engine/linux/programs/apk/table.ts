import type { ProgramTable } from '../../kernel/program.ts'
import { apk } from './apk.ts'

export const apkPrograms: ProgramTable = new Map([['apk/apk', { main: apk, rssBytes: 4_000_000, startMs: 2 }]])
