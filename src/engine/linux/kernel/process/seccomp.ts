import type { Request } from '../calls.ts'

/** A process's system call filter (seccomp(2)): calls it denies, answered with EPERM. Filters add up, are inherited and never go. */
export interface SeccompFilter {
  readonly denied: ReadonlySet<string>
  /** How many were installed. */
  readonly count: number
}

export const withFilter = (before: SeccompFilter | undefined, denied: readonly string[]): SeccompFilter => ({
  denied: new Set([...(before?.denied ?? []), ...denied]),
  count: (before?.count ?? 0) + 1,
})

/** `clone` is filtered by its flags: only one that makes namespaces is denied. */
export function denies(filter: SeccompFilter, request: Request): boolean {
  if (!filter.denied.has(request.call)) return false
  return request.call !== 'clone' || (request.namespaces?.length ?? 0) > 0
}
