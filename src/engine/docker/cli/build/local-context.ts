import { decode } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import { readAll, readFile, writeBytes, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { baseOf, cleanPath, parentOf, temporaryName, workingDirectory } from '../container/copy-paths.ts'
import { Failure } from '../failure.ts'
import { IgnoreFile } from './ignore.ts'

/** What a build sends: the context as a tar, and the Dockerfile when it is not in there. */
export interface LocalContext {
  readonly fd: Fd
  readonly bytes: number
  /** Tells contexts apart for the daemon, which remembers what each has sent. */
  readonly name: string
  /** Path in the context, or what to call the text. */
  readonly dockerfile: string
  readonly dockerfileText: string | undefined
  /** As messages about the file call it. */
  readonly shownAs: string
}

/** Takes the context together (buildx build/opt.go loadInputs): a directory, or standard input with a Dockerfile or a tar. */
export function* openContext(path: string, file: string): Sys<LocalContext> {
  if (path === '-') return yield* fromInput(file)
  if (/^(https?:\/\/|git:\/\/|git@|github\.com\/)/.test(path)) throw new Failure('cais: docker: build: remote contexts are not simulated')
  const cwd = yield* workingDirectory()
  const root = cleanPath(path, cwd)
  const stat = yield* sys.stat({ path: root })
  if (!stat.ok || stat.value.type !== 'directory') throw new Failure(`unable to prepare context: path ${JSON.stringify(path)} not found`)
  const ignore = yield* ignoreFile(root, file === '' || file === '-' ? undefined : cleanPath(file, cwd))
  const packed = yield* pack(root, ignore)
  return { ...packed, name: root, ...(yield* findDockerfile(root, path, file, cwd, ignore)) }
}

type Definition = Pick<LocalContext, 'dockerfile' | 'dockerfileText' | 'shownAs'>

function* findDockerfile(root: string, path: string, file: string, cwd: string, ignore: IgnoreFile): Sys<Definition> {
  if (file === '-') return { dockerfile: 'Dockerfile', dockerfileText: yield* inputText(), shownAs: 'stdin' }
  const wanted = file === '' ? yield* defaultFile(root) : cleanPath(file, cwd)
  const within = root === '/' ? wanted.slice(1) : wanted.startsWith(`${root}/`) ? wanted.slice(root.length + 1) : undefined
  const shownAs = file === '' ? joined(path, 'Dockerfile') : file
  if (within !== undefined && !ignore.excludes(within)) return { dockerfile: within, dockerfileText: undefined, shownAs }
  const text = yield* readFile(wanted)
  if (!text.ok && text.error !== 'ENOENT')
    throw new Failure(`failed to solve: failed to read dockerfile: open ${baseOf(wanted)}: ${strerror(text.error).toLowerCase()}`)
  return {
    dockerfile: text.ok ? baseOf(wanted) : `${baseOf(parentOf(wanted))}/${baseOf(wanted)}`,
    dockerfileText: text.ok ? text.value : undefined,
    shownAs,
  }
}

/** `Dockerfile`, or `dockerfile` where only that is there. */
function* defaultFile(root: string): Sys<string> {
  const upper = cleanPath('Dockerfile', root)
  const lower = cleanPath('dockerfile', root)
  return !(yield* sys.stat({ path: upper })).ok && (yield* sys.stat({ path: lower })).ok ? lower : upper
}

const joined = (path: string, name: string): string => {
  const clean = path.replace(/^(\.\/)+/, '').replace(/\/+$/, '')
  return clean === '' || clean === '.' ? name : `${clean}/${name}`
}

function* ignoreFile(root: string, dockerfile: string | undefined): Sys<IgnoreFile> {
  const own = yield* readFile(`${dockerfile ?? cleanPath('Dockerfile', root)}.dockerignore`)
  if (own.ok) return new IgnoreFile(own.value)
  const general = yield* readFile(cleanPath('.dockerignore', root))
  return new IgnoreFile(general.ok ? general.value : '')
}

function* fromInput(file: string): Sys<LocalContext> {
  if (file === '-') throw new Failure("invalid argument: can't use stdin for both build context and dockerfile")
  const head = yield* sys.read({ fd: 0, count: 65_536 })
  const first = head.ok ? head.value : new Uint8Array()
  if (isArchive(first)) {
    const saved = yield* temporary()
    yield* writeBytes(saved, first)
    for (;;) {
      const chunk = yield* sys.read({ fd: 0, count: 65_536 })
      if (!chunk.ok || chunk.value.length === 0) break
      yield* writeBytes(saved, chunk.value)
    }
    const dockerfile = file || 'Dockerfile'
    return { ...(yield* rewound(saved)), name: '-', dockerfile, dockerfileText: undefined, shownAs: dockerfile }
  }
  if (file !== '') throw new Failure('ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles')
  const rest = yield* readAll(0)
  const text = decode(first) + (rest.ok ? decode(rest.value) : '')
  return { ...(yield* packPaths('/', [])), name: '-', dockerfile: 'Dockerfile', dockerfileText: text, shownAs: 'Dockerfile' }
}

/** The context as the classic builder wants it (cli/command/image/build/context.go): the Dockerfile must exist, one from standard input is its only file. */
export function* openClassicContext(path: string, file: string): Sys<LocalContext> {
  const context = yield* openContext(path, file)
  if (path === '-') return context.dockerfileText === undefined ? context : yield* onlyDockerfile(context, context.dockerfileText)
  if (file === '-' || context.dockerfileText !== undefined) return context
  const wanted = cleanPath(context.dockerfile, cleanPath(path, yield* workingDirectory()))
  const stat = yield* sys.stat({ path: wanted, noFollow: true })
  if (stat.ok) return context
  throw new Failure(
    `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${wanted}: ${strerror(stat.error).toLowerCase()}`,
  )
}

function* onlyDockerfile(context: LocalContext, text: string): Sys<LocalContext> {
  const directory = yield* temporaryName('/tmp')
  yield* sys.mkdir({ path: directory, mode: 0o700 })
  yield* writeFile(`${directory}/Dockerfile`, text, { mode: 0o600 })
  const packed = yield* packPaths(directory, ['Dockerfile'])
  yield* sys.unlink({ path: `${directory}/Dockerfile` })
  yield* sys.rmdir({ path: directory })
  yield* sys.close({ fd: context.fd })
  return { ...context, ...packed, dockerfileText: undefined }
}

/** gzip, bzip2, xz, or a tar header. */
const isArchive = (bytes: Uint8Array): boolean => {
  const [a, b, c] = bytes
  return (
    (a === 0x1f && b === 0x8b) ||
    (a === 0x42 && b === 0x5a && c === 0x68) ||
    (a === 0xfd && b === 0x37) ||
    decode(bytes.subarray(257, 262)) === 'ustar'
  )
}

function* inputText(): Sys<string> {
  const bytes = yield* readAll(0)
  return bytes.ok ? decode(bytes.value) : ''
}

function* pack(root: string, ignore: IgnoreFile): Sys<{ readonly fd: Fd; readonly bytes: number }> {
  if (ignore.empty) return yield* packPaths(root, undefined)
  const paths: string[] = []
  yield* chosen(root, '', ignore, paths)
  return yield* packPaths(root, paths)
}

/** Adds what is taken of a directory; true when that is all of it. */
function* chosen(root: string, directory: string, ignore: IgnoreFile, paths: string[]): Sys<boolean> {
  const entries = yield* sys.getdents({ path: `${root}/${directory}` })
  const own: string[] = []
  let whole = true
  for (const { name, type } of entries.ok ? entries.value : []) {
    if (name === '.' || name === '..') continue
    const path = directory === '' ? name : `${directory}/${name}`
    const excluded = ignore.excludes(path)
    if (type === 'directory' && (!excluded || ignore.hasExceptions)) {
      const below: string[] = []
      const complete = (yield* chosen(root, path, ignore, below)) && !excluded
      own.push(...(complete ? [path] : excluded ? below : [`${path}/`, ...below]))
      whole &&= complete
    } else if (excluded) whole = false
    else own.push(path)
  }
  paths.push(...own)
  return whole
}

function* packPaths(directory: string, paths: readonly string[] | undefined): Sys<{ readonly fd: Fd; readonly bytes: number }> {
  const archive = yield* temporaryName('/tmp')
  const packed = yield* sys.pack({ directory, archive, ...(paths && { paths }) })
  if (!packed.ok) throw new Failure(`failed to solve: error from sender: open ${directory}: ${strerror(packed.error).toLowerCase()}`)
  return yield* rewound(yield* unnamed(archive, O.RDONLY))
}

function* temporary(): Sys<Fd> {
  return yield* unnamed(yield* temporaryName('/tmp'), O.RDWR | O.CREAT | O.EXCL)
}

/** Opens a file and takes its name away. */
function* unnamed(path: string, flags: number): Sys<Fd> {
  const fd = yield* sys.open({ path, flags, mode: 0o600 })
  if (!fd.ok) throw new Failure(`open ${path}: ${strerror(fd.error).toLowerCase()}`)
  yield* sys.unlink({ path })
  return fd.value
}

function* rewound(fd: Fd): Sys<{ readonly fd: Fd; readonly bytes: number }> {
  yield* sys.lseek({ fd, offset: 0, whence: 'set' })
  const stat = yield* sys.fstat({ fd })
  return { fd, bytes: stat.ok ? stat.value.size : 0 }
}
