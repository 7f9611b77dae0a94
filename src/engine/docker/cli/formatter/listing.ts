import { Template } from '../../../base/go-template.ts'
import { GoFunction, GoStruct, type GoValue } from '../../../base/go-value.ts'
import { tabulate } from '../../../base/tabwriter.ts'
import { Failure } from '../failure.ts'
import { formatFunctions, headerFunctions } from './functions.ts'

/** Models docker/cli's formatter.Context: `table TEMPLATE`, `json`, or a template per row. */
export interface Listing {
  /** Column titles by field. */
  readonly header: Readonly<Record<string, string>>
  readonly rows: readonly GoStruct[]
}

/** Fields of a row in Go's name; JSON shows those that take no argument, sorted. */
export function row(type: string, fields: Readonly<Record<string, GoValue>>): GoStruct {
  const map = new Map(Object.entries(fields))
  return new GoStruct(type, map, () => new Map([...map].filter(([, value]) => !(value instanceof GoFunction))))
}

/** A method with one string argument: `{{.Label "app"}}`. */
export const textMethod = (call: (argument: string) => GoValue): GoFunction => new GoFunction((argument) => call(String(argument)), 1)

/** The text of a listing; throws `Failure` when the template does not parse or execute. */
export function renderListing(format: string, listing: Listing): string {
  const table = format.startsWith('table')
  const template = parseFormat(finalFormat(format))
  let body = ''
  for (const item of listing.rows) {
    const result = template.execute(item)
    if (!result.ok) throw new Failure(`template parsing error: ${result.error.message}`)
    body += `${result.value}\n`
  }
  if (!table) return body
  const header = template.withFunctions(headerFunctions).execute({ ...listing.header, Label: textMethod(labelHeader) })
  return tabulate(`${header.ok ? header.value : header.error.printed}\n${body}`)
}

/** `table {{.X}}\t…` without its prefix, `json` as a template, `\t` and `\n` as what they stand for. */
export function finalFormat(format: string): string {
  const inner = format.startsWith('table') ? format.slice('table'.length) : format === 'json' ? '{{json .}}' : format
  return inner
    .replace(/^ +| +$/g, '')
    .replace(/\\t/g, '\t')
    .replace(/\\n/g, '\n')
}

export function parseFormat(format: string): Template {
  const template = Template.parse(format, { functions: formatFunctions })
  if (!template.ok) throw new Failure(`template parsing error: ${template.error}`)
  return template.value
}

/** `com.example.some-key` is titled `some key`. */
const labelHeader = (name: string): string => (name.split('.').at(-1) ?? '').replace(/[-_]/g, ' ')
