import type { Cgroup } from '../cgroup/cgroup.ts'

/** Whose processes see that cgroup as `/` (cgroup_namespaces(7)). */
export class CgroupNamespace {
  constructor(readonly root: Cgroup) {}
}
