import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import { programTable } from '../../testing/programs.ts'
import type { Pid, Sys } from '../calls.ts'
import type { Kernel } from '../kernel.ts'

/** What a process of a random tree does, step by step. */
type Step =
  | { readonly do: 'fork'; readonly steps: readonly Step[]; readonly namespace: boolean; readonly group: boolean }
  | { readonly do: 'thread'; readonly steps: readonly Step[] }
  | { readonly do: 'exec' }
  | { readonly do: 'kill'; readonly which: number; readonly signal: number }
  | { readonly do: 'wait' | 'pipe' | 'session' | 'handle' | 'exit' | 'cgroup' }
  | { readonly do: 'sleep' | 'compute'; readonly ms: number }
  | { readonly do: 'ignore' | 'subreaper' | 'memory' | 'pty' }

const simple = fc.oneof(
  fc.constantFrom<Step>(
    { do: 'wait' },
    { do: 'pipe' },
    { do: 'session' },
    { do: 'handle' },
    { do: 'exit' },
    { do: 'exec' },
    { do: 'cgroup' },
    { do: 'ignore' },
  ),
  fc.constantFrom<Step>({ do: 'subreaper' }, { do: 'memory' }, { do: 'pty' }),
  fc.record({ do: fc.constantFrom('sleep' as const, 'compute' as const), ms: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ do: fc.constant('kill' as const), which: fc.nat(5), signal: fc.constantFrom(1, 2, 9, 10, 15, 18, 19, 20) }),
)

const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 6, depthIdentifier: 'tree' }),
  step: fc.oneof(
    { depthIdentifier: 'tree', maxDepth: 4, withCrossShrink: true },
    simple,
    simple,
    fc.record({ do: fc.constant('fork' as const), steps: tie('steps'), namespace: fc.boolean(), group: fc.boolean() }),
    fc.record({ do: fc.constant('thread' as const), steps: tie('steps') }),
  ),
}))

function* perform(step: Step, children: Pid[], unique: () => number): Sys<boolean> {
  switch (step.do) {
    case 'fork': {
      const child = yield* sys.clone({
        main: () => play(step.steps, unique),
        ...(step.namespace && { namespaces: ['pid', 'uts', 'net', 'mnt', 'ipc', 'cgroup'] as const }),
      })
      if (child.ok && step.group) yield* sys.setpgid({ pid: child.value, pgid: 0 })
      if (child.ok) children.push(child.value)
      return true
    }
    case 'thread':
      yield* sys.clone({ thread: true, main: () => play(step.steps, unique) })
      return true
    case 'exec':
      yield* sys.execve({ path: '/bin/after', argv: ['after'], env: new Map() })
      return true
    case 'kill': {
      const pid = step.which === 0 ? yield* sys.getpid({}) : children[step.which % (children.length || 1)]
      if (pid !== undefined) yield* sys.kill({ pid, signal: step.signal })
      return true
    }
    case 'wait':
      yield* sys.wait4({ pid: -1, nohang: true, untraced: true, continued: true })
      return true
    case 'pipe':
      yield* sys.pipe({})
      return true
    case 'session':
      yield* sys.setsid({})
      return true
    case 'handle':
      yield* sys.sigaction({ signal: 10, handler: function* () {}, restart: true })
      return true
    case 'ignore':
      yield* sys.sigaction({ signal: 17, handler: 'ignore' })
      return true
    case 'subreaper':
      yield* sys.prctl({ childSubreaper: true })
      return true
    case 'memory':
      yield* sys.memory({ bytes: 1_000_000 })
      return true
    case 'pty': {
      const pty = yield* sys.openpty({})
      if (pty.ok) yield* sys.open({ path: pty.value.slavePath, flags: 2 })
      return true
    }
    case 'cgroup': {
      const path = `/sys/fs/cgroup/${unique()}`
      yield* sys.mkdir({ path })
      const fd = yield* sys.open({ path: `${path}/cgroup.procs`, flags: 1 })
      if (!fd.ok) return true
      yield* sys.write({ fd: fd.value, bytes: new TextEncoder().encode('0') })
      yield* sys.close({ fd: fd.value })
      return true
    }
    case 'sleep':
      yield* sys.nanosleep({ ms: step.ms })
      return true
    case 'compute':
      yield* sys.compute({ ms: step.ms })
      return true
    case 'exit':
      return false
  }
}

function* play(all: readonly Step[], unique: () => number): Sys<number> {
  const children: Pid[] = []
  for (const step of all) if (!(yield* perform(step, children, unique))) return 1
  return 0
}

/** What the host holds: equal before and after, or something leaked. */
function holdings(kernel: Kernel) {
  const groups = [...kernel.cgroups.root.descendants()]
  return {
    tasks: kernel.taskCount,
    processes: kernel.processes().map((process) => process.name),
    numbers: kernel.initialNamespaces.pid.numbers.size,
    namespaces: kernel.namespaces.size,
    memory: kernel.memory.usedBytes,
    population: groups.map((group) => group.population).filter((count) => count > 0),
    pids: groups.map((group) => group.pids.current).filter((count) => count > 0),
    held: groups.map((group) => group.memory.current).filter((count) => count > 0),
    runnable: groups.filter((group) => group.cpu.runnable > 0).length,
    running: kernel.cpus.running,
    children: kernel.init?.children.size,
  }
}

test('no tree of forks, threads, kills and waits leaves anything behind', () => {
  fc.assert(
    fc.property(steps, (tree) => {
      let serial = 0
      const host = testHost({
        programs: [
          programTable({
            *main() {
              return yield* play(tree, () => serial++)
            },
            *after() {
              return 0
            },
          }),
        ],
      })
      const before = holdings(host.kernel)
      const started = host.start(['main'])
      host.advance(500)
      for (const process of host.kernel.processes()) if (process !== host.kernel.init) host.kernel.sendSignal(process, 9)
      host.advance(500)
      expect(started.process.status).toBeDefined()
      expect(holdings(host.kernel)).toEqual(before)
      expect(host.clock.nextDueMs).toBeUndefined()
    }),
    { numRuns: 300 },
  )
})
