import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** stringid.GenerateRandomID: 64 hexadecimal digits, the first twelve not all decimal. */
export function* randomId(): Sys<string> {
  for (;;) {
    const id = hex(yield* sys.getrandom({ count: 32 }))
    if (/[a-f]/.test(id.slice(0, 12))) return id
  }
}

export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12)

/** The 26 characters that stand for a layer in /var/lib/docker/overlay2/l. */
export function* randomLink(): Sys<string> {
  const bytes = yield* sys.getrandom({ count: 26 })
  return Array.from(bytes, (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte & 31]).join('')
}

export function* randomUuid(): Sys<string> {
  const id = hex(yield* sys.getrandom({ count: 16 }))
  const variant = ((Number.parseInt(id[16] as string, 16) & 3) | 8).toString(16)
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-${variant}${id.slice(17, 20)}-${id.slice(20)}`
}
