import type { Inode } from '../inode.ts'
import type { OverlayFileSystem } from './overlay.ts'
import { isOpaque, isWhiteout } from './whiteout.ts'

/** What one layer said about one name. */
export interface LayerAnswer {
  /** The layer's directory as the mount named it. */
  readonly layer: string
  readonly found: 'absent' | 'file' | 'directory' | 'opaque directory' | 'whiteout' | 'not consulted'
}

export interface LookupStep {
  readonly name: string
  readonly answers: readonly LayerAnswer[]
}

export interface LookupExplanation {
  readonly steps: readonly LookupStep[]
  /** The layer whose object shows; undefined when the name does not exist. */
  readonly shownFrom: string | undefined
}

/** How a path is looked up in an overlay: which layers are asked for each name, from the upper one down, and where the search ends. */
export function explainLookup(fs: OverlayFileSystem, path: string): LookupExplanation {
  let layers: (Inode | undefined)[] = [fs.upper, ...fs.lowers]
  const steps: LookupStep[] = []
  let shownFrom: string | undefined = fs.layerNames[fs.upper ? 0 : 1]
  for (const name of path.split('/').filter(Boolean)) {
    const { answers, next } = ask(fs, layers, name)
    steps.push({ name, answers })
    const first = next.findIndex((inode) => inode !== undefined)
    shownFrom = first < 0 ? undefined : fs.layerNames[first]
    if (first < 0) break
    layers = next
  }
  return { steps, shownFrom }
}

function ask(fs: OverlayFileSystem, layers: readonly (Inode | undefined)[], name: string): { answers: LayerAnswer[]; next: (Inode | undefined)[] } {
  const answers: LayerAnswer[] = []
  const next: (Inode | undefined)[] = layers.map(() => undefined)
  let ended = false
  let merging = false
  layers.forEach((layer, index) => {
    if (!layer) return
    const named = (found: LayerAnswer['found']) => answers.push({ layer: fs.layerNames[index] ?? '', found })
    if (ended) {
      named('not consulted')
      return
    }
    const inode = layer.lookup(name, undefined)
    if (!inode) {
      named('absent')
      return
    }
    const directory = inode.type === 'directory'
    ended = !directory || isOpaque(inode)
    named(isWhiteout(inode) ? 'whiteout' : directory ? (isOpaque(inode) ? 'opaque directory' : 'directory') : 'file')
    if (isWhiteout(inode) || (merging && !directory)) return
    next[index] = inode
    merging = true
  })
  return { answers, next }
}
