import type { Builtin } from '../builtin.ts'
import { alias, unalias } from './alias.ts'
import { bind } from './bind.ts'
import { builtin, command, enable, exec, hash, source, type } from './commands.ts'
import { compgen, complete, compopt } from './completion.ts'
import { declare, exportBuiltin, readonlyBuiltin } from './declare.ts'
import { cd, dirs, popd, pushd, pwd } from './directory.ts'
import { echo } from './echo.ts'
import { getopts } from './getopts.ts'
import { help } from './help.ts'
import { fc, history } from './history.ts'
import { bg, disown, fg, jobs, suspend, wait } from './jobs.ts'
import { printf } from './printf.ts'
import { times, ulimit, umask } from './process.ts'
import { mapfile, read } from './read.ts'
import { set, shopt } from './set.ts'
import { kill, trap } from './signals.ts'
import { test } from './test.ts'
import { breakBuiltin, caller, colon, continueBuiltin, evalBuiltin, exit, falseBuiltin, letBuiltin, returnBuiltin, shift } from './trivial.ts'
import { unset } from './unset.ts'

/** Every builtin by name; which of them a dialect has is the registry's business. */
export const builtins: Readonly<Record<string, Builtin>> = {
  '.': source,
  ':': colon,
  '[': test,
  alias,
  bg,
  bind,
  break: breakBuiltin,
  builtin,
  caller,
  cd,
  command,
  compgen,
  complete,
  compopt,
  continue: continueBuiltin,
  declare,
  dirs,
  disown,
  echo,
  enable,
  eval: evalBuiltin,
  exec,
  exit,
  export: exportBuiltin,
  false: falseBuiltin,
  fc,
  fg,
  getopts,
  hash,
  help,
  history,
  jobs,
  kill,
  let: letBuiltin,
  local: declare,
  logout: exit,
  mapfile,
  popd,
  printf,
  pushd,
  pwd,
  read,
  readarray: mapfile,
  readonly: readonlyBuiltin,
  return: returnBuiltin,
  set,
  shift,
  shopt,
  source,
  suspend,
  test,
  times,
  trap,
  true: colon,
  type,
  typeset: declare,
  ulimit,
  umask,
  unalias,
  unset,
  wait,
}
