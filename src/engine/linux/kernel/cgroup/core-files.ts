import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import type { View } from '../fs/views/view.ts'
import { viewText, viewValue } from '../fs/views/view.ts'
import type { Kernel } from '../kernel.ts'
import { sendSignal } from '../signal/send.ts'
import { signals } from '../signal.ts'
import type { Process, Task } from '../task.ts'
import type { Cgroup } from './cgroup.ts'
import type { Controller } from './controller.ts'
import { controllers, limitText } from './controller.ts'
import { keyed, parseCount, parseInteger } from './text.ts'

/** The `cgroup.*` files of a group; the root lacks those that would limit or stop the whole host. */
export function coreFiles(kernel: Kernel, group: Cgroup): Record<string, View> {
  const files: Record<string, View> = {
    'cgroup.controllers': viewText(() => line(controllers.filter((controller) => group.has(controller)))),
    'cgroup.max.depth': viewValue(
      () => `${limitText(group.maxDepth)}\n`,
      (_task, text) =>
        withValue(parseCount(text), (value) => {
          group.maxDepth = value
          return undefined
        }),
    ),
    'cgroup.max.descendants': viewValue(
      () => `${limitText(group.maxDescendants)}\n`,
      (_task, text) =>
        withValue(parseCount(text), (value) => {
          group.maxDescendants = value
          return undefined
        }),
    ),
    'cgroup.procs': viewValue(
      (task) => pids(task, group),
      (task, text) => enter(kernel, task, group, text),
    ),
    'cgroup.stat': viewText(() => keyed({ nr_descendants: [...group.descendants()].length - 1, nr_dying_descendants: 0 })),
    'cgroup.subtree_control': viewValue(
      () => line(controllers.filter((controller) => group.subtreeControl.has(controller))),
      (_task, text) => enable(kernel, group, text),
    ),
    'cgroup.threads': viewText((task) => tids(task, group)),
  }
  if (!group.parent) return files
  return {
    ...files,
    'cgroup.events': {
      ...viewText(() => keyed({ populated: group.population > 0 ? 1 : 0, frozen: group.frozen ? 1 : 0 })),
      changed: group.changed,
      version: () => group.version,
    },
    'cgroup.freeze': viewValue(
      () => `${group.freeze ? 1 : 0}\n`,
      (_task, text) => withFlag(text, (value) => freeze(kernel, group, value)),
    ),
    'cgroup.kill': {
      kind: 'file',
      write: (_task, text) => (text.trim() === '1' ? killAll(kernel, group) : err(parseInteger(text).ok ? 'ERANGE' : 'EINVAL')),
    },
    'cgroup.type': viewText(() => 'domain\n'),
  }
}

const line = (words: readonly string[]): string => (words.length > 0 ? `${words.join(' ')}\n` : '\n')

/** Acts on a parsed value. */
export function withValue<T>(parsed: Res<T>, act: (value: T) => Res<void> | undefined): Res<undefined> {
  if (!parsed.ok) return parsed
  const done = act(parsed.value)
  return done && !done.ok ? done : ok(undefined)
}

/** 0 or 1; ERANGE for other numbers. */
export function withFlag(text: string, act: (value: boolean) => void): Res<undefined> {
  const value = parseInteger(text)
  if (!value.ok) return value
  if (value.value !== 0 && value.value !== 1) return err('ERANGE')
  act(value.value === 1)
  return ok(undefined)
}

function pids(task: Task, group: Cgroup): string {
  return [...group.processes].map((process) => `${process.id.in(task.namespaces.pid)}\n`).join('')
}

function tids(task: Task, group: Cgroup): string {
  return [...group.processes].flatMap((process) => process.threads.map((thread) => `${thread.id.in(task.namespaces.pid)}\n`)).join('')
}

function enter(kernel: Kernel, task: Task, group: Cgroup, text: string): Res<undefined> {
  const pid = parseInteger(text)
  if (!pid.ok || pid.value < 0) return err('EINVAL')
  const process: Process | undefined = pid.value === 0 ? task.process : task.namespaces.pid.tasks.get(pid.value)?.process
  if (!process || process.status) return err('ESRCH')
  const moved = kernel.cgroups.move(process, group)
  return moved.ok ? ok(undefined) : moved
}

/** Writing `+cpu -memory`: everything is checked before anything changes. */
function enable(kernel: Kernel, group: Cgroup, text: string): Res<undefined> {
  const changes: [Controller, boolean][] = []
  for (const word of text.trim().split(/\s+/).filter(Boolean)) {
    const name = controllers.find((controller) => controller === word.slice(1))
    if (!name || !/^[+-]/.test(word)) return err('EINVAL')
    changes.push([name, word.startsWith('+')])
  }
  for (const [name, on] of changes) {
    if (on && !group.has(name)) return err('ENOENT')
    if (on && group.parent && group.processes.size > 0) return err('EBUSY')
    if (!on && [...group.children.values()].some((child) => child.subtreeControl.has(name))) return err('EBUSY')
  }
  for (const [name, on] of changes) {
    if (on) group.subtreeControl.add(name)
    else if (group.subtreeControl.delete(name)) for (const child of group.children.values()) kernel.cgroups.resetController(child, name)
  }
  return ok(undefined)
}

/** Stops or continues everything below; the processes do not notice. */
function freeze(kernel: Kernel, group: Cgroup, frozen: boolean): void {
  if (group.freeze === frozen) return
  group.freeze = frozen
  for (const below of group.descendants()) {
    for (const process of below.processes) {
      if (below.frozen) kernel.parkThreads(process)
      else kernel.unparkThreads(process)
    }
    below.touch()
  }
}

function killAll(kernel: Kernel, group: Cgroup): Res<undefined> {
  for (const below of group.descendants()) for (const process of [...below.processes]) sendSignal(kernel, process, signals.SIGKILL)
  return ok(undefined)
}
