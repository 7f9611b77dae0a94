import { limits } from '../../../base/limits.ts'
import type { ResourceLimit, ResourceName } from '../calls.ts'

const infinity = Number.POSITIVE_INFINITY
const same = (value: number): ResourceLimit => ({ soft: value, hard: value })

/** What init starts with (Documentation of getrlimit(2); systemd raises nofile later). */
export const initialLimits = (tasks: number): ReadonlyMap<ResourceName, ResourceLimit> =>
  new Map<ResourceName, ResourceLimit>([
    ['nofile', { soft: limits.openFiles, hard: 524_288 }],
    ['nproc', same(tasks)],
    ['core', { soft: 0, hard: infinity }],
    ['fsize', same(infinity)],
    ['stack', { soft: 8 * 1024 * 1024, hard: infinity }],
    ['as', same(infinity)],
    ['cpu', same(infinity)],
    ['data', same(infinity)],
    ['memlock', same(8 * 1024 * 1024)],
  ])
