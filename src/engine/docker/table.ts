import type { ProgramTable } from '../linux/kernel/program.ts'
import { openBuildCache } from './build/build.ts'
import { buildRoutes } from './build/routes.ts'
import { containerd } from './containerd/containerd.ts'
import { shim } from './containerd/shim/shim.ts'
import { dockerd } from './engine/dockerd.ts'
import { pullQuietly } from './engine/image/create.ts'
import { init } from './init/init.ts'
import { proxy } from './proxy/proxy.ts'
import { registry } from './registry/server.ts'
import { runc } from './runc/runc.ts'

/** Docker's programs on servers. Sizes of memory are what they take on a fresh host. */
const MiB = 1024 * 1024

export const dockerServerPrograms: ProgramTable = new Map([
  ['docker/dockerd', { main: dockerd(buildRoutes(pullQuietly), openBuildCache), rssBytes: 78 * MiB, startMs: 60 }],
  ['docker/containerd', { main: containerd, rssBytes: 45 * MiB, startMs: 40 }],
  ['docker/shim', { main: shim, rssBytes: 12 * MiB, startMs: 30 }],
  ['docker/runc', { main: runc, rssBytes: 9 * MiB, startMs: 30 }],
  ['docker/registry', { main: registry, rssBytes: 18 * MiB, startMs: 20 }],
  ['docker/init', { main: init, rssBytes: MiB / 4, startMs: 0.5 }],
  ['docker/proxy', { main: proxy, rssBytes: 4 * MiB, startMs: 2 }],
])
