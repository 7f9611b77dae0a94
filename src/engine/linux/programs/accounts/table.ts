import type { ProgramTable } from '../../kernel/program.ts'
import { gpasswd, groupadd, groupdel, groupmod } from './groups.ts'
import { chage, chpasswd, passwd } from './passwords.ts'
import { useradd, userdel, usermod } from './users.ts'

/** The shadow suite: users and groups. */
export const accountPrograms: ProgramTable = new Map([
  ['accounts/useradd', { main: useradd }],
  ['accounts/usermod', { main: usermod }],
  ['accounts/userdel', { main: userdel }],
  ['accounts/groupadd', { main: groupadd }],
  ['accounts/groupmod', { main: groupmod }],
  ['accounts/groupdel', { main: groupdel }],
  ['accounts/gpasswd', { main: gpasswd }],
  ['accounts/passwd', { main: passwd }],
  ['accounts/chpasswd', { main: chpasswd }],
  ['accounts/chage', { main: chage }],
])
