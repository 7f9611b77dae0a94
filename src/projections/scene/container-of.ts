import type { Process } from '../../engine/linux/kernel/task.ts'

/** Full id of the Docker container a process belongs to, by its control group. */
export function containerOf(process: Process): string | undefined {
  return /(?:docker-|\/docker\/)([0-9a-f]{64})/.exec(process.cgroup.path)?.[1]
}
