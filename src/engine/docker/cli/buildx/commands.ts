import { build } from '../build/build.ts'
import type { CommandSpec } from '../command/spec.ts'
import { atMost, exactly, noArgs } from '../command/spec.ts'
import { du } from './du.ts'
import { inspect } from './inspect.ts'
import { ls } from './ls.ts'
import { prune } from './prune.ts'
import { version } from './version.ts'

/** The commands of the buildx plugin; `docker build` and `docker builder` are it too. */
export const buildxCommands: readonly CommandSpec[] = [
  {
    path: 'buildx build',
    top: 'build',
    homes: ['builder', 'image'],
    shownAs: 'docker buildx build',
    use: '[OPTIONS] PATH | URL | -',
    aliases: ['b'],
    args: exactly(1),
    run: build,
  },
  { path: 'buildx du', homes: ['builder'], shownAs: 'docker buildx du', use: '[OPTIONS]', args: noArgs, run: du },
  { path: 'buildx inspect', homes: ['builder'], shownAs: 'docker buildx inspect', use: '[NAME]', args: atMost(1), run: inspect },
  { path: 'buildx ls', homes: ['builder'], shownAs: 'docker buildx ls', use: '[OPTIONS]', args: noArgs, run: ls },
  { path: 'builder prune', homes: ['buildx'], shownAs: 'docker buildx prune', use: '[OPTIONS]', args: noArgs, run: prune },
  { path: 'buildx version', homes: ['builder'], shownAs: 'docker buildx version', use: '', args: exactly(0), run: version },
]
