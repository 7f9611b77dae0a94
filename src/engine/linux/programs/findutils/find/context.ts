import type { TimeZone } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { OwnerNames } from '../../gnu/owner-names.ts'
import { Prompt } from '../../gnu/prompt.ts'
import type { Tool } from '../../gnu/tool.ts'

/** What one run of find knows while it parses and evaluates. */
export class Context {
  maxDepth = Number.POSITIVE_INFINITY
  minDepth = 0
  depthFirst = false
  oneFileSystem = false
  followAll = false
  followOperands = false
  regexType = 'findutils-default'
  /** -daystart: times count from the start of today. */
  dayStart = false
  /** Something prints or runs: no implicit -print. */
  acts = false
  readonly names = new OwnerNames()
  /** Batches of `-exec … {} +` that still have to run. */
  readonly pending: (() => Sys<void>)[] = []
  private prompter: Prompt | undefined

  constructor(
    readonly tool: Tool,
    readonly nowMs: number,
    readonly zone: TimeZone,
  ) {}

  get prompt(): Prompt {
    this.prompter ??= new Prompt(this.tool)
    return this.prompter
  }

  *die(message: string): Sys<never> {
    return yield* this.tool.die(message)
  }
}
