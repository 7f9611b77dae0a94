import { encode } from '../../base/utf8.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { readFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll, namesIn, removeAll } from '../oci/files.ts'
import { BuildProblem } from './problem.ts'
import { selectSources } from './select.ts'

/** The build context: the client's tar, unpacked for the time of the build. */
export class BuildContext {
  private constructor(
    readonly root: string,
    /** Bytes each path had in the build before, under the same name: what has not changed is not transferred. */
    private readonly known: Map<string, string>,
    /** Files that came beside the context: a Dockerfile from elsewhere. */
    private readonly beside = new Map<string, string>(),
  ) {}

  /** A file that is not in the context. */
  put(path: string, text: string): void {
    this.beside.set(path, text)
  }

  /** Unpacks the archive into a directory of its own. */
  static *open(archive: string, directory: string, known: Map<string, string>): Sys<BuildContext> {
    yield* mkdirAll(directory, 0o700)
    const unpacked = yield* sys.unpack({ archive, directory })
    if (!unpacked.ok) {
      yield* removeAll(directory)
      throw new BuildProblem('Error processing tar file(exit status 1): unexpected EOF')
    }
    return new BuildContext(directory, known)
  }

  *close(): Sys<void> {
    yield* removeAll(this.root)
  }

  /** A file's text, undefined when there is none; counts as transferred. */
  *text(path: string): Sys<{ readonly text: string; readonly transferred: number } | undefined> {
    const beside = this.beside.get(path)
    if (beside !== undefined) return { text: beside, transferred: packetBytes(path.split('/').at(-1) ?? '') + encode(beside).length + 6 }
    const found = yield* readFile(`${this.root}/${path}`)
    if (!found.ok) return undefined
    return { text: found.value, transferred: yield* this.fileBytes(path, `${this.root}/${path}`) }
  }

  /** What sending these paths (files and directories) takes on BuildKit's file-sync wire. */
  *transferBytes(paths: readonly string[]): Sys<number> {
    let total = 0
    for (const path of paths) total += yield* this.bytesOf(path.replace(/^\/+|\/+$/g, ''))
    return total === 0 ? 2 : total
  }

  /** Bytes of files in the context, wherever these paths (files, directories, patterns) find them. */
  *fileBytesOf(paths: readonly string[]): Sys<number> {
    let total = 0
    for (const path of paths) for (const { full } of yield* selectSources(this.root, path)) total += yield* sizeOf(full)
    return total
  }

  private *bytesOf(path: string): Sys<number> {
    const at = path === '' ? this.root : `${this.root}/${path}`
    const stat = yield* sys.stat({ path: at, noFollow: true })
    if (!stat.ok) return 0
    if (stat.value.type !== 'directory') return yield* this.fileBytes(path, at)
    let total = path === '' ? 0 : packetBytes(path)
    const entries = yield* sys.getdents({ path: at })
    for (const { name } of entries.ok ? entries.value : []) {
      if (name !== '.' && name !== '..') total += yield* this.bytesOf(path === '' ? name : `${path}/${name}`)
    }
    return total
  }

  private *fileBytes(path: string, at: string): Sys<number> {
    const stat = yield* sys.stat({ path: at, noFollow: true })
    if (!stat.ok) return 0
    const digest = yield* sys.digest({ path: at })
    const mark = digest.ok ? digest.value : ''
    const same = this.known.get(path) === mark
    this.known.set(path, mark)
    return packetBytes(path) + (same ? 0 : stat.value.size + 6)
  }
}

function* sizeOf(path: string): Sys<number> {
  const stat = yield* sys.stat({ path, noFollow: true })
  if (!stat.ok) return 0
  if (stat.value.type !== 'directory') return stat.value.size
  let total = 0
  for (const name of yield* namesIn(path)) total += yield* sizeOf(`${path}/${name}`)
  return total
}

/** A STAT packet of fsutil's protocol. */
const packetBytes = (path: string): number => 21 + path.length
