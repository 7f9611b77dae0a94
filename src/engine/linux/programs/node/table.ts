import type { ProgramTable } from '../../kernel/program.ts'
import { node } from './node.ts'
import { absentTool, npm } from './npm.ts'

const MIB = 1024 * 1024

export const nodePrograms: ProgramTable = new Map([
  ['node/node', { main: node, rssBytes: 42 * MIB, startMs: 38 }],
  ['node/npm', { main: npm, rssBytes: 62 * MIB, startMs: 140 }],
  ['node/absent', { main: absentTool, rssBytes: 42 * MIB }],
])
