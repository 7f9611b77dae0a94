import type { Main, ProgramTable } from '../../kernel/program.ts'
import { cal } from './cal.ts'
import { column } from './column.ts'
import { dmesg } from './dmesg.ts'
import { fallocate } from './fallocate.ts'
import { findmnt } from './findmnt.ts'
import { getopt } from './getopt.ts'
import { hexdump } from './hexdump.ts'
import { lsblk } from './lsblk.ts'
import { lscpu } from './lscpu.ts'
import { lsns } from './lsns.ts'
import { lsmod, modprobe } from './modules.ts'
import { mount } from './mount.ts'
import { mountpoint } from './mountpoint.ts'
import { nsenter, unshare } from './namespaces.ts'
import { notSimulated } from './not-simulated.ts'
import { pivotRoot } from './pivot-root.ts'
import { renice, taskset } from './priority.ts'
import { rev } from './rev.ts'
import { setsid } from './setsid.ts'
import { strace } from './strace/strace.ts'
import { su } from './su.ts'
import { sudo } from './sudo.ts'
import { umount } from './umount.ts'
import { uuidgen } from './uuidgen.ts'
import { whereis } from './whereis.ts'

const mains: Readonly<Record<string, Main>> = {
  cal,
  column,
  dmesg,
  fallocate,
  findmnt,
  getopt,
  hexdump,
  lsblk,
  lscpu,
  lsmod,
  lsns,
  modprobe,
  mount,
  mountpoint,
  'not-simulated': notSimulated,
  nsenter,
  pivot_root: pivotRoot,
  renice,
  rev,
  setsid,
  strace,
  su,
  sudo,
  taskset,
  umount,
  unshare,
  uuidgen,
  whereis,
}

/** Programs of util-linux, and sudo and kmod beside them. */
export const utilLinuxPrograms: ProgramTable = new Map(Object.entries(mains).map(([name, main]) => [`util-linux/${name}`, { main }]))
