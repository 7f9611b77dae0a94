import type { ProgramTable } from '../../kernel/program.ts'
import { vim } from './vim/vim.ts'

export const editorPrograms: ProgramTable = new Map([['editors/vim', { main: vim, rssBytes: 5_500_000, startMs: 12 }]])
