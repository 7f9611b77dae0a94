import { decode } from '../../../base/utf8.ts'
import type { Main } from '../../kernel/program.ts'
import { print, printError, readAll, readFileBytes, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { keysOfFile, parseKeys } from './keyring.ts'

/** apt-key(8), deprecated: add and list. */
export const aptKey: Main = function* ({ argv }) {
  const [, action, file] = argv
  if (action === undefined || action === 'help') {
    yield* print(
      "Usage: apt-key [--keyring file] [command] [arguments]\n\nManage apt's list of trusted keys\n\n  apt-key add <file>          - add the key contained in <file> ('-' for stdin)\n  apt-key list                - list keys\n",
    )
    return action === undefined ? 1 : 0
  }
  yield* printError('Warning: apt-key is deprecated. Manage keyring files in trusted.gpg.d instead (see apt-key(8)).\n')
  if (action === 'add') {
    const bytes = file === undefined || file === '-' ? yield* readAll(0) : yield* readFileBytes(file)
    const text = bytes.ok ? decode(bytes.value) : ''
    if (parseKeys(text).length === 0) {
      yield* printError('gpg: no valid OpenPGP data found.\n')
      return 2
    }
    yield* writeFile('/etc/apt/trusted.gpg.d/added-with-apt-key.asc', text, { append: true, mode: 0o644 })
    yield* print('OK\n')
    return 0
  }
  if (action === 'list') {
    const folder = '/etc/apt/trusted.gpg.d'
    const entries = yield* sys.getdents({ path: folder })
    for (const { name } of entries.ok ? entries.value : []) {
      const keys = yield* keysOfFile(`${folder}/${name}`)
      if (keys.length > 0) yield* print(`${folder}/${name}\n${'-'.repeat(folder.length + 1 + name.length)}\n`)
      for (const key of keys) yield* print(`pub   rsa4096 2017-02-22 [SCEA]\n      ${key.fingerprint}\nuid           [ unknown] ${key.userId}\n\n`)
    }
    return 0
  }
  yield* printError(`cais: apt-key: ${action} is not simulated\n`)
  return 1
}
