import { indentJson, parseJson } from '../../../base/go-json.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'
import { parseFormat } from '../formatter/listing.ts'
import { typedAnswer } from './typed.ts'

/** One object as the daemon sent it. */
export interface Inspected {
  readonly raw: string
  /** `container`, `image`, `network`, `volume`. */
  readonly type: string
}

/**
 * What every `inspect` does (cli/command/inspect): fetch each reference, print all as one indented array, or each through a template. A template runs
 * on the typed object and, when that fails, on the bare JSON, whose missing keys are errors.
 */
export function* inspectAll(cli: Cli, references: readonly string[], format: string, fetch: (reference: string) => Sys<Inspected>): Sys<number> {
  let template: ReturnType<typeof parseFormat> | undefined
  if (format !== '' && format !== 'json') {
    try {
      template = parseFormat(format)
    } catch (failure) {
      throw failure instanceof Failure ? new Failure(failure.message, 64) : failure
    }
  }
  const found: Inspected[] = []
  const problems: string[] = []
  let printed = ''
  for (const reference of references) {
    try {
      const object = yield* fetch(reference)
      if (template) printed += `${render(template, object)}\n`
      else found.push(object)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      problems.push(failure.message)
    }
  }
  if (template) yield* cli.print(printed === '' ? '\n' : printed)
  else {
    const joined = `[${found.map(({ raw }) => raw.trim()).join(',')}]`
    yield* cli.print(format === 'json' ? `${joined}\n` : `${found.length === 0 ? '[]' : indentJson(joined)}\n`)
  }
  if (problems.length > 0) throw new Failure(problems.join('\n'), 1)
  return 0
}

function render(template: ReturnType<typeof parseFormat>, { raw, type }: Inspected): string {
  const value = parseJson(raw)
  if (!value.ok) throw new Failure(`unable to read inspect data: ${value.error}`)
  const typed = template.execute(typedAnswer(value.value, type))
  if (typed.ok) return typed.value
  const bare = template.execute(value.value, { missingKey: 'error' })
  if (!bare.ok) throw new Failure(`template parsing error: ${bare.error.message}`)
  return bare.value
}
