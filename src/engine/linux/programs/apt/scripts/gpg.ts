import { decode } from '../../../../base/utf8.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { fail, print, printError, readAll, readFileBytes, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { ARMOUR_BEGIN, ARMOUR_END, BINARY_MARK, parseKeys } from '../keyring.ts'

/** gpg(1), only what preparing a repository's key takes: --dearmor and --show-keys. */
export const gpg: Main = function* ({ argv, env }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable(
      'dearmor dearmour show-keys o|output= yes batch no-tty no-default-keyring keyring= import recv-keys keyserver= version a|armor export q|quiet v|verbose',
    ),
  )
  if (!parsed.ok) return yield* fail('gpg', parsed.message.replace(/^unrecognized option '(.*)'$/, 'invalid option "$1"'), 2)
  const asked = parsed.value
  if (asked.has('version')) {
    yield* print('gpg (GnuPG) 2.2.40\nlibgcrypt 1.10.1\nCopyright (C) 2022 g10 Code GmbH\n')
    return 0
  }
  const action = ['dearmor', 'dearmour', 'show-keys'].find((key) => asked.has(key))
  if (!action) return yield* fail('cais: gpg', 'only --dearmor and --show-keys are simulated', 2)
  const home = `${env.get('HOME') ?? '/root'}/.gnupg`
  if (!(yield* sys.stat({ path: home })).ok && action !== 'show-keys') {
    yield* sys.mkdir({ path: home, mode: 0o700 })
    yield* printError(`gpg: directory '${home}' created\ngpg: keybox '${home}/pubring.kbx' created\n`)
  }
  const [file] = asked.operands
  const bytes = file === undefined ? yield* readAll(0) : yield* readFileBytes(file)
  if (!bytes.ok) return yield* fail('gpg', `can't open '${file}': No such file or directory`, 2)
  const text = decode(bytes.value)
  const keys = parseKeys(text)
  if (keys.length === 0) {
    yield* printError(
      action === 'show-keys' ? 'gpg: no valid OpenPGP data found.\n' : `gpg: no valid OpenPGP data found.\ngpg: dearmoring failed: No data\n`,
    )
    return 2
  }
  if (action === 'show-keys') {
    for (const key of keys)
      yield* print(
        `pub   rsa4096 2017-02-22 [SCEA]\n      ${key.fingerprint.replaceAll(' ', '').toUpperCase()}\nuid                      ${key.userId}\n\n`,
      )
    return 0
  }
  const binary = BINARY_MARK + text.replaceAll(`${ARMOUR_BEGIN}\n`, '').replaceAll(`${ARMOUR_END}\n`, '')
  const output = asked.value('output')
  if (output === undefined) {
    yield* print(binary)
    return 0
  }
  if ((yield* sys.stat({ path: output })).ok && !asked.has('yes')) {
    yield* printError(`gpg: cannot open '/dev/tty': No such device or address\n`)
    return 2
  }
  const written = yield* writeFile(output, binary, { mode: 0o644 })
  return written.ok
    ? 0
    : yield* fail('gpg', `can't create '${output}': ${written.error === 'EACCES' ? 'Permission denied' : 'No such file or directory'}`, 2)
}
