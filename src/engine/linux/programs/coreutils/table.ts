import type { Main, ProgramTable } from '../../kernel/program.ts'
import { base32, base64 } from './base64.ts'
import { bc } from './bc/bc.ts'
import { cat } from './cat.ts'
import { b2sum, md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from './checksum.ts'
import { chmod } from './chmod.ts'
import { chgrp, chown } from './chown.ts'
import { chroot } from './chroot.ts'
import { cksum, sum } from './cksum.ts'
import { comm } from './comm.ts'
import { cp } from './cp.ts'
import { cut } from './cut.ts'
import { date } from './date.ts'
import { dd } from './dd.ts'
import { df } from './df.ts'
import { du } from './du.ts'
import { echo } from './echo.ts'
import { env, printenv } from './env.ts'
import { expand, unexpand } from './expand.ts'
import { expr } from './expr.ts'
import { factor } from './factor.ts'
import { file } from './file.ts'
import { fold } from './fold.ts'
import { getent } from './getent.ts'
import { head } from './head.ts'
import { hostname } from './hostname.ts'
import { groups, id, logname, whoami } from './identity.ts'
import { install } from './install.ts'
import { join } from './join.ts'
import { ln } from './ln.ts'
import { hostid, users, who } from './logins.ts'
import { dir, ls, vdir } from './ls/ls.ts'
import { mkdir } from './mkdir.ts'
import { mktemp } from './mktemp.ts'
import { mv } from './mv.ts'
import { nice } from './nice.ts'
import { nl } from './nl.ts'
import { nohup } from './nohup.ts'
import { nproc } from './nproc.ts'
import { od } from './od.ts'
import { paste } from './paste.ts'
import { basename, dirname, pwd, readlink, realpath } from './path-names.ts'
import { printf } from './printf.ts'
import { rm } from './rm.ts'
import { rmdir } from './rmdir.ts'
import { seq } from './seq.ts'
import { shuf } from './shuf.ts'
import { sleep } from './sleep.ts'
import { sort } from './sort/sort.ts'
import { link, mkfifo, mknod, sync, unlink } from './special-files.ts'
import { split } from './split.ts'
import { stat } from './stat.ts'
import { stty } from './stty.ts'
import { tac } from './tac.ts'
import { tail } from './tail.ts'
import { tee } from './tee.ts'
import { bracket, test } from './test-command.ts'
import { timeout } from './timeout.ts'
import { touch } from './touch.ts'
import { tr } from './tr.ts'
import { tree } from './tree.ts'
import { falseProgram, trueProgram } from './true.ts'
import { truncate } from './truncate.ts'
import { tsort } from './tsort.ts'
import { tty } from './tty.ts'
import { arch, uname } from './uname.ts'
import { uniq } from './uniq.ts'
import { wc } from './wc.ts'
import { which } from './which.ts'
import { xxd } from './xxd.ts'
import { yes } from './yes.ts'

const mains: Readonly<Record<string, Main>> = {
  basename,
  cat,
  chgrp,
  chmod,
  chown,
  cp,
  cut,
  dir,
  dirname,
  echo,
  false: falseProgram,
  head,
  ln,
  ls,
  mkdir,
  mv,
  paste,
  pwd,
  readlink,
  realpath,
  rm,
  rmdir,
  sleep,
  tac,
  tail,
  tee,
  touch,
  true: trueProgram,
  uniq,
  vdir,
  wc,
  expand,
  unexpand,
  fold,
  nl,
  seq,
  sort,
  tr,
  yes,
  '[': bracket,
  file,
  tree,
  arch,
  b2sum,
  date,
  df,
  du,
  env,
  getent,
  groups,
  hostname,
  id,
  logname,
  md5sum,
  nproc,
  printenv,
  sha1sum,
  sha224sum,
  sha256sum,
  sha384sum,
  sha512sum,
  stat,
  stty,
  test,
  tty,
  uname,
  which,
  whoami,
  printf,
  expr,
  timeout,
  nice,
  nohup,
  chroot,
  mktemp,
  truncate,
  link,
  mkfifo,
  mknod,
  sync,
  unlink,
  dd,
  base32,
  bc,
  base64,
  cksum,
  sum,
  comm,
  factor,
  install,
  join,
  hostid,
  users,
  who,
  od,
  shuf,
  split,
  tsort,
  xxd,
}

/** Programs of GNU coreutils and the small tools that live beside them. */
export const coreutilsPrograms: ProgramTable = new Map(Object.entries(mains).map(([name, main]) => [`coreutils/${name}`, { main }]))
