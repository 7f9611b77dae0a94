import { nameServer } from '../catalog/servers/dns.ts'
import { origin } from '../catalog/servers/origin.ts'
import { publicInit } from '../catalog/servers/public-init.ts'
import { registry } from '../docker/registry/server.ts'
import type { ProgramTable } from '../linux/kernel/program.ts'
import { hostname } from '../linux/programs/coreutils/hostname.ts'
import { id } from '../linux/programs/coreutils/identity.ts'
import { sshKeygen } from '../linux/programs/net/ssh/keygen.ts'
import { sshd } from '../linux/programs/net/ssh/sshd.ts'
import { netScriptPrograms } from '../linux/programs/net-scripts/table.ts'
import { journald } from '../linux/programs/system/journal/journald.ts'
import { login } from '../linux/programs/system/login.ts'
import { systemd } from '../linux/programs/system/systemd/systemd.ts'
import { shellPrograms } from '../linux/shell/table.ts'

const MIB = 1024 * 1024

/** What runs between the button and the first prompt of world `workshop`; the tables of the rooms have these too. */
export const bootPrograms: ProgramTable = new Map([
  ...shellPrograms,
  ...netScriptPrograms,
  ['system/systemd', { main: systemd, rssBytes: 6 * MIB, startMs: 20 }],
  ['system/journald', { main: journald, rssBytes: 8 * MIB, startMs: 10 }],
  ['system/login', { main: login, rssBytes: 2 * MIB }],
  ['coreutils/hostname', { main: hostname }],
  ['coreutils/id', { main: id }],
  ['net/sshd', { main: sshd }],
  ['net/ssh-keygen', { main: sshKeygen }],
  ['servers/init', { main: publicInit, rssBytes: MIB }],
  ['servers/named', { main: nameServer, rssBytes: 12 * MIB }],
  ['servers/origin', { main: origin, rssBytes: 8 * MIB }],
  ['docker/registry', { main: registry, rssBytes: 18 * MIB, startMs: 20 }],
])

/** Worlds whose machines reach their first prompt with these alone. */
export const bootWorlds: ReadonlySet<string> = new Set(['workshop'])
