import type { Sys } from '../../../linux/kernel/calls.ts'
import { mkdirAll } from '../../oci/files.ts'
import { type CopyInstruction, type CopyPlan, download, isRemote, performCopy } from '../copy-step.ts'
import { BuildProblem } from '../problem.ts'
import { type Selected, selectSources } from '../select.ts'
import { hashOfAll, sourceHash } from './tar-sum.ts'

/** Sources of a classic COPY or ADD, found: `file:…`, `dir:…` or `multi:…` tells them apart from others (moby builder/dockerfile/copy.go). */
export interface FoundSources {
  readonly selected: readonly Selected[]
  /** Files that came over the network; they are never unpacked. */
  readonly downloaded: readonly Selected[]
  readonly hash: string
}

export function* findClassicSources(root: string, plan: CopyPlan, scratch: string): Sys<FoundSources> {
  const word = plan.instruction.kind.toUpperCase()
  const selected: Selected[] = []
  const downloaded: Selected[] = []
  for (const source of plan.sources) {
    if (isRemote(source)) {
      downloaded.push(yield* fetched(source, `${scratch}/${downloaded.length}`, word))
      continue
    }
    const found = yield* selectSources(root, source)
    if (found.length > 0) selected.push(...found)
    else if (/[*?[\\]/.test(source)) continue
    else throw new BuildProblem(`${word} failed: ${missing(plan.instruction, source)}`)
  }
  const all = [...selected, ...downloaded]
  if (all.length === 0) throw new BuildProblem(`${word} failed: no source files were specified`)
  if (all.length > 1 && !plan.target.endsWith('/'))
    throw new BuildProblem(`When using ${word} with more than one source file, the destination must be a directory and end with a /`)
  const hashes: string[] = []
  for (const one of all) hashes.push(yield* sourceHash(one, plan.instruction.from === undefined))
  return { selected, downloaded, hash: hashes.length === 1 ? (hashes[0] as string) : hashOfAll('multi', hashes) }
}

/** The name of a source without what does not matter; the context's own message says where it was looked for. */
function missing(instruction: CopyInstruction, source: string): string {
  const name = source.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')
  const where = instruction.from === undefined ? 'file not found in build context or excluded by .dockerignore: ' : ''
  return `${where}stat ${name}: file does not exist`
}

function* fetched(url: string, directory: string, word: string): Sys<Selected> {
  const path = url.split(/[?#]/)[0]?.split('/').at(-1) ?? ''
  if (path === '') throw new BuildProblem(`${word} failed: cannot determine filename from url: ${url}`)
  yield* mkdirAll(directory, 0o700)
  const full = `${directory}/${path}`
  yield* download(url, full, 0o600, { uid: 0, gid: 0 })
  return { path, full, directory: false }
}

export function* copyClassic(rootfs: string, plan: CopyPlan, found: FoundSources): Sys<void> {
  const local = { ...plan, sources: [] }
  if (found.selected.length > 0) yield* performCopy(rootfs, local, found.selected)
  if (found.downloaded.length > 0) yield* performCopy(rootfs, { ...local, instruction: { ...plan.instruction, kind: 'copy' } }, found.downloaded)
}
