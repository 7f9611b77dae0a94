import type { TreeEntry } from '../linux/kernel/fs/tree.ts'
import { executable } from '../linux/kernel/fs/tree.ts'

export interface ExecutableSettings {
  /** Folder of the files; /usr/bin. */
  readonly folder?: string
  /** Size of each, bytes. */
  readonly size?: number
  readonly setuid?: boolean
  readonly build?: Readonly<Record<string, string>>
}

/** Executables of one room: `room('coreutils', 'ls cat cp')` gives /usr/bin/ls that runs `coreutils/ls`; `awk=gawk` names file and program apart. */
export function room(name: string, programs: string, settings: ExecutableSettings = {}): Record<string, TreeEntry> {
  const files: Record<string, TreeEntry> = {}
  for (const word of programs.split(/\s+/).filter(Boolean)) {
    const [file = '', program = file] = word.split('=')
    files[`${settings.folder ?? '/usr/bin'}/${file}`] = executable(
      `${name}/${program}`,
      settings.size ?? 62_000,
      settings.build ?? {},
      settings.setuid ? 0o4755 : 0o755,
    )
  }
  return files
}
