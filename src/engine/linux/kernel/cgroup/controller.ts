/** Controllers in the kernel's order, as cgroup.controllers lists them. */
export const controllers = ['cpuset', 'cpu', 'io', 'memory', 'pids'] as const
export type Controller = (typeof controllers)[number]

/** Limits that mean none read `max`. */
export const unlimited = Number.POSITIVE_INFINITY
export const limitText = (value: number): string => (value === unlimited ? 'max' : String(value))
