import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { print, printError, readFile } from '../../../libc/stdio.ts'
import { userById } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import { fingerprint, generateKey, loadKey, parsePublic, randomArt, saveKey } from './keys.ts'
import { forgetKey } from './known-hosts.ts'
import { askOnTerminal } from './prompt.ts'

/** Models ssh-keygen(1) for Ed25519 keys: making a pair, -l, -y, -R, -A. Other types, passphrases and certificates are not simulated. */
export const sshKeygen: Main = function* ({ argv }) {
  const options = getopt(argv.slice(1), optionTable('A l y q t: b: f: N: C: R: F: p c e i m: P: H L s: O: Y:'))
  if (!options.ok) {
    yield* printError(
      `${options.message}\nusage: ssh-keygen [-q] [-a rounds] [-b bits] [-C comment] [-f output_keyfile]\n                  [-m format] [-N new_passphrase] [-t ed25519 | rsa]\n`,
    )
    return 1
  }
  const parsed = options.value
  const missing = [...'FpceimPHLsOY'].find((letter) => parsed.has(letter))
  if (missing) {
    yield* printError(`cais: ssh-keygen: -${missing} is not simulated\n`)
    return 1
  }
  const me = yield* userById((yield* sys.getcredentials({})).euid)
  const home = me?.home ?? '/'
  const file = parsed.value('f')
  if (parsed.has('R')) return yield* forget(file ?? `${home}/.ssh/known_hosts`, parsed.value('R') ?? '')
  const host = (yield* sys.uname({})).nodename
  if (parsed.has('A')) {
    const path = '/etc/ssh/ssh_host_ed25519_key'
    if (!(yield* loadKey(path))) {
      yield* print('ssh-keygen: generating new host keys: ED25519 \n')
      yield* saveKey(path, yield* generateKey(`root@${host}`))
    }
    return 0
  }
  const type = parsed.value('t') ?? 'ed25519'
  if (type !== 'ed25519') {
    yield* printError(
      /^(rsa|ecdsa|dsa)$/.test(type) ? `cais: ssh-keygen: keys of type ${type} are not simulated: use -t ed25519\n` : `unknown key type ${type}\n`,
    )
    return 255
  }
  if (parsed.has('l') || parsed.has('y')) return yield* show(file ?? `${home}/.ssh/id_ed25519`, parsed.has('y'))
  return yield* make({
    path: file,
    home,
    comment: parsed.value('C') ?? `${me?.name ?? 'root'}@${host}`,
    passphrase: parsed.value('N'),
    quiet: parsed.has('q'),
  })
}

function* forget(path: string, name: string): Sys<number> {
  const removed = yield* forgetKey(path, name)
  if (removed === undefined) {
    yield* printError(`Cannot stat ${path}: No such file or directory\n`)
    return 255
  }
  yield* print(
    removed === 0
      ? `Host ${name} not found in ${path}\n`
      : `# Host ${name} found: line 1\n${path} updated.\nOriginal contents retained as ${path}.old\n`,
  )
  return 0
}

function* show(path: string, publicHalf: boolean): Sys<number> {
  const text = yield* readFile(publicHalf || path.endsWith('.pub') ? path : `${path}.pub`)
  const key = publicHalf ? yield* loadKey(path) : text.ok ? parsePublic(text.value) : undefined
  if (!key) {
    yield* printError(text.ok ? `${path} is not a public key file.\n` : `${path}: ${strerror(text.error)}\n`)
    return 255
  }
  yield* print(publicHalf ? `ssh-ed25519 ${key.blob} ${key.comment}\n` : `256 ${fingerprint(key.blob)} ${key.comment} (ED25519)\n`)
  return 0
}

function* make(wanted: {
  readonly path: string | undefined
  readonly home: string
  readonly comment: string
  readonly passphrase: string | undefined
  readonly quiet: boolean
}): Sys<number> {
  if (!wanted.quiet) yield* print('Generating public/private ed25519 key pair.\n')
  const standard = `${wanted.home}/.ssh/id_ed25519`
  let { path } = wanted
  if (path === undefined) path = (yield* askOnTerminal(`Enter file in which to save the key (${standard}): `, true)) || standard
  if ((yield* sys.stat({ path })).ok) {
    const answer = yield* askOnTerminal(`${path} already exists.\nOverwrite (y/n)? `, true)
    if (!/^y(es)?$/i.test(answer ?? '')) return 1
  }
  const passphrase = wanted.passphrase ?? (yield* askOnTerminal('Enter passphrase (empty for no passphrase): ', false)) ?? ''
  if (wanted.passphrase === undefined) yield* askOnTerminal('Enter same passphrase again: ', false)
  if (passphrase !== '') {
    yield* printError('cais: ssh-keygen: passphrases are not simulated\n')
    return 1
  }
  const directory = path.slice(0, path.lastIndexOf('/'))
  if (directory !== '' && !(yield* sys.stat({ path: directory })).ok && (yield* sys.mkdir({ path: directory, mode: 0o700 })).ok && !wanted.quiet)
    yield* print(`Created directory '${directory}'.\n`)
  const key = yield* generateKey(wanted.comment)
  if (!(yield* saveKey(path, key))) {
    yield* printError(`Saving key "${path}" failed: No such file or directory\n`)
    return 1
  }
  if (!wanted.quiet) {
    yield* print(
      `Your identification has been saved in ${path}\nYour public key has been saved in ${path}.pub\nThe key fingerprint is:\n${fingerprint(key.blob)} ${wanted.comment}\nThe key's randomart image is:\n${randomArt(key.blob)}\n`,
    )
  }
  return 0
}
