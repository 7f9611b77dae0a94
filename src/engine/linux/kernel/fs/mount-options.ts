import type { MountFlags } from '../calls.ts'
import type { MountAttributes } from './mount.ts'

export type Options = readonly (readonly [key: string, value: string | undefined])[]

/** `a,b=c` as pairs. */
export const parseOptions = (text: string | undefined): Options =>
  (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((option) => {
      const equals = option.indexOf('=')
      return equals < 0 ? [option, undefined] : [option.slice(0, equals), option.slice(equals + 1)]
    })

/** Options that belong to the mount itself and not to its file system (mount(8), «filesystem-independent»). */
const independent: Readonly<Record<string, Partial<MountAttributes>>> = {
  defaults: {},
  rw: { readOnly: false },
  ro: { readOnly: true },
  suid: { noSuid: false },
  nosuid: { noSuid: true },
  dev: { noDev: false },
  nodev: { noDev: true },
  exec: { noExec: false },
  noexec: { noExec: true },
  relatime: { atime: 'relatime' },
  noatime: { atime: 'noatime' },
  strictatime: { atime: 'strictatime' },
  norelatime: { atime: 'strictatime' },
  nodiratime: {},
  sync: {},
  async: {},
  silent: {},
  loud: {},
}

/** Splits a mount call's options into what the mount takes and what its file system takes. */
export function splitOptions(text: string | undefined, flags: MountFlags, before: MountAttributes): { attributes: MountAttributes; rest: Options } {
  let attributes = before
  const rest: (readonly [string, string | undefined])[] = []
  for (const option of parseOptions(text)) {
    const own = option[1] === undefined ? independent[option[0]] : undefined
    if (own) attributes = { ...attributes, ...own }
    else rest.push(option)
  }
  if (flags.readOnly !== undefined) attributes = { ...attributes, readOnly: flags.readOnly }
  return { attributes, rest }
}

/** As /proc/mounts begins them: `rw,nosuid,nodev,noexec,relatime`. */
export function showAttributes({ readOnly, noSuid, noDev, noExec, atime }: MountAttributes): string {
  const words = [readOnly ? 'ro' : 'rw']
  if (noSuid) words.push('nosuid')
  if (noDev) words.push('nodev')
  if (noExec) words.push('noexec')
  if (atime !== 'strictatime') words.push(atime)
  return words.join(',')
}
