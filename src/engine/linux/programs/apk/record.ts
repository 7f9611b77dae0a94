/** What a package says of itself: an entry of APKINDEX and, with its files, of /lib/apk/db/installed. */
export interface ApkRecord {
  readonly name: string
  readonly version: string
  readonly arch: string
  /** Of the package's file, bytes. */
  readonly size: number
  readonly installedSize: number
  readonly description: string
  readonly url: string
  readonly license: string
  readonly origin: string
  readonly builtSeconds: number
  /** `Q1…`: base64 of the SHA-1 of the control part. */
  readonly checksum: string
  /** `musl>=1.2`, `so:libc.musl-x86_64.so.1`, `!conflict`. */
  readonly depends: readonly string[]
  readonly provides: readonly string[]
  /** Comes by itself where all of these are. */
  readonly installIf: readonly string[]
}

/** A file or directory that a package put there. */
export interface InstalledFile {
  readonly path: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly type: 'file' | 'directory' | 'symlink'
}

export interface InstalledPackage extends ApkRecord {
  readonly files: readonly InstalledFile[]
  /** Folders whose changes run the package's trigger. */
  readonly triggers: readonly string[]
}

/** The lines of an entry, without its files. */
export function recordLines(record: ApkRecord): string {
  const lines = [
    `C:${record.checksum}`,
    `P:${record.name}`,
    `V:${record.version}`,
    `A:${record.arch}`,
    `S:${record.size}`,
    `I:${record.installedSize}`,
    `T:${record.description}`,
    `U:${record.url}`,
    `L:${record.license}`,
    `o:${record.origin}`,
    `t:${record.builtSeconds}`,
  ]
  if (record.depends.length > 0) lines.push(`D:${record.depends.join(' ')}`)
  if (record.provides.length > 0) lines.push(`p:${record.provides.join(' ')}`)
  if (record.installIf.length > 0) lines.push(`i:${record.installIf.join(' ')}`)
  return `${lines.join('\n')}\n`
}

const words = (text: string | undefined): readonly string[] => (text ?? '').split(' ').filter(Boolean)

function recordOf(fields: ReadonlyMap<string, string>): ApkRecord {
  const text = (key: string) => fields.get(key) ?? ''
  return {
    name: text('P'),
    version: text('V'),
    arch: text('A'),
    size: Number(text('S')),
    installedSize: Number(text('I')),
    description: text('T'),
    url: text('U'),
    license: text('L'),
    origin: text('o'),
    builtSeconds: Number(text('t')),
    checksum: text('C'),
    depends: words(fields.get('D')),
    provides: words(fields.get('p')),
    installIf: words(fields.get('i')),
  }
}

/** Entries of an APKINDEX, or of the installed database. */
export function parseRecords(text: string): readonly InstalledPackage[] {
  return text.split('\n\n').flatMap((block) => {
    const fields = new Map<string, string>()
    const files: InstalledFile[] = []
    let folder = ''
    let last: { path: string; type: InstalledFile['type'] } | undefined
    const place = (owner: string) => {
      const [uid = 0, gid = 0, mode = '755'] = owner.split(':')
      if (last) files.push({ ...last, uid: Number(uid), gid: Number(gid), mode: Number.parseInt(String(mode), 8) })
      last = undefined
    }
    for (const line of block.split('\n')) {
      const [key, value] = [line.slice(0, 1), line.slice(2)]
      if (key === 'F' || key === 'R') {
        if (last) place(last.type === 'directory' ? '0:0:755' : '0:0:644')
        if (key === 'F') folder = value
        last = key === 'F' ? { path: `/${value}`, type: 'directory' } : { path: `/${folder === '' ? '' : `${folder}/`}${value}`, type: 'file' }
      } else if (key === 'M' || key === 'a') {
        const owner = value.split(':').slice(0, 3).join(':')
        if (last && value.endsWith(':link')) last = { ...last, type: 'symlink' }
        place(owner)
      } else if (key !== '' && key !== 'Z') fields.set(key, value)
    }
    if (last) place(last.type === 'directory' ? '0:0:755' : '0:0:644')
    return fields.has('P') ? [{ ...recordOf(fields), files, triggers: words(fields.get('r')) }] : []
  })
}

/** The installed database: entries with what each put where. */
export function formatInstalled(packages: readonly InstalledPackage[]): string {
  return packages
    .map((each) => `${recordLines(each)}${each.triggers.length > 0 ? `r:${each.triggers.join(' ')}\n` : ''}${fileLines(each.files)}\n`)
    .join('')
}

function fileLines(files: readonly InstalledFile[]): string {
  const folders = new Map<string, InstalledFile[]>()
  const owners = new Map<string, InstalledFile>()
  for (const file of files) {
    if (file.type === 'directory') {
      owners.set(file.path.slice(1), file)
      if (!folders.has(file.path.slice(1))) folders.set(file.path.slice(1), [])
      continue
    }
    const folder = file.path.slice(1, file.path.lastIndexOf('/'))
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  let out = ''
  for (const [folder, members] of folders) {
    out += `F:${folder}\n`
    const owner = owners.get(folder)
    if (owner && (owner.mode !== 0o755 || owner.uid || owner.gid)) out += `M:${owner.uid}:${owner.gid}:${owner.mode.toString(8)}\n`
    for (const { path, uid, gid, mode, type } of members) {
      out += `R:${path.slice(path.lastIndexOf('/') + 1)}\n`
      if (type === 'symlink') out += `a:${uid}:${gid}:${mode.toString(8)}:link\n`
      else if (uid || gid || mode !== 0o644) out += `a:${uid}:${gid}:${mode.toString(8)}\n`
    }
  }
  return out
}

/** `curl-8.7.1-r0`. */
export const packageVersion = ({ name, version }: ApkRecord): string => `${name}-${version}`
