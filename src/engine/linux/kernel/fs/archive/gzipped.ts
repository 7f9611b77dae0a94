import { gzipSync } from 'fflate'
import type { Content } from '../../content.ts'
import { BytesContent } from '../../content.ts'
import { CompressedContent } from './tar-content.ts'

/** What gzip makes of programs and texts together, roughly (compressed bytes a byte). */
const RATIO = 0.42

/** Real bytes really compressed (without a time, so that equal contents give equal archives); of anything else, what stands for it. */
export function gzipped(content: Content): Content {
  if (content instanceof BytesContent) return new BytesContent(gzipSync(content.bytes, { mtime: 0 }))
  return new CompressedContent(content, Math.max(32, Math.round(content.size * RATIO)))
}
