import type { NamespaceKind } from '../calls.ts'
import type { Capability } from '../credentials.ts'
import { capable } from '../credentials.ts'
import type { Task } from '../task.ts'

/** Whether the task may do that to the namespace of that kind it is in: its capabilities must reach the user namespace that owns it (ns_capable). */
export const capableIn = (task: Task, kind: NamespaceKind, capability: Capability): boolean =>
  capable(task.process.credentials, capability, kind === 'user' ? task.namespaces.user : task.kernel.namespaces.owner(task.namespaces[kind]))
