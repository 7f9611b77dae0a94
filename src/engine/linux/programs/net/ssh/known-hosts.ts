import type { Sys } from '../../../kernel/calls.ts'
import { readFile, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { KEY_TYPE } from './keys.ts'

/** `host`, or `[host]:port` for another port than 22. */
export const hostKeyName = (host: string, port: number): string => (port === 22 ? host : `[${host}]:${port}`)

/** What known_hosts says of a host. */
export function* knownKey(path: string, name: string): Sys<{ readonly blob: string; readonly line: number } | undefined> {
  const text = yield* readFile(path)
  const lines = text.ok ? text.value.split('\n') : []
  for (const [i, line] of lines.entries()) {
    const [hosts = '', type, blob] = line.trim().split(/\s+/)
    if (type === KEY_TYPE && blob !== undefined && hosts.split(',').includes(name)) return { blob, line: i + 1 }
  }
  return undefined
}

export function* rememberKey(path: string, name: string, blob: string): Sys<void> {
  const directory = path.slice(0, path.lastIndexOf('/'))
  yield* sys.mkdir({ path: directory, mode: 0o700 })
  yield* writeFile(path, `${name} ${KEY_TYPE} ${blob}\n`, { append: true, mode: 0o600 })
}

/** ssh-keygen -R: answers how many lines went. */
export function* forgetKey(path: string, name: string): Sys<number | undefined> {
  const text = yield* readFile(path)
  if (!text.ok) return undefined
  const lines = text.value.split('\n')
  const kept = lines.filter((line) => !(line.trim().split(/\s+/)[0] ?? '').split(',').includes(name))
  yield* writeFile(`${path}.old`, text.value, { mode: 0o600 })
  yield* writeFile(path, kept.join('\n'), { mode: 0o600 })
  return lines.length - kept.length
}

export const changedKeyWarning = (
  fingerprint: string,
  path: string,
  line: number,
  host: string,
): string => `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Someone could be eavesdropping on you right now (man-in-the-middle attack)!
It is also possible that a host key has just been changed.
The fingerprint for the ED25519 key sent by the remote host is
${fingerprint}.
Please contact your system administrator.
Add correct host key in ${path} to get rid of this message.
Offending ED25519 key in ${path}:${line}
  remove with:
  ssh-keygen -f "${path}" -R "${host}"
Host key for ${host} has changed and you have requested strict checking.
Host key verification failed.
`
