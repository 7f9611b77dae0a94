import { Failure } from '../failure.ts'
import { absolutePath } from './mount-flag.ts'

/** `-v [source:]target[:options]`: a bind as the API wants it, or an anonymous volume. Relative sources count from `cwd`. */
export type VolumeFlag = { readonly kind: 'bind'; readonly bind: string } | { readonly kind: 'anonymous'; readonly target: string }

export function parseVolume(text: string, cwd: string): VolumeFlag {
  if (text === '') throw new Failure('invalid empty volume spec')
  if (text.length <= 2) return { kind: 'anonymous', target: text }
  const parts = text.split(':')
  if (parts.some((part) => part === '')) throw new Failure(`invalid spec: ${text}: empty section between colons`)
  if (parts.length > 3) throw new Failure(`invalid spec: ${text}: too many colons`)
  if (parts.length === 1) return { kind: 'anonymous', target: text }
  const [source = '', ...rest] = parts
  const host = source.startsWith('.') ? absolutePath(cwd, source) : source
  return { kind: 'bind', bind: [host, ...rest].join(':') }
}
