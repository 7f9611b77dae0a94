import { describe, expect, it } from 'vitest'
import type { TreeEntry } from '../../kernel/fs/tree.ts'
import { directory, file, symlink } from '../../kernel/fs/tree.ts'
import type { ProgramTable } from '../../kernel/program.ts'
import { testHost } from '../../testing/host.ts'

/** Plays cases that scripts/record-userland.mjs recorded from real tools and compares output, messages and exit codes to the letter. */
export interface RecordedCase {
  readonly name: string
  readonly files?: Readonly<Record<string, RecordedFile>>
  readonly env?: Readonly<Record<string, string>>
  readonly steps: readonly {
    readonly argv: readonly string[]
    readonly stdin?: string
    readonly stdout: string | { readonly base64: string }
    readonly stderr: string | { readonly base64: string }
    readonly code: number
  }[]
}

type RecordedFile =
  | string
  | { readonly base64: string }
  | { readonly link: string }
  | { readonly directory: string }
  | { readonly text: string; readonly mode: string }

/** 2024-06-10 14:00:00 UTC, the time of all files. */
const stampMs = 1_718_028_000_000

const work = '/tmp/w'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function fromBase64(text: string): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const c of text.replace(/=+$/, '')) {
    held = ((held << 6) | alphabet.indexOf(c)) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
  }
  return Uint8Array.from(bytes)
}

function entryOf(recorded: RecordedFile): TreeEntry {
  if (typeof recorded === 'string') return file(recorded)
  if ('base64' in recorded) return file(fromBase64(recorded.base64))
  if ('link' in recorded) return symlink(recorded.link)
  if ('directory' in recorded) return directory(Number.parseInt(recorded.directory, 8))
  return file(recorded.text, Number.parseInt(recorded.mode, 8))
}

const stamped = (entry: TreeEntry): TreeEntry => (typeof entry === 'string' ? entry : { make: () => entry.make(stampMs) })

const textOf = (recorded: string | { readonly base64: string }): string =>
  typeof recorded === 'string' ? recorded : new TextDecoder().decode(fromBase64(recorded.base64))

export function playRecorded(title: string, cases: readonly RecordedCase[], programs: readonly ProgramTable[]): void {
  describe(title, () => {
    it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const files: Record<string, TreeEntry> = { [work]: stamped(directory(0o755)) }
      for (const name of Object.keys(one.files ?? {}))
        for (const slash of name.matchAll(/\//g)) files[`${work}/${name.slice(0, slash.index)}`] = stamped(directory(0o755))
      for (const [name, recorded] of Object.entries(one.files ?? {})) files[`${work}/${name}`] = stamped(entryOf(recorded))
      const host = testHost({ programs, files })
      const env = { LC_ALL: 'C.UTF-8', TZ: 'UTC', ...one.env }
      const played = one.steps.map((step) => {
        const result = host.run(step.argv, { cwd: work, env, ...(step.stdin !== undefined && { stdin: step.stdin }) })
        return { argv: step.argv, ...result }
      })
      expect(played).toEqual(
        one.steps.map((step) => ({ argv: step.argv, stdout: textOf(step.stdout), stderr: textOf(step.stderr), exitCode: step.code })),
      )
    })
  })
}
