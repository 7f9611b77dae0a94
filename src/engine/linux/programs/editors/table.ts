import type { ProgramTable } from '../../kernel/program.ts'
import { less } from './less/less.ts'
import { man } from './man/man.ts'
import { more } from './more.ts'
import { nano } from './nano/nano.ts'
import { clear, reset, tput } from './tput.ts'
import { vim } from './vim/vim.ts'

export const editorPrograms: ProgramTable = new Map([
  ['editors/vim', { main: vim, rssBytes: 5_500_000, startMs: 12 }],
  ['editors/less', { main: less, rssBytes: 2_000_000, startMs: 2 }],
  ['editors/more', { main: more, rssBytes: 1_200_000, startMs: 1 }],
  ['editors/nano', { main: nano, rssBytes: 3_000_000, startMs: 3 }],
  ['editors/man', { main: man, rssBytes: 2_500_000, startMs: 4 }],
  ['editors/clear', { main: clear }],
  ['editors/reset', { main: reset }],
  ['editors/tput', { main: tput }],
])
