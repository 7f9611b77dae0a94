import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { mkdirAll, removeAll } from '../../oci/files.ts'
import { goErrno } from '../../oci/go-errno.ts'
import { internal } from '../errdefs.ts'
import { randomLink } from '../ids.ts'

/**
 * Docker's overlay2 storage driver (moby daemon/graphdriver/overlay2): for each layer a directory with `diff`, a short `link`, `lower` and `work`;
 * a mount stacks them with overlay(5). Leaves out quotas, metacopy, SELinux labels.
 */
export class Overlay2 {
  private readonly mounted = new Map<string, number>()

  constructor(readonly root: string) {}

  *initialise(): Sys<void> {
    yield* mkdirAll(`${this.root}/l`, 0o710)
  }

  /** A layer on top of `parent` (undefined: the first). */
  *create(id: string, parent: string | undefined): Sys<void> {
    const directory = `${this.root}/${id}`
    const made = yield* mkdirAll(`${directory}/diff`, 0o755)
    if (!made.ok) throw internal(`mkdir ${directory}: ${goErrno(made.error)}`)
    yield* sys.chmod({ path: directory, mode: 0o710 })
    const link = yield* randomLink()
    yield* sys.symlink({ target: `../${id}/diff`, path: `${this.root}/l/${link}` })
    yield* writeFile(`${directory}/link`, link, { mode: 0o644 })
    if (parent === undefined) return
    yield* mkdirAll(`${directory}/work`, 0o700)
    const lower = yield* readFile(`${this.root}/${parent}/lower`)
    const above = yield* readFile(`${this.root}/${parent}/link`)
    yield* writeFile(`${directory}/lower`, `l/${above.ok ? above.value : ''}${lower.ok ? `:${lower.value}` : ''}`)
    yield* writeFile(`${this.root}/${parent}/committed`, '')
  }

  diff(id: string): string {
    return `${this.root}/${id}/diff`
  }

  /** Mounts the stack and answers where; several users share one mount. */
  *mount(id: string): Sys<string> {
    const users = this.mounted.get(id) ?? 0
    const merged = `${this.root}/${id}/merged`
    if (users > 0) {
      this.mounted.set(id, users + 1)
      return merged
    }
    const lower = yield* readFile(`${this.root}/${id}/lower`)
    if (!lower.ok) return this.diff(id)
    this.mounted.set(id, 1)
    yield* mkdirAll(merged, 0o700)
    const lowers = lower.value.split(':').map((link) => `${this.root}/${link}`)
    const options = `lowerdir=${lowers.join(':')},upperdir=${this.diff(id)},workdir=${this.root}/${id}/work`
    const done = yield* sys.mount({ source: 'overlay', target: merged, type: 'overlay', options })
    if (done.ok) return merged
    this.mounted.delete(id)
    throw internal(`error creating overlay mount to ${merged}: ${goErrno(done.error)}`)
  }

  /** A mount that an earlier daemon left; where it is. */
  adopt(id: string): string {
    this.mounted.set(id, (this.mounted.get(id) ?? 0) + 1)
    return `${this.root}/${id}/merged`
  }

  *unmount(id: string): Sys<void> {
    const users = this.mounted.get(id)
    if (users === undefined) return
    if (users > 1) {
      this.mounted.set(id, users - 1)
      return
    }
    this.mounted.delete(id)
    const merged = `${this.root}/${id}/merged`
    yield* sys.umount({ target: merged, lazy: true })
    yield* sys.rmdir({ path: merged })
  }

  *remove(id: string): Sys<void> {
    const link = yield* readFile(`${this.root}/${id}/link`)
    if (link.ok) yield* sys.unlink({ path: `${this.root}/l/${link.value}` })
    yield* removeAll(`${this.root}/${id}`)
  }

  /** GraphDriver.Data of an inspection. */
  *metadata(id: string): Sys<Record<string, string>> {
    const directory = `${this.root}/${id}`
    const lower = yield* readFile(`${directory}/lower`)
    const lowers: string[] = []
    for (const link of lower.ok ? lower.value.split(':') : []) {
      const target = yield* sys.readlink({ path: `${this.root}/${link}` })
      if (target.ok) lowers.push(`${this.root}/${target.value.slice('../'.length)}`)
    }
    return {
      ...(lowers.length > 0 && { LowerDir: lowers.join(':') }),
      MergedDir: `${directory}/merged`,
      UpperDir: `${directory}/diff`,
      WorkDir: `${directory}/work`,
    }
  }

  /** Bytes of the files in the layer itself. */
  *size(id: string): Sys<number> {
    return yield* directoryBytes(this.diff(id), new Set())
  }
}

/** Sizes of regular files (each inode once), as directory.Size counts them. */
export function* directoryBytes(path: string, seen: Set<number>): Sys<number> {
  const entries = yield* sys.getdents({ path })
  let total = 0
  for (const { name, type, ino } of entries.ok ? entries.value : []) {
    if (name === '.' || name === '..') continue
    if (type === 'directory') total += yield* directoryBytes(`${path}/${name}`, seen)
    else if (!seen.has(ino)) {
      seen.add(ino)
      const stat = yield* sys.stat({ path: `${path}/${name}`, noFollow: true })
      if (stat.ok && stat.value.type !== 'char') total += stat.value.size
    }
  }
  return total
}
