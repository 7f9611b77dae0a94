import type { ProgramTable } from '../../kernel/program.ts'
import { node } from './node.ts'

export const nodePrograms: ProgramTable = new Map([['node/node', { main: node, rssBytes: 42 * 1024 * 1024, startMs: 38 }]])
