import type { Main } from '../../../kernel/program.ts'
import { shellMain } from '../../../shell/start/main.ts'
import { echo } from '../../coreutils/echo.ts'
import { printf } from '../../coreutils/printf.ts'
import { bracket, test } from '../../coreutils/test-command.ts'
import { falseProgram, trueProgram } from '../../coreutils/true.ts'
import { which } from '../../coreutils/which.ts'
import { clear, reset } from '../../editors/tput.ts'
import { vim } from '../../editors/vim/vim.ts'
import { busyboxNetApplets } from '../../net/busybox/applets.ts'
import { addgroup, adduser, delgroup, deluser } from './accounts.ts'
import { wc } from './count.ts'
import { httpd } from './httpd.ts'
import { ls } from './ls.ts'
import { mount, umount } from './mount.ts'
import { chpasswd, passwd } from './passwd.ts'
import { ps } from './ps.ts'
import { df, free, uname, uptime } from './status.ts'
import { time } from './time.ts'
import { top } from './top.ts'

/** The shell in BusyBox' dialect; builds whose ash greets say so with `banner=`. */
const ash: Main = (start) => shellMain({ ...start, build: new Map([...start.build, ['shell', 'ash']]) })

/** Another program behaves the same, whatever its build. */
const as =
  (main: Main, ...build: readonly (readonly [string, string])[]): Main =>
  (start) =>
    main({ ...start, build: new Map(build) })

/** Applets that are programs of their own here, or another room's as they are. */
export const plainApplets: Readonly<Record<string, Main>> = {
  '[': as(bracket),
  '[[': as((start) => bracket({ ...start, argv: ['[', ...start.argv.slice(1).map((word) => (word === ']]' ? ']' : word))] })),
  addgroup,
  adduser,
  ash,
  chpasswd,
  clear: as(clear),
  delgroup,
  deluser,
  df,
  echo: as(echo),
  false: as(falseProgram),
  free,
  httpd,
  ls,
  mount,
  passwd,
  printf: as(printf),
  ps,
  reset: as(reset),
  sh: ash,
  test: as(test),
  time,
  top,
  true: as(trueProgram),
  umount,
  uname,
  uptime,
  vi: as(vim, ['version', '9.0']),
  wc,
  which: as(which),
  ...Object.fromEntries(busyboxNetApplets),
}
