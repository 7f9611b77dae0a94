import { sha256Hex } from '../../../../base/sha256.ts'
import type { Content } from '../../content.ts'

/** Contents up to this size are hashed byte by byte even where they are synthetic. */
const HASHED_BYTES = 1024 * 1024

const known = new WeakMap<Content, string>()

/**
 * SHA-256 of a content in 64 hexadecimal digits, computed once per content. Real bytes are hashed; a large synthetic content is
 * represented by its descriptor, so that a 60 MB library costs nothing and equal ones still agree.
 */
export function contentDigest(content: Content): string {
  let digest = known.get(content)
  if (!digest) {
    const descriptor = content.size > HASHED_BYTES ? content.descriptor?.() : undefined
    digest = sha256Hex(descriptor ?? content.read(0, content.size))
    known.set(content, digest)
  }
  return digest
}
