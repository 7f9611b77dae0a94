import type { ProgramTable } from '../../kernel/program.ts'
import { python } from './python.ts'

export const pythonPrograms: ProgramTable = new Map([['python/python3', { main: python, rssBytes: 9 * 1024 * 1024, startMs: 18 }]])
