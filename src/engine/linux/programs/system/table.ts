import type { ProgramTable } from '../../kernel/program.ts'
import { hostnamectl } from './hostnamectl.ts'
import { journalctl } from './journal/journalctl.ts'
import { journald } from './journal/journald.ts'
import { logger } from './logger.ts'
import { login } from './login.ts'
import { halt, poweroff, reboot, shutdown } from './power.ts'
import { service } from './service.ts'
import { systemctl } from './systemctl/systemctl.ts'
import { systemd } from './systemd/systemd.ts'

const MIB = 1024 * 1024

/** Programs of systemd and of logging in. */
export const systemPrograms: ProgramTable = new Map([
  ['system/systemd', { main: systemd, rssBytes: 6 * MIB, startMs: 20 }],
  ['system/journald', { main: journald, rssBytes: 8 * MIB, startMs: 10 }],
  ['system/systemctl', { main: systemctl, rssBytes: 3 * MIB }],
  ['system/journalctl', { main: journalctl, rssBytes: 4 * MIB }],
  ['system/service', { main: service }],
  ['system/hostnamectl', { main: hostnamectl }],
  ['system/login', { main: login, rssBytes: 2 * MIB }],
  ['system/logger', { main: logger }],
  ['system/shutdown', { main: shutdown }],
  ['system/poweroff', { main: poweroff }],
  ['system/reboot', { main: reboot }],
  ['system/halt', { main: halt }],
])
