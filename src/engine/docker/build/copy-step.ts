import { sha256Hex } from '../../base/sha256.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { request } from '../../linux/libc/http/client.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { execUser } from '../oci/exec-user.ts'
import { secureJoin } from '../oci/secure-join.ts'
import { type CopyOwner, copyTree, prepareTarget } from './copy.ts'
import type { Instruction } from './parse/instructions.ts'
import { BuildProblem } from './problem.ts'
import { checksum, type Selected, selectSources } from './select.ts'

export type CopyInstruction = Extract<Instruction, { kind: 'copy' | 'add' }>

/** A COPY or ADD with its variables replaced. */
export interface CopyPlan {
  readonly instruction: CopyInstruction
  readonly sources: readonly string[]
  /** Absolute; its trailing slash says that a directory is meant. */
  readonly target: string
  readonly chown: string
  readonly chmod: string
  /** Without --chown, files of another stage or image keep their owners; those of the context are root's. */
  readonly keepsOwners?: boolean
}

export const isRemote = (source: string): boolean => /^https?:\/\//.test(source)

/** The files a COPY takes from a root, and what tells them apart from others. */
export function* findSources(
  daemonId: string,
  root: string,
  plan: CopyPlan,
): Sys<{ readonly selected: readonly Selected[]; readonly digest: string }> {
  const selected: Selected[] = []
  for (const source of plan.sources) {
    if (isRemote(source)) continue
    const found = yield* selectSources(root, source)
    if (found.length === 0) {
      const shown = source.startsWith('/') ? source : `/${source.replace(/^\.\//, '')}`
      throw new BuildProblem(`failed to calculate checksum of ref ${daemonId}::${refName(root)}: "${shown}": not found`, {
        first: plan.instruction.place.firstLine,
        last: plan.instruction.place.lastLine,
      })
    }
    selected.push(...found)
  }
  return { selected, digest: yield* checksum(selected) }
}

/** BuildKit names a snapshot by its worker, which is the daemon, and 25 letters and digits. */
const refName = (root: string): string => {
  const digest = BigInt(`0x${sha256Hex(root).slice(0, 40)}`)
  return digest.toString(36).slice(0, 25).padStart(25, '0')
}

/** Puts them into the layer. */
export function* performCopy(rootfs: string, plan: CopyPlan, selected: readonly Selected[]): Sys<void> {
  const { instruction } = plan
  const owner = yield* ownerOf(rootfs, plan.chown)
  const kept = plan.keepsOwners && plan.chown === ''
  const mode = plan.chmod === '' ? undefined : octal(plan.chmod)
  const remote = plan.sources.filter(isRemote)
  const many = selected.length + remote.length + instruction.heredocs.length > 1
  const asDirectory = plan.target.endsWith('/') || plan.target.endsWith('/.') || many
  const settings = { owner: kept ? undefined : owner, mode }
  for (const item of selected) {
    if (instruction.kind === 'add' && !item.directory && (yield* isArchive(item.full))) {
      const target = yield* prepareTarget(rootfs, plan.target, owner)
      const unpacked = yield* sys.unpack({ archive: item.full, directory: target })
      if (!unpacked.ok) throw new BuildProblem(`failed to unpack ${item.path}`)
      continue
    }
    if (item.directory) {
      yield* copyTree(item.full, yield* prepareTarget(rootfs, plan.target, owner), settings)
      continue
    }
    const name = item.path.split('/').at(-1) ?? ''
    yield* copyTree(item.full, yield* fileTarget(rootfs, plan.target, name, asDirectory, owner), settings)
  }
  for (const { name, content } of instruction.heredocs) {
    const target = yield* fileTarget(rootfs, plan.target, name, asDirectory, owner)
    yield* writeFile(target, content, { mode: 0o644 })
    yield* sys.chmod({ path: target, mode: mode ?? 0o644 })
    yield* sys.chown({ path: target, ...owner })
  }
  for (const url of remote)
    yield* download(url, yield* fileTarget(rootfs, plan.target, url.split(/[?#]/)[0]?.split('/').at(-1) ?? '', asDirectory, owner), mode, owner)
}

/** Where one file goes: into the target when that is (or shall be) a directory, else as the target. */
function* fileTarget(rootfs: string, target: string, name: string, asDirectory: boolean, owner: CopyOwner): Sys<string> {
  const existing = yield* sys.stat({ path: yield* secureJoin(rootfs, target) })
  if (asDirectory || (existing.ok && existing.value.type === 'directory')) return `${yield* prepareTarget(rootfs, target, owner)}/${name}`
  const clean = target.replace(/\/+$/, '')
  const parent = clean.slice(0, clean.lastIndexOf('/'))
  const directory = yield* prepareTarget(rootfs, parent === '' ? '/' : parent, owner)
  return `${directory}/${clean.slice(clean.lastIndexOf('/') + 1)}`
}

function* ownerOf(rootfs: string, chown: string): Sys<CopyOwner> {
  if (chown === '') return { uid: 0, gid: 0 }
  const passwd = yield* readFile(yield* secureJoin(rootfs, '/etc/passwd'))
  const group = yield* readFile(yield* secureJoin(rootfs, '/etc/group'))
  const user = execUser(chown, passwd.ok ? passwd.value : '', group.ok ? group.value : '')
  if (!user.ok) throw new BuildProblem(user.error)
  const numeric = /^\d+$/.test(chown)
  return { uid: user.value.uid, gid: numeric ? user.value.uid : user.value.gid }
}

function octal(text: string): number {
  if (!/^[0-7]{3,4}$/.test(text)) throw new BuildProblem(`invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`)
  return Number.parseInt(text, 8)
}

/** Whether ADD unpacks it: a tar archive, compressed or not. */
function* isArchive(path: string): Sys<boolean> {
  const fd = yield* sys.open({ path, flags: 0 })
  if (!fd.ok) return false
  const head = yield* sys.pread({ fd: fd.value, count: 512, offset: 0 })
  yield* sys.close({ fd: fd.value })
  if (!head.ok) return false
  const [a, b] = head.value
  if (a === 0x1f && b === 0x8b) return true
  return String.fromCharCode(...head.value.subarray(257, 262)) === 'ustar'
}

/** Fetches a URL into a file. */
export function* download(url: string, target: string, mode: number | undefined, owner: CopyOwner): Sys<void> {
  const answer = yield* request({ url, followRedirects: 10 })
  if (!answer.ok) throw new BuildProblem(`failed to load cache key: Get "${url}": ${answer.error.kind}`)
  if (answer.value.status >= 400) {
    yield* answer.value.body.close()
    throw new BuildProblem(`failed to load cache key: invalid response status ${answer.value.status}`)
  }
  const fd = yield* sys.open({ path: target, flags: 0o1101, mode: 0o600 })
  if (!fd.ok) throw new BuildProblem(`failed to write ${target}`)
  yield* answer.value.body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  yield* sys.chmod({ path: target, mode: mode ?? 0o600 })
  yield* sys.chown({ path: target, ...owner })
}
