import type { Heredoc } from './source.ts'
import type { Pair } from './words.ts'

/** Where an instruction stands, for messages. Lines count from 1. */
export interface Place {
  readonly firstLine: number
  readonly lastLine: number
}

/** A command to run: a list of arguments, or a text for the shell. */
export interface CommandLine {
  readonly shell: boolean
  readonly args: readonly string[]
}

/** Instructions with their operands taken apart, nothing expanded yet (BuildKit instructions/commands.go). */
export type Instruction = { readonly place: Place; readonly original: string } & (
  | { readonly kind: 'arg'; readonly args: readonly { readonly name: string; readonly value: string | undefined }[] }
  | { readonly kind: 'env' | 'label'; readonly pairs: readonly Pair[] }
  | {
      readonly kind: 'run'
      readonly command: CommandLine
      readonly heredocs: readonly Heredoc[]
      readonly mounts: readonly string[]
      readonly network: string
    }
  | {
      readonly kind: 'copy' | 'add'
      readonly sources: readonly string[]
      readonly target: string
      readonly heredocs: readonly Heredoc[]
      readonly from: string | undefined
      readonly chown: string | undefined
      readonly chmod: string | undefined
      readonly link: boolean
      readonly parents: boolean
      readonly excludes: readonly string[]
      readonly checksum: string | undefined
    }
  | { readonly kind: 'workdir'; readonly text: string }
  | { readonly kind: 'user' | 'stopsignal' | 'maintainer'; readonly text: string }
  | { readonly kind: 'cmd' | 'entrypoint'; readonly command: CommandLine }
  | { readonly kind: 'expose'; readonly ports: readonly string[] }
  | { readonly kind: 'volume'; readonly paths: readonly string[] }
  | { readonly kind: 'shell'; readonly shell: readonly string[] }
  | { readonly kind: 'onbuild'; readonly text: string }
  | { readonly kind: 'healthcheck'; readonly test: readonly string[]; readonly times: Readonly<Record<string, string>>; readonly retries: number }
)

/** FROM with all that follows it. */
export interface Stage {
  readonly index: number
  /** Lower case; undefined without AS. */
  readonly name: string | undefined
  /** As written, with its variables. */
  readonly base: string
  readonly platform: string | undefined
  readonly instructions: readonly Instruction[]
  readonly place: Place
  readonly original: string
}

export interface ParsedDockerfile {
  /** ARGs before the first FROM. */
  readonly globals: readonly { readonly name: string; readonly value: string | undefined }[]
  readonly stages: readonly Stage[]
  readonly lines: readonly string[]
  readonly escapeChar: string
  readonly globalInstructions: readonly Instruction[]
}
