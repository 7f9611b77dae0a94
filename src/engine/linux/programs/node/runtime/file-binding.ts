import { O, type Res, type Stat, type Sys } from '../../../kernel/calls.ts'
import { readFileBytes, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { bytesOf, bytesToText, makeBuffer, textToBytes } from '../builtins/buffers.ts'
import { get } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { isObject, Thrown } from '../language/values.ts'
import { systemError } from './system-error.ts'

const openFlags: Readonly<Record<string, number>> = {
  r: O.RDONLY, 'r+': O.RDWR, w: O.WRONLY | O.CREAT | O.TRUNC, 'w+': O.RDWR | O.CREAT | O.TRUNC, wx: O.WRONLY | O.CREAT | O.EXCL, a: O.WRONLY | O.CREAT | O.APPEND, 'a+': O.RDWR | O.CREAT | O.APPEND,
} // biome-ignore format: a table

/** The synchronous functions under the fs module: each is its system calls. */
export function fileBinding(realm: Realm): Obj {
  const binding = realm.object()
  const must = <T>(result: Res<T>, syscall: string, path: Value, to?: Value): T => {
    if (result.ok) return result.value
    throw new Thrown(
      systemError(realm, result.error, syscall, path === undefined ? undefined : String(path), to === undefined ? undefined : String(to)),
    )
  }
  const encodingOf = function* (options: Value): Code<Value> {
    return isObject(options) ? yield* get(realm, options, 'encoding') : options
  }
  const add = (name: string, code: (args: readonly Value[]) => Code<Value>) => realm.codeMethod(binding, name, code.length, (_, args) => code(args))
  add('readFileSync', function* ([path, options]) {
    const encoding = yield* encodingOf(options)
    const fd = typeof path === 'number'
    const content = yield* readFileBytes(fd ? `/dev/fd/${path}` : String(path))
    if (!content.ok && content.error === 'EISDIR') throw new Thrown(systemError(realm, 'EISDIR', 'read'))
    const bytes = must(content, 'open', path)
    return encoding ? bytesToText(bytes, encoding) : makeBuffer(realm, bytes)
  })
  const writing = (append: boolean) =>
    function* ([path, data, options]: readonly Value[]): Code<Value> {
      const flag = isObject(options) ? yield* get(realm, options, 'flag') : undefined
      const bytes = bytesOf(data) ?? textToBytes(String(data), yield* encodingOf(options))
      must(yield* writeFile(String(path), new Uint8Array(bytes), { append: append || flag === 'a' }), 'open', path)
      return undefined
    }
  add('writeFileSync', writing(false))
  add('appendFileSync', writing(true))
  add('existsSync', function* ([path]) {
    return (yield* sys.access({ path: String(path), mode: '' })).ok
  })
  add('accessSync', function* ([path, mode = 0]) {
    const letters = (Number(mode) & 4 ? 'r' : '') + (Number(mode) & 2 ? 'w' : '') + (Number(mode) & 1 ? 'x' : '')
    return must(yield* sys.access({ path: String(path), mode: letters }), 'access', path)
  })
  for (const [name, noFollow] of [
    ['statSync', false],
    ['lstatSync', true],
  ] as const)
    add(name, function* ([path, options]) {
      const stat = yield* sys.stat({ path: String(path), ...(noFollow && { noFollow }) })
      if (!stat.ok && isObject(options) && options.throwIfNoEntry === false) return undefined
      return statFields(realm, must(stat, noFollow ? 'lstat' : 'stat', path))
    })
  add('readdir', function* ([path]) {
    const entries = must(yield* sys.getdents({ path: String(path) }), 'scandir', path).filter(({ name }) => name !== '.' && name !== '..')
    return realm.array([...entries].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, type }) => realm.object({ name, type })))
  })
  add('mkdirSync', function* ([path, options]) {
    const recursive = isObject(options) && options.recursive
    if (!recursive) return must(yield* sys.mkdir({ path: String(path), mode: 0o777 }), 'mkdir', path)
    return must(yield* makeAll(String(path)), 'mkdir', path)
  })
  add('rm', function* ([path, recursive, force]) {
    const removed = yield* remove(String(path), Boolean(recursive))
    return removed.ok || (removed.error === 'ENOENT' && force) ? undefined : must(removed, 'rm', path)
  })
  const simple: Readonly<Record<string, readonly [string, (a: string, b: Value) => Sys<Res<Value>>, two?: boolean]>> = {
    unlinkSync: ['unlink', (path) => sys.unlink({ path })],
    rmdirSync: ['rmdir', (path) => sys.rmdir({ path })],
    renameSync: ['rename', (from, to) => sys.rename({ from, to: String(to) }), true],
    symlinkSync: ['symlink', (target, path) => sys.symlink({ target, path: String(path) }), true],
    linkSync: ['link', (from, to) => sys.link({ from, to: String(to) }), true],
    readlinkSync: ['readlink', (path) => sys.readlink({ path })],
    chmodSync: ['chmod', (path, mode) => sys.chmod({ path, mode: typeof mode === 'string' ? Number.parseInt(mode, 8) : Number(mode) })],
    truncateSync: ['open', (path, size) => sys.truncate({ path, size: Number(size ?? 0) })],
  }
  for (const [name, [syscall, code, two]] of Object.entries(simple))
    add(name, function* ([a, b]) {
      return must(yield* code(String(a), b), syscall, a, two ? b : undefined)
    })
  descriptors(realm, add, must)
  return binding
}

type Must = <T>(result: Res<T>, syscall: string, path: Value, to?: Value) => T

function descriptors(realm: Realm, add: (name: string, code: (args: readonly Value[]) => Code<Value>) => void, must: Must): void {
  add('openSync', function* ([path, flags = 'r', mode = 0o666]) {
    return must(
      yield* sys.open({
        path: String(path),
        flags: (typeof flags === 'number' ? flags : (openFlags[String(flags)] ?? 0)) | O.CLOEXEC,
        mode: Number(mode),
      }),
      'open',
      path,
    )
  })
  add('closeSync', function* ([fd]) {
    return must(yield* sys.close({ fd: Number(fd) }), 'close', undefined)
  })
  add('writeSync', function* ([fd, data]) {
    return must(yield* sys.write({ fd: Number(fd), bytes: new Uint8Array(bytesOf(data) ?? textToBytes(String(data), 'utf8')) }), 'write', undefined)
  })
  add('read', function* ([fd, count]) {
    return makeBuffer(realm, must(yield* sys.read({ fd: Number(fd), count: Number(count) }), 'read', undefined))
  })
}

const statFields = (realm: Realm, stat: Stat): Obj =>
  realm.object({ dev: stat.dev, mode: stat.mode + ({ file: 0o100000, directory: 0o040000, symlink: 0o120000, fifo: 0o010000, socket: 0o140000, char: 0o020000, block: 0o060000 }[stat.type]), nlink: stat.nlink, uid: stat.uid, gid: stat.gid, rdev: stat.rdev, blksize: 4096, ino: stat.ino, size: stat.size, blocks: stat.blocks, atimeMs: stat.atimeMs, mtimeMs: stat.mtimeMs, ctimeMs: stat.ctimeMs, birthtimeMs: stat.ctimeMs }) // biome-ignore format: a record

function* makeAll(path: string): Sys<Res<void>> {
  const made = yield* sys.mkdir({ path, mode: 0o777 })
  if (made.ok) return made
  if (made.error === 'EEXIST') return (yield* sys.stat({ path })).ok ? { ok: true, value: undefined } : made
  const parent = path.replace(/\/+[^/]*\/*$/, '')
  if (made.error !== 'ENOENT' || parent === '' || parent === path) return made
  const above = yield* makeAll(parent)
  return above.ok ? yield* sys.mkdir({ path, mode: 0o777 }) : above
}

function* remove(path: string, recursive: boolean): Sys<Res<void>> {
  const stat = yield* sys.stat({ path, noFollow: true })
  if (!stat.ok) return stat
  if (stat.value.type !== 'directory') return yield* sys.unlink({ path })
  if (!recursive) return { ok: false, error: 'EISDIR' }
  const entries = yield* sys.getdents({ path })
  for (const { name } of entries.ok ? entries.value : []) if (name !== '.' && name !== '..') yield* remove(`${path}/${name}`, true)
  return yield* sys.rmdir({ path })
}
