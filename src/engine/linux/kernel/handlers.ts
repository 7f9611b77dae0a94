import type { Arguments, CallName, FileCalls, Returned } from './calls.ts'
import type { Task } from './task.ts'
import type { KernelCode } from './wait.ts'

/** The kernel's side of one system call: the result at once, or code that may sleep before it has one. */
export type Handler<K extends CallName> = (task: Task, request: Arguments<K>) => Returned<K> | KernelCode<Returned<K>>

/** Handlers of a room: `export const socketCalls: Handlers<keyof SocketCalls> = { ... }`. kernel.ts joins the rooms. */
export type Handlers<K extends CallName> = { readonly [N in K]: Handler<N> }

/** Calls on open descriptors, whatever is behind them (descriptor-calls.ts). */
export type DescriptorCallName =
  | 'close'
  | 'read'
  | 'write'
  | 'pread'
  | 'pwrite'
  | 'lseek'
  | 'splice'
  | 'fstat'
  | 'ftruncate'
  | 'dup'
  | 'dup2'
  | 'fcntl'
  | 'pipe'
  | 'poll'
  | 'readable'

/** Calls on terminals (tty/). */
export type TerminalCallName =
  | 'openpty'
  | 'tcgetattr'
  | 'tcsetattr'
  | 'tcgetwinsize'
  | 'tcsetwinsize'
  | 'tcgetpgrp'
  | 'tcsetpgrp'
  | 'setctty'
  | 'ttyname'

/** The rest of the file calls: paths, mounts, directories, archives (fs/). */
export type PathCallName = Exclude<keyof FileCalls, DescriptorCallName | TerminalCallName>
