import type { Sys } from '../../kernel/calls.ts'
import { printError } from '../../libc/stdio.ts'
import { LineInput } from './line-input.ts'
import type { Tool } from './tool.ts'

/** Models gnulib's yesno: questions on standard error, answers by lines from standard input; only y and Y mean yes. */
export class Prompt {
  private readonly input: LineInput

  constructor(private readonly tool: Tool) {
    this.input = new LineInput(0, tool.locale)
  }

  /** Asks `program: question` and waits for a line. */
  *ask(question: string): Sys<boolean> {
    yield* this.tool.out.flush()
    yield* printError(`${this.tool.name}: ${question} `)
    return yield* this.answered()
  }

  /** Asks in its own words, without the program's name. */
  *askPlain(question: string): Sys<boolean> {
    yield* this.tool.out.flush()
    yield* printError(question)
    return yield* this.answered()
  }

  private *answered(): Sys<boolean> {
    const answer = yield* this.input.next()
    return answer.ok && answer.value !== undefined && /^[yY]/.test(answer.value)
  }
}
