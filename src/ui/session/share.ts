/** A session's log as text short enough for a link: JSON, deflated, in base64url. */
import type { SessionLog } from '../../worker/protocol.ts'

export async function packLog(log: SessionLog): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(log)), new CompressionStream('deflate-raw'))
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Undefined for a text that is no log: cut, mistyped or of another shape. */
export async function unpackLog(packed: string): Promise<SessionLog | undefined> {
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
    const log: unknown = JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'))))
    return isLog(log) ? log : undefined
  } catch {
    return undefined
  }
}

function isLog(value: unknown): value is SessionLog {
  if (typeof value !== 'object' || value === null) return false
  const log = value as Partial<Record<keyof SessionLog, unknown>>
  return log.format === 1 && typeof log.world === 'string' && typeof log.seed === 'number' && Array.isArray(log.inputs)
}

async function through(bytes: Uint8Array<ArrayBuffer>, transform: GenericTransformStream): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(transform)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
