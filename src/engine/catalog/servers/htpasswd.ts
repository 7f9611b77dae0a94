import { passwordMatches } from '../../linux/libc/crypt.ts'

/**
 * Whether a password is the one a file of htpasswd keeps for the user; undefined when it has no such user. Knows SHA-512 crypt and `{PLAIN}`; bcrypt
 * and APR1 entries match nothing.
 */
export function passwordFits(file: string, user: string, password: string): boolean | undefined {
  const line = file.split('\n').find((one) => one.startsWith(`${user}:`))
  if (line === undefined) return undefined
  const [hash = ''] = line.slice(user.length + 1).split(':')
  return hash.startsWith('{PLAIN}') ? hash.slice(7) === password : passwordMatches(password, hash)
}
