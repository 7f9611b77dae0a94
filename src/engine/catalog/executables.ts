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

/** Programs that a real system has and the lab does not model: each says so when it is run. */
export const notSimulated = (programs: string, folder = '/usr/bin'): Record<string, TreeEntry> =>
  room('util-linux', programs.replace(/[^ ]+/g, '$&=not-simulated'), { folder, size: 40_000 })
