import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { run } from '../../../libc/spawn.ts'
import { fail, print, printError, readFile, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

// What maintainer scripts call for services (init-system-helpers): deb-systemd-helper, deb-systemd-invoke, invoke-rc.d, update-rc.d.

const STATE = '/var/lib/systemd/deb-systemd-helper-enabled'
const folders = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system']

function* findUnit(unit: string): Sys<{ path: string; text: string } | undefined> {
  for (const folder of folders) {
    const text = yield* readFile(`${folder}/${unit}`)
    if (text.ok) return { path: `${folder === '/usr/lib/systemd/system' ? '/lib/systemd/system' : folder}/${unit}`, text: text.value }
  }
  return undefined
}

/** The links that enabling the unit makes, by its [Install] section. */
function linksOf(unit: string, text: string): readonly string[] {
  const install = text.split('[Install]')[1] ?? ''
  const words = (key: string) =>
    [...install.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].flatMap(([, value = '']) => value.split(/\s+/).filter(Boolean))
  return [
    ...words('Alias').map((alias) => `/etc/systemd/system/${alias}`),
    ...words('WantedBy').map((target) => `/etc/systemd/system/${target}.wants/${unit}`),
    ...words('RequiredBy').map((target) => `/etc/systemd/system/${target}.requires/${unit}`),
  ]
}

/** deb-systemd-helper(1p): enables units also where systemd is not running, and remembers what it did. */
export const debSystemdHelper: Main = function* ({ argv }) {
  const [action = '', ...units] = argv.slice(1).filter((arg) => !arg.startsWith('--'))
  let code = 0
  for (const unit of units) {
    const found = yield* findUnit(unit)
    const state = `${STATE}/${unit}.dsh-also`
    const remembered = (yield* sys.stat({ path: state })).ok
    if (action === 'was-enabled') {
      if (!remembered) continue
      const links = (yield* readFile(state)).ok && found ? linksOf(unit, found.text) : []
      for (const link of links) if (!(yield* sys.stat({ path: link, noFollow: true })).ok) code = 1
    } else if (action === 'debian-installed') code = remembered ? code : 1
    else if (action === 'enable' || action === 'reenable') {
      if (!found) return yield* fail('/usr/bin/deb-systemd-helper: error', `unable to read ${unit}`, 1)
      yield* enable(unit, found, state)
    } else if (action === 'disable' || action === 'purge') {
      const recorded = yield* readFile(state)
      for (const link of recorded.ok ? recorded.value.split('\n').filter(Boolean) : [])
        if ((yield* sys.unlink({ path: link })).ok) yield* printError(`Removed "${link}".\n`)
      if (action === 'purge') yield* sys.unlink({ path: state })
    } else if (!['unmask', 'mask', 'update-state'].includes(action)) return yield* fail('cais: deb-systemd-helper', `${action} is not simulated`)
  }
  return code
}

function* enable(unit: string, found: { path: string; text: string }, state: string): Sys<void> {
  const links = linksOf(unit, found.text)
  yield* run(['/bin/mkdir', '-p', STATE])
  yield* writeFile(state, links.map((link) => `${link}\n`).join(''))
  for (const link of links) {
    yield* run(['/bin/mkdir', '-p', link.slice(0, link.lastIndexOf('/'))])
    if ((yield* sys.symlink({ target: found.path, path: link })).ok) yield* printError(`Created symlink ${link} → ${found.path}.\n`)
  }
}

const systemdRuns = function* (): Sys<boolean> {
  return (yield* sys.stat({ path: '/run/systemd/system' })).ok
}

/** deb-systemd-invoke(1p): systemctl, as far as policy-rc.d lets it. */
export const debSystemdInvoke: Main = function* ({ argv }) {
  const [action = '', ...units] = argv.slice(1).filter((arg) => !arg.startsWith('--'))
  for (const unit of units) {
    const policy = yield* allowed(unit, action)
    if (!policy) yield* printError(`/usr/sbin/policy-rc.d returned 101, not running '${action} ${unit}'\n`)
    else if (yield* systemdRuns()) yield* run(['systemctl', '--quiet', '--system', action, unit])
  }
  return 0
}

function* allowed(name: string, action: string): Sys<boolean> {
  const policy = '/usr/sbin/policy-rc.d'
  return !(yield* sys.stat({ path: policy })).ok || (yield* run([policy, name, action])) !== 101
}

/** invoke-rc.d(8). */
export const invokeRcD: Main = function* ({ argv }) {
  const quiet = argv.includes('--quiet')
  const native = argv.includes('--skip-systemd-native')
  const [name, action] = argv.slice(1).filter((arg) => !arg.startsWith('--'))
  if (name === undefined || action === undefined) {
    yield* printError('invoke-rc.d: syntax error: missing required parameter\n')
    return 103
  }
  const systemd = yield* systemdRuns()
  if (!systemd && !quiet) yield* printError('invoke-rc.d: could not determine current runlevel\n')
  if (!(yield* allowed(name, action))) {
    if (!quiet) yield* printError(`invoke-rc.d: policy-rc.d denied execution of ${action}.\n`)
    return 0
  }
  const unit = (yield* findUnit(`${name}.service`)) !== undefined
  if (systemd && unit) return native ? 0 : yield* run(['systemctl', action, `${name}.service`])
  const script = `/etc/init.d/${name}`
  if (!(yield* sys.stat({ path: script })).ok) {
    yield* printError(`invoke-rc.d: unknown initscript, ${script} not found.\n`)
    return 100
  }
  return yield* run([script, action])
}

/** update-rc.d(8): links of System V's runlevels. */
export const updateRcD: Main = function* ({ argv }) {
  const [name, action] = argv.slice(1).filter((arg) => !arg.startsWith('-'))
  if (name === undefined || action === undefined) {
    yield* printError('update-rc.d: error: not enough arguments\n')
    return 1
  }
  const starts = action === 'defaults' || action === 'enable'
  for (const level of [0, 1, 2, 3, 4, 5, 6]) {
    const folder = `/etc/rc${level}.d`
    yield* sys.mkdir({ path: folder, mode: 0o755 })
    const mark = level >= 2 && level <= 5 ? 'S01' : 'K01'
    if (starts) yield* sys.symlink({ target: `../init.d/${name}`, path: `${folder}/${mark}${name}` })
    else for (const one of ['S01', 'K01']) yield* sys.unlink({ path: `${folder}/${one}${name}` })
  }
  if (!['defaults', 'enable', 'disable', 'remove', 'defaults-disabled'].includes(action)) yield* print('')
  return 0
}
