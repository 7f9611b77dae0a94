import type { Main } from '../../kernel/program.ts'
import { fail, print, printError, readFile, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** hostnamectl(1): status and set-hostname. */
export const hostnamectl: Main = function* ({ argv }) {
  const [, verb = 'status', name] = argv
  if (verb === 'set-hostname' || verb === 'hostname') {
    if (name === undefined) return yield* fail('hostnamectl', 'Too few arguments.')
    if (!(yield* writeFile('/etc/hostname', `${name}\n`)).ok || !(yield* sys.sethostname({ name })).ok) {
      yield* printError('Could not set property: Access denied\n')
      return 1
    }
    return 0
  }
  if (verb !== 'status') {
    yield* printError(`Unknown operation ${verb}.\n`)
    return 1
  }
  const { nodename, release, machine } = yield* sys.uname({})
  const release_ = yield* readFile('/etc/os-release')
  const pretty = release_.ok ? (/^PRETTY_NAME="?([^"\n]*)/m.exec(release_.value)?.[1] ?? '') : ''
  const machineId = yield* readFile('/etc/machine-id')
  const boot = yield* readFile('/proc/sys/kernel/random/boot_id')
  const rows = [
    ['Static hostname', nodename],
    ['Icon name', 'computer-vm'],
    ['Chassis', 'vm'],
    ['Machine ID', machineId.ok ? machineId.value.trim() : ''],
    ['Boot ID', boot.ok ? boot.value.trim().replaceAll('-', '') : ''],
    ['Operating System', pretty],
    ['Kernel', `Linux ${release}`],
    ['Architecture', machine.replaceAll('_', '-')],
  ]
  yield* print(rows.map(([label, value]) => `${(label ?? '').padStart(18)}: ${value}\n`).join(''))
  return 0
}
