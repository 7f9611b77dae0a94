import type { Errno } from '../../linux/kernel/errno.ts'
import { strerror } from '../../linux/kernel/errno.ts'

/** How Go prints an error number (syscall.Errno.Error): `no such file or directory`. */
export function goErrno(errno: Errno): string {
  const text = strerror(errno)
  return /^[A-Z][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
}
