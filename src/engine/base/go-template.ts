import type { GoValue } from './go-value.ts'
import { err, ok, type Result } from './result.ts'
import { Executor } from './template/execute.ts'
import { builtins, type FunctionMap } from './template/functions.ts'
import { TemplateError } from './template/lex.ts'
import { type ParsedTemplate, parseTemplate } from './template/parse.ts'

/**
 * Models Go's text/template, which docker's and kubectl's `--format` and `-o go-template` speak: all actions, pipes, variables, nested templates, trim
 * markers, the built-in functions, and the messages of its parser and executor. Values are `GoValue`s. Leaves out complex numbers, channels,
 * user-defined delimiters and calling function values.
 */
export class Template {
  private constructor(
    readonly name: string,
    private readonly source: string,
    private readonly parsed: ParsedTemplate,
    private readonly functions: FunctionMap,
  ) {}

  /** The parse error is Go's whole message, `template: :1: unclosed action`. */
  static parse(source: string, settings: { name?: string; functions?: FunctionMap } = {}): Result<Template, string> {
    const name = settings.name ?? ''
    const functions = { ...builtins, ...settings.functions }
    try {
      return ok(new Template(name, source, parseTemplate(name, source, { has: (key) => Object.hasOwn(functions, key) }), functions))
    } catch (error) {
      if (error instanceof TemplateError) return err(error.message)
      throw error
    }
  }

  /** The same template with other functions under the same names (docker prints table headers so). */
  withFunctions(functions: FunctionMap): Template {
    return new Template(this.name, this.source, this.parsed, { ...this.functions, ...functions })
  }

  /** Executes on data; on failure the error also carries what had been printed. */
  execute(data: GoValue, settings: { missingKey?: 'invalid' | 'zero' | 'error' } = {}): Result<string, ExecutionFailure> {
    const executor = new Executor(
      { name: this.name, source: this.source, functions: this.functions, defined: this.parsed.defined, missingKey: settings.missingKey ?? 'invalid' },
      data,
    )
    try {
      executor.run(this.parsed.body, data)
      return ok(executor.output)
    } catch (error) {
      if (error instanceof TemplateError) return err({ message: error.message, printed: executor.output })
      throw error
    }
  }
}

export interface ExecutionFailure {
  readonly message: string
  readonly printed: string
}
