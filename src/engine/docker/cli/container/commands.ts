import type { CommandSpec } from '../command/spec.ts'
import { anyArgs, atLeast, between, exactly, noArgs } from '../command/spec.ts'
import { inspectType } from '../inspect/inspect.ts'
import { attach } from './attach.ts'
import { commit } from './commit.ts'
import { cp } from './cp.ts'
import { create } from './create.ts'
import { diff } from './diff.ts'
import { exec } from './exec.ts'
import { exportContainer } from './export.ts'
import { checkRunFlag } from './flag-checks.ts'
import { logs } from './logs.ts'
import { ls } from './ls.ts'
import { port } from './port.ts'
import { prune } from './prune.ts'
import { rename } from './rename.ts'
import { rm } from './rm.ts'
import { run } from './run.ts'
import { kill, pause, restart, stop, unpause } from './signals.ts'
import { start } from './start.ts'
import { stats } from './stats.ts'
import { top } from './top.ts'
import { update } from './update.ts'
import { wait } from './wait.ts'

const runUse = '[OPTIONS] IMAGE [COMMAND] [ARG...]'
const some = '[OPTIONS] CONTAINER [CONTAINER...]'

const checkEnv = (flag: string, value: string) => (flag === 'env' ? checkRunFlag(flag, value) : undefined)

/** `docker container …`, most of them also at the top level. */
export const containerCommands: readonly CommandSpec[] = [
  { path: 'container attach', top: 'attach', use: '[OPTIONS] CONTAINER', args: exactly(1), run: attach, completes: 'running-containers' },
  {
    path: 'container commit',
    top: 'commit',
    use: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
    args: between(1, 2),
    run: commit,
    completes: 'all-containers',
  },
  { path: 'container cp', top: 'cp', use: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-', args: exactly(2), run: cp, completes: 'all-containers' },
  {
    path: 'container create',
    top: 'create',
    use: runUse,
    args: atLeast(1),
    interspersed: false,
    validate: checkRunFlag,
    run: create,
    completes: 'images',
  },
  { path: 'container diff', top: 'diff', use: 'CONTAINER', args: exactly(1), run: diff, completes: 'all-containers' },
  {
    path: 'container exec',
    top: 'exec',
    use: '[OPTIONS] CONTAINER COMMAND [ARG...]',
    args: atLeast(2),
    interspersed: false,
    validate: checkEnv,
    run: exec,
    completes: 'running-containers',
  },
  { path: 'container export', top: 'export', use: '[OPTIONS] CONTAINER', args: exactly(1), run: exportContainer, completes: 'all-containers' },
  { path: 'container inspect', use: some, args: atLeast(1), run: inspectType('container'), completes: 'all-containers' },
  { path: 'container kill', top: 'kill', use: some, args: atLeast(1), run: kill, completes: 'running-containers' },
  { path: 'container logs', top: 'logs', use: '[OPTIONS] CONTAINER', args: exactly(1), run: logs, completes: 'all-containers' },
  { path: 'container ls', top: 'ps', use: '[OPTIONS]', aliases: ['list', 'ps'], args: noArgs, run: ls },
  { path: 'container pause', top: 'pause', use: 'CONTAINER [CONTAINER...]', args: atLeast(1), run: pause, completes: 'running-containers' },
  { path: 'container port', top: 'port', use: 'CONTAINER [PRIVATE_PORT[/PROTO]]', args: between(1, 2), run: port, completes: 'running-containers' },
  { path: 'container prune', use: '[OPTIONS]', args: noArgs, run: prune },
  { path: 'container rename', top: 'rename', use: 'CONTAINER NEW_NAME', args: exactly(2), run: rename, completes: 'all-containers' },
  { path: 'container restart', top: 'restart', use: some, args: atLeast(1), run: restart, completes: 'all-containers' },
  { path: 'container rm', top: 'rm', use: some, aliases: ['remove'], args: atLeast(1), run: rm, completes: 'all-containers' },
  { path: 'container run', top: 'run', use: runUse, args: atLeast(1), interspersed: false, validate: checkRunFlag, run, completes: 'images' },
  { path: 'container start', top: 'start', use: some, args: atLeast(1), run: start, completes: 'all-containers' },
  { path: 'container stats', top: 'stats', use: '[OPTIONS] [CONTAINER...]', args: anyArgs, run: stats, completes: 'running-containers' },
  { path: 'container stop', top: 'stop', use: some, args: atLeast(1), run: stop, completes: 'running-containers' },
  {
    path: 'container top',
    top: 'top',
    use: 'CONTAINER [ps OPTIONS]',
    args: atLeast(1),
    interspersed: false,
    run: top,
    completes: 'running-containers',
  },
  { path: 'container unpause', top: 'unpause', use: 'CONTAINER [CONTAINER...]', args: atLeast(1), run: unpause, completes: 'running-containers' },
  { path: 'container update', top: 'update', use: some, args: atLeast(1), run: update, completes: 'all-containers' },
  { path: 'container wait', top: 'wait', use: 'CONTAINER [CONTAINER...]', args: atLeast(1), run: wait, completes: 'running-containers' },
]
