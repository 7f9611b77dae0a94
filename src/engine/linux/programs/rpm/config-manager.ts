import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { fail, print, printError, readFile, writeFile } from '../../libc/stdio.ts'
import { download } from './fetch.ts'
import { readRepositories } from './repository.ts'
import { globMatches } from './yum/session.ts'

/** yum-config-manager(1) of yum-utils: --add-repo (any unambiguous beginning, `--add` too), --enable, --disable. */
export const yumConfigManager: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('add-repo= enable disable save setopt= h|help'))
  if (!parsed.ok) {
    yield* printError(
      `Usage: yum-config-manager [options] [section ...]\n\n\nCommand line error: ${parsed.message.replace(/^unrecognized option '(.*)'$/, 'no such option: $1')}\n`,
    )
    return 1
  }
  const asked = parsed.value
  if (asked.has('setopt') || asked.has('save')) return yield* fail('cais: yum-config-manager', '--setopt and --save are not simulated')
  yield* print('Loaded plugins: fastestmirror\n')
  for (const url of asked.values('add-repo')) {
    yield* print(`adding repo from: ${url}\n`)
    if (!url.endsWith('.repo')) {
      const id = url
        .replace(/^https?:\/\//, '')
        .replaceAll(/[/?]/g, '_')
        .replace(/_$/, '')
      yield* writeFile(`/etc/yum.repos.d/${id}.repo`, `\n[${id}]\nname=added from: ${url}\nbaseurl=${url}\nenabled=1\n\n\n`)
      continue
    }
    const path = `/etc/yum.repos.d/${url.split('/').at(-1)}`
    const fetched = yield* download(url, path)
    if (!fetched.ok) {
      yield* printError(`Could not fetch/save url ${url} to file ${path}: [Errno ${fetched.error.number}] ${fetched.error.message}\n`)
      return 1
    }
    yield* print(`grabbing file ${url} to ${path}\nrepo saved to ${path}\n`)
  }
  if (asked.has('enable') || asked.has('disable')) {
    const value = asked.has('enable') ? '1' : '0'
    for (const repository of yield* readRepositories()) {
      if (!asked.operands.some((pattern) => globMatches(pattern, repository.id))) continue
      const text = yield* readFile(repository.path)
      if (!text.ok) continue
      const sections = text.value
        .split(/^(?=\[)/m)
        .map((section) => (section.startsWith(`[${repository.id}]`) ? setEnabled(section, value) : section))
      yield* writeFile(repository.path, sections.join(''))
      yield* print(
        `${'='.repeat(30)} repo: ${repository.id} ${'='.repeat(Math.max(0, 42 - repository.id.length))}\n[${repository.id}]\nenabled = ${value}\nbaseurl = ${repository.baseUrl}\n`,
      )
    }
  }
  return 0
}

const setEnabled = (section: string, value: string): string =>
  /^enabled\s*=/m.test(section)
    ? section.replace(/^enabled\s*=.*$/m, `enabled=${value}`)
    : section.replace(/^\[.*\]\n/, (head) => `${head}enabled=${value}\n`)
