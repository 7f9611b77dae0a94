import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'

/** A `--user` as numbers: `name`, `uid`, `name:group`, `uid:gid` looked up in the container's own files (moby/sys/user GetExecUser). */
export interface ExecUser {
  readonly uid: number
  readonly gid: number
  readonly additionalGids: readonly number[]
  readonly home: string
}

const rows = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'))

const isNumber = (text: string): boolean => /^-?\d+$/.test(text)

/** `extraGroups` are `--group-add`: names or numbers. */
export function execUser(spec: string, passwd: string, group: string, extraGroups: readonly string[] = []): Result<ExecUser, string> {
  const [userText = '', ...groupParts] = spec.split(':')
  const groupText = groupParts.join(':')
  const users = rows(passwd)
  const groups = rows(group)
  const user = users.find((row) => (userText === '' ? row[2] === '0' : row[0] === userText || row[2] === userText))
  if (!user && userText !== '' && !isNumber(userText)) return err(`unable to find user ${userText}: no matching entries in passwd file`)
  const uid = user ? Number(user[2]) : Number(userText || 0)
  if (uid < 0 || uid > 2 ** 31 - 1) return err('uids and gids must be in range 0-2147483647')
  let gid = user ? Number(user[3]) : 0
  const additional = new Set<number>()
  if (groupText !== '') {
    const found = groups.find((row) => row[0] === groupText || row[2] === groupText)
    if (!found && !isNumber(groupText)) return err(`unable to find group ${groupText}: no matching entries in group file`)
    gid = found ? Number(found[2]) : Number(groupText)
  } else if (user) {
    for (const row of groups) if ((row[3] ?? '').split(',').includes(user[0] ?? '')) additional.add(Number(row[2]))
  }
  for (const extra of extraGroups) {
    const found = groups.find((row) => row[0] === extra || row[2] === extra)
    if (!found && !isNumber(extra)) return err(`unable to find group ${extra}: no matching entries in group file`)
    additional.add(found ? Number(found[2]) : Number(extra))
  }
  return ok({ uid, gid, additionalGids: [...additional].sort((a, b) => a - b), home: user?.[5] ?? '/' })
}
