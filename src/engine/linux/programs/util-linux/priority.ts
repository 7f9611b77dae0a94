import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { readFile } from '../../libc/stdio.ts'
import { userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import { utility } from './frame.ts'

/** Models renice(1) and the asking half of taskset(1): nothing here runs on only some CPUs. */
export const renice = utility({
  name: 'renice',
  usage: ['[-n] <priority> [-p|--pid] <pid>...', '[-n] <priority>  -g|--pgrp <pgid>...', '[-n] <priority>  -u|--user <user>...'],
  summary: 'Alter the priority of running processes.',
  options: 'n|priority= relative= p|pid g|pgrp u|user',
  unsimulated: ['relative', 'pgrp'],
  *run(run) {
    const words = [...run.operands]
    const text = run.value('priority') ?? words.shift()
    if (text === undefined) return yield* run.usageError('not enough arguments')
    if (!/^[-+]?\d+$/.test(text)) return yield* run.fail(`invalid priority '${text}'`)
    let status = 0
    for (const word of words) {
      const ids = run.has('user') ? yield* processesOf(word) : /^\d+$/.test(word) ? [Number(word)] : undefined
      if (!ids) {
        status = yield* run.fail(run.has('user') ? `unknown user ${word}` : `bad value ${word}`)
        continue
      }
      for (const pid of ids) {
        const before = yield* niceOf(pid)
        const kind = run.has('user') ? 'user ID' : 'process ID'
        const set = before === undefined ? undefined : yield* sys.setpriority({ pid, nice: Number(text) })
        if (before === undefined || !set?.ok) {
          const reason = before === undefined ? 'No such process' : strerror(set && !set.ok ? set.error : 'EPERM')
          status = yield* run.fail(`failed to ${before === undefined ? 'get' : 'set'} priority for ${pid} (${kind}): ${reason}`)
        } else yield* run.say(`${pid} (${kind}) old priority ${before}, new priority ${yield* niceOf(pid)}\n`)
      }
    }
    return status
  },
})

/** The nice value in /proc/PID/stat. */
function* niceOf(pid: number): Sys<number | undefined> {
  const text = yield* readFile(`/proc/${pid}/stat`)
  return text.ok ? Number(text.value.slice(text.value.lastIndexOf(')') + 2).split(' ')[16]) : undefined
}

function* processesOf(name: string): Sys<readonly number[] | undefined> {
  const uid = /^\d+$/.test(name) ? Number(name) : (yield* userByName(name))?.uid
  if (uid === undefined) return undefined
  const entries = yield* sys.getdents({ path: '/proc' })
  const found: number[] = []
  for (const entry of entries.ok ? entries.value : []) {
    if (!/^\d+$/.test(entry.name)) continue
    const stat = yield* sys.stat({ path: `/proc/${entry.name}` })
    if (stat.ok && stat.value.uid === uid) found.push(Number(entry.name))
  }
  return found
}

export const taskset = utility({
  name: 'taskset',
  usage: ['[options] [mask | cpu-list] [pid|cmd [args...]]'],
  summary: 'Show or change the CPU affinity of a process.',
  options: 'a|all-tasks p|pid c|cpu-list',
  inOrder: true,
  *run(run) {
    const [pid, second] = run.operands
    if (!run.has('pid') || pid === undefined || second !== undefined) return yield* run.fail('cais: changing the affinity is not simulated')
    if (!(yield* sys.stat({ path: `/proc/${pid}` })).ok) return yield* run.fail(`failed to get pid ${pid}'s affinity: No such process`)
    const text = yield* readFile('/proc/cpuinfo')
    const count = (text.ok ? text.value.match(/^processor/gm) : undefined)?.length ?? 1
    const shown = run.has('cpu-list') ? (count === 1 ? '0' : count === 2 && !run.old ? '0,1' : `0-${count - 1}`) : (2 ** count - 1).toString(16)
    yield* run.say(`pid ${pid}'s current affinity ${run.has('cpu-list') ? 'list' : 'mask'}: ${shown}\n`)
    return 0
  },
})
