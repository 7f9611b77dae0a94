import type { ProgramTable } from '../../kernel/program.ts'
import { apt, aptCache, aptGet, aptMark } from './apt/apt.ts'
import { aptKey } from './apt-key.ts'
import { dpkg, dpkgQuery } from './dpkg/dpkg.ts'
import { dpkgDeb } from './dpkg/dpkg-deb.ts'
import { updateAlternatives } from './scripts/alternatives.ts'
import { debconfFrontend } from './scripts/debconf.ts'
import { gpg } from './scripts/gpg.ts'
import { debSystemdHelper, debSystemdInvoke, invokeRcD, updateRcD } from './scripts/systemd-helper.ts'

const MIB = 1024 * 1024

/** Package management of Debian and Ubuntu, with what maintainer scripts call. */
export const aptPrograms: ProgramTable = new Map([
  ['apt/apt', { main: apt, rssBytes: 40 * MIB, startMs: 12 }],
  ['apt/apt-get', { main: aptGet, rssBytes: 40 * MIB, startMs: 12 }],
  ['apt/apt-cache', { main: aptCache, rssBytes: 40 * MIB, startMs: 12 }],
  ['apt/apt-mark', { main: aptMark, rssBytes: 40 * MIB, startMs: 12 }],
  ['apt/apt-key', { main: aptKey, rssBytes: 2 * MIB }],
  ['apt/dpkg', { main: dpkg, rssBytes: 6 * MIB, startMs: 4 }],
  ['apt/dpkg-query', { main: dpkgQuery, rssBytes: 6 * MIB, startMs: 4 }],
  ['apt/dpkg-deb', { main: dpkgDeb, rssBytes: 3 * MIB }],
  ['apt/deb-systemd-helper', { main: debSystemdHelper, rssBytes: 8 * MIB, startMs: 25 }],
  ['apt/deb-systemd-invoke', { main: debSystemdInvoke, rssBytes: 8 * MIB, startMs: 20 }],
  ['apt/invoke-rc.d', { main: invokeRcD, rssBytes: 2 * MIB }],
  ['apt/update-rc.d', { main: updateRcD, rssBytes: 8 * MIB, startMs: 20 }],
  ['apt/update-alternatives', { main: updateAlternatives, rssBytes: 2 * MIB }],
  ['apt/debconf-frontend', { main: debconfFrontend, rssBytes: 14 * MIB, startMs: 40 }],
  ['apt/gpg', { main: gpg, rssBytes: 5 * MIB, startMs: 5 }],
])
