import { chroot } from '../../coreutils/chroot.ts'
import { date } from '../../coreutils/date.ts'
import { env, printenv } from '../../coreutils/env.ts'
import { expr } from '../../coreutils/expr.ts'
import { hostname } from '../../coreutils/hostname.ts'
import { groups, id, logname, whoami } from '../../coreutils/identity.ts'
import { hostid, users, who } from '../../coreutils/logins.ts'
import { nice } from '../../coreutils/nice.ts'
import { nohup } from '../../coreutils/nohup.ts'
import { nproc } from '../../coreutils/nproc.ts'
import { pwd } from '../../coreutils/path-names.ts'
import { sleep } from '../../coreutils/sleep.ts'
import { stty } from '../../coreutils/stty.ts'
import { timeout } from '../../coreutils/timeout.ts'
import { tty } from '../../coreutils/tty.ts'
import { arch } from '../../coreutils/uname.ts'
import { yes } from '../../coreutils/yes.ts'
import { fuser } from '../../procps/files/fuser.ts'
import { lsof } from '../../procps/files/lsof.ts'
import { kill } from '../../procps/kill.ts'
import { killall } from '../../procps/killall.ts'
import { pgrep, pkill } from '../../procps/pgrep.ts'
import { pidof, pwdx } from '../../procps/pidof.ts'
import { pmap } from '../../procps/pmap.ts'
import { sysctl } from '../../procps/sysctl.ts'
import { watch } from '../../procps/watch.ts'
import { logger } from '../../system/logger.ts'
import { dmesg } from '../../util-linux/dmesg.ts'
import { getopt } from '../../util-linux/getopt.ts'
import { lsmod, modprobe } from '../../util-linux/modules.ts'
import { mountpoint } from '../../util-linux/mountpoint.ts'
import { nsenter, unshare } from '../../util-linux/namespaces.ts'
import { renice } from '../../util-linux/priority.ts'
import { setsid } from '../../util-linux/setsid.ts'
import { su } from '../../util-linux/su.ts'
import type { Adapted } from '../adapted.ts'
import type { Wording } from '../reworded.ts'

const running: Wording = [
  /^(?:failed to run command |failed to execute |cannot run command )?'?(.*?)'?: (No such file or directory|Permission denied)$/,
  "can't execute '$1': $2",
]
const unknownUser: Wording = [/^'(.*)': no such user$/, 'unknown user $1']

/** Applets about processes, people and the machine. */
export const systemApplets: Readonly<Record<string, Adapted>> = {
  arch: { main: arch, options: '', usage: '', summary: 'Print system architecture' },
  chroot: {
    main: chroot,
    usage: 'NEWROOT [PROG ARGS]',
    summary: 'Run PROG with root directory set to NEWROOT',
    inOrder: true,
    words: [[/^cannot change root directory to '(.*)': (.*)$/, "can't change root directory to '$1': $2"], running],
  },
  date: {
    main: date,
    options: 'R|rfc-2822 s|set: u|utc d|date: r|reference: I=? D:',
    usage: '[OPTIONS] [+FMT] [[-s] TIME]',
    summary:
      "Display time (using +FMT), or set time\n\n\t-u\t\tWork in UTC (don't convert to local time)\n\t[-s] TIME\tSet time to TIME\n\t-d TIME\t\tDisplay TIME, not 'now'\n\t-D FMT\t\tFMT (strptime format) for -s/-d TIME conversion\n\t-r FILE\t\tDisplay last modification time of FILE\n\t-R\t\tOutput RFC-2822 date\n\t-I[SPEC]\tOutput ISO-8601 date",
    unsimulated: ['D'],
    words: [[/^cannot set date: (.*)$/, "can't set date: $1"]],
  },
  dmesg: {
    main: dmesg,
    options: 'c r n: s:',
    usage: '[-cr] [-n LEVEL] [-s SIZE]',
    summary: 'Print or control the kernel ring buffer',
    words: [[/^read kernel buffer failed: (.*)$/, 'klogctl: $1']],
  },
  env: {
    main: env,
    options: 'i|ignore-environment 0|null u|unset:',
    usage: '[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]',
    summary:
      'Print current environment or run PROG after setting up environment\n\n\t-, -i\tStart with empty environment\n\t-0\tNUL terminated output\n\t-u NAME\tRemove variable from environment',
    inOrder: true,
    words: [running],
  },
  printenv: { main: printenv, usage: '[VARIABLE]...', summary: 'Print environment VARIABLEs.\nIf no VARIABLE specified, print all.' },
  expr: { main: expr, usage: 'EXPRESSION', summary: 'Print the value of EXPRESSION' },
  fuser: { main: fuser, options: 'm k s 4 6', usage: '[-msk46] [-SIGNAL] FILE or PORT/PROTO' },
  getopt: { main: getopt, usage: '[OPTIONS] [--] OPTSTRING PARAMS' },
  groups: { main: groups, options: '', usage: '[USER]', summary: 'Print the groups USER is in', words: [unknownUser] },
  hostid: { main: hostid, options: '', usage: '', summary: 'Print out a unique 32-bit identifier for the machine' },
  hostname: {
    main: hostname,
    options: 's i d f F:',
    usage: '[-sidf] [HOSTNAME | -F FILE]',
    summary:
      "Show or set hostname or DNS domain name\n\n\t-s\tShort\n\t-i\tAddresses for the hostname\n\t-d\tDNS domain name\n\t-f\tFully qualified domain name\n\t-F FILE\tUse FILE's content as hostname",
    words: [
      [/^you must be root to change the host name$/, 'sethostname: Operation not permitted'],
      [/^(?:Name or service not known|.*resolution.*)$/, 'Unknown host'],
    ],
  },
  id: {
    main: id,
    options: 'r n u g G Z',
    usage: '[-ugGnr] [USER]',
    summary:
      'Print information about USER or the current user\n\n\t-u\tUser ID\n\t-g\tGroup ID\n\t-G\tSupplementary group IDs\n\t-n\tPrint names instead of numbers\n\t-r\tPrint real ID instead of effective ID',
    words: [unknownUser],
  },
  kill: {
    main: kill,
    usage: '[-l] [-SIG] PID...',
    summary: 'Send a signal (default: TERM) to given PIDs',
    words: [[/^(?:sending signal to |\()(\d+)\)?(?: failed)?(?: -)?:? (.*)$/, "can't kill pid $1: $2"]],
  },
  killall: { main: killall, usage: '[-lq] [-SIG] PROCESS_NAME...', summary: 'Send a signal (default: TERM) to given processes', words: [] },
  logger: { main: logger, options: 's t: p:', usage: '[-s] [-t TAG] [-p PRIO] [MESSAGE]' },
  logname: { main: logname, options: '', usage: '', summary: 'Print the name of the current user' },
  lsmod: { main: lsmod, options: '', usage: '' },
  lsof: { main: lsof, options: '', usage: '', summary: 'Show all open files' },
  modprobe: { main: modprobe, usage: '[-rq] MODULE [SYMBOL=VALUE]...' },
  mountpoint: { main: mountpoint, options: 'q d x n', usage: '[-q] { [-dn] DIR | -x DEVICE }', summary: 'Check if DIR is a mountpoint' },
  nice: { main: nice, usage: '[-n ADJUST] [PROG ARGS]', summary: 'Change scheduling priority, run PROG', inOrder: true, words: [running] },
  nohup: { main: nohup, usage: 'PROG ARGS', summary: 'Run PROG immune to hangups, with output to a non-tty', inOrder: true, words: [running] },
  nproc: { main: nproc, options: 'all ignore=', usage: '--all --ignore=N', summary: 'Print number of available CPUs' },
  nsenter: { main: nsenter, usage: '[OPTIONS] [PROG ARGS]', words: [running] },
  pgrep: {
    main: pgrep,
    options: 'f l a n o v x s: P:',
    usage: '[-flanovx] [-s SID|-P PPID|PATTERN]',
    summary: 'Display process(es) selected by regex PATTERN',
  },
  pidof: { main: pidof, options: 's o:', usage: '[OPTIONS] [NAME]...', summary: 'List PIDs of all processes with names that match NAMEs' },
  pkill: { main: pkill, usage: '[-l|-SIGNAL] [-xfvnoe] [-s SID|-P PPID|PATTERN]', summary: 'Send signal to processes selected by regex PATTERN' },
  pmap: { main: pmap, options: 'x q', usage: '[-xq] PID...', summary: 'Display process memory usage' },
  pwd: { main: pwd, options: 'L P', usage: '', summary: 'Print the full filename of the current working directory' },
  pwdx: { main: pwdx, options: '', usage: 'PID...', summary: 'Show current directory for PIDs' },
  renice: { main: renice, usage: '[-n] PRIORITY [[-p|g|u] ID...]...' },
  setsid: { main: setsid, usage: '[-c] PROG ARGS', summary: 'Run PROG in a new session', inOrder: true, words: [running] },
  sleep: {
    main: sleep,
    options: '',
    usage: '[N]...',
    summary:
      'Pause for a time equal to the total of the args given, where each arg can\nhave an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays',
  },
  stty: {
    main: stty,
    usage: '[-a|g] [-F DEVICE] [SETTING]...',
    summary: 'Without arguments, print baud rate, line discipline, and deviations from stty sane',
  },
  su: {
    main: su,
    usage: "[-lmp] [-s SH] [-] [USER [FILE ARGS | -c 'CMD' [ARG0 ARGS]]]",
    summary: 'Run shell under USER (by default, root)',
    words: [
      [/^user (.*) does not exist.*$/, 'unknown user $1'],
      [/^Authentication failure$/, 'incorrect password'],
    ],
  },
  sysctl: {
    main: sysctl,
    usage: '[-enq] { -a | -p [FILE]... | [-w] [KEY[=VALUE]]... }',
    summary: 'Show/set kernel parameters',
    words: [
      [/^cannot stat \/proc\/sys\/(.*): (.*)$/, "error: '$1' is an unknown key"],
      [/^setting key "(.*)"(?:, ignoring)?: (.*)$/, "error setting key '$1': $2"],
    ],
  },
  timeout: {
    main: timeout,
    options: 's|signal: k:',
    usage: '[-s SIG] [-k KILL_SECS] SECS PROG ARGS',
    summary: 'Run PROG. Send SIG to it if it is not gone in SECS seconds.\nDefault SIG: TERM.If it still exists in KILL_SECS seconds, send KILL.',
    inOrder: true,
    words: [running],
  },
  tty: { main: tty, options: 's', usage: '', summary: "Print file name of stdin's terminal" },
  unshare: { main: unshare, usage: '[OPTIONS] [PROG ARGS]', words: [running] },
  users: { main: users, options: '', usage: '', summary: 'Print the users currently logged on' },
  watch: { main: watch, options: 't d n:', usage: '[-n SEC] [-t] PROG ARGS', summary: 'Run PROG periodically', inOrder: true },
  who: { main: who, options: 'a H', usage: '[-aH]', summary: 'Show who is logged on' },
  whoami: { main: whoami, options: '', usage: '', summary: 'Print the user name associated with the current effective user id' },
  yes: { main: yes, usage: '[STRING]', summary: "Repeatedly print a line with STRING or 'y'" },
}
