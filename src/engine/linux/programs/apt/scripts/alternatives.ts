import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { fail, print, printError, readFile, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

const ADMIN = '/var/lib/dpkg/alternatives'

interface Choice {
  readonly path: string
  readonly priority: number
}

interface Group {
  readonly mode: 'auto' | 'manual'
  readonly link: string
  readonly choices: readonly Choice[]
}

/** update-alternatives(1): --install, --remove, --set, --auto, --display, --list. Leaves out slaves (only documentation has them here) and --config. */
export const updateAlternatives: Main = function* ({ argv }) {
  const quiet = argv.includes('--quiet')
  const args = argv.slice(1).filter((arg) => !['--quiet', '--force', '--verbose'].includes(arg))
  const [action = '', first = '', second = '', third = '', fourth = ''] = args
  if (action === '--install') {
    const group = yield* read(second)
    const others = (group?.choices ?? []).filter((choice) => choice.path !== third)
    yield* write(second, { mode: group?.mode ?? 'auto', link: first, choices: [...others, { path: third, priority: Number(fourth) }] })
    return yield* settle(second, quiet)
  }
  if (!['--remove', '--set', '--auto', '--display', '--list', '--query'].includes(action))
    return yield* fail('cais: update-alternatives', `${action} is not simulated`, 2)
  const group = yield* read(first)
  if (!group) return action === '--remove' ? 0 : yield* fail('update-alternatives', `error: no alternatives for ${first}`, 2)
  if (action === '--list') yield* print(group.choices.map((choice) => `${choice.path}\n`).join(''))
  else if (action === '--display') {
    const best = bestOf(group)
    yield* print(
      `${first} - ${group.mode} mode\n  link best version is ${best?.path}\n  link currently points to ${best?.path}\n  link ${first} is ${group.link}\n${group.choices.map((choice) => `${choice.path} - priority ${choice.priority}\n`).join('')}`,
    )
  } else if (action === '--remove') {
    yield* write(first, { ...group, choices: group.choices.filter((choice) => choice.path !== second) })
    return yield* settle(first, quiet)
  } else if (action === '--set') {
    if (!group.choices.some((choice) => choice.path === second))
      return yield* fail('update-alternatives', `error: alternative ${second} for ${first} not registered; not setting`, 2)
    yield* write(first, { ...group, mode: 'manual' })
    yield* point(group.link, first, second)
    yield* print(`update-alternatives: using ${second} to provide ${group.link} (${first}) in manual mode\n`)
  } else {
    yield* write(first, { ...group, mode: 'auto' })
    return yield* settle(first, quiet)
  }
  return 0
}

const bestOf = (group: Group): Choice | undefined => [...group.choices].sort((a, b) => b.priority - a.priority)[0]

/** In auto mode the link follows the highest priority. */
function* settle(name: string, quiet: boolean): Sys<number> {
  const group = yield* read(name)
  if (!group) return 0
  const best = bestOf(group)
  if (!best) {
    for (const path of [group.link, `/etc/alternatives/${name}`, `${ADMIN}/${name}`]) yield* sys.unlink({ path })
    return 0
  }
  const now = yield* sys.readlink({ path: `/etc/alternatives/${name}` })
  if (group.mode === 'manual' || (now.ok && now.value === best.path)) return 0
  yield* point(group.link, name, best.path)
  if (!quiet) yield* print(`update-alternatives: using ${best.path} to provide ${group.link} (${name}) in auto mode\n`)
  return 0
}

function* point(link: string, name: string, path: string): Sys<void> {
  yield* sys.mkdir({ path: '/etc/alternatives', mode: 0o755 })
  yield* sys.unlink({ path: `/etc/alternatives/${name}` })
  yield* sys.symlink({ target: path, path: `/etc/alternatives/${name}` })
  yield* sys.unlink({ path: link })
  yield* sys.symlink({ target: `/etc/alternatives/${name}`, path: link })
}

/** Its file: mode, link, an empty line, then a path and a priority each. */
function* read(name: string): Sys<Group | undefined> {
  const text = yield* readFile(`${ADMIN}/${name}`)
  if (!text.ok) return undefined
  const [mode, link = '', , ...rest] = text.value.split('\n')
  const choices: Choice[] = []
  for (let i = 0; i + 1 < rest.length && rest[i]; i += 2) choices.push({ path: rest[i] ?? '', priority: Number(rest[i + 1]) })
  return { mode: mode === 'manual' ? 'manual' : 'auto', link, choices }
}

function* write(name: string, group: Group): Sys<void> {
  yield* sys.mkdir({ path: ADMIN, mode: 0o755 })
  const done = yield* writeFile(
    `${ADMIN}/${name}`,
    `${group.mode}\n${group.link}\n\n${group.choices.map((choice) => `${choice.path}\n${choice.priority}\n`).join('')}\n`,
  )
  if (!done.ok) yield* printError(`update-alternatives: error: unable to create file '${ADMIN}/${name}.dpkg-tmp': Permission denied\n`)
}
