import { marshalJson } from '../../../base/go-json.ts'
import type { GoValue } from '../../../base/go-value.ts'
import { define, type FunctionMap } from '../../../base/template/functions.ts'

/** The functions docker/cli adds to its templates (templates/templates.go). */
export const formatFunctions: FunctionMap = {
  json: define(['any'], (value: GoValue) => marshalJson(value, { escapeHtml: false })),
  split: define(['string', 'string'], (text: string, by: string) => text.split(by)),
  join: define(['strings', 'string'], (list: readonly string[] | null, by: string) => (list ?? []).join(by)),
  title: define(['string'], (text: string) =>
    text.replace(/(^|[^\p{L}\p{N}_'])(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()),
  ),
  lower: define(['string'], (text: string) => text.toLowerCase()),
  upper: define(['string'], (text: string) => text.toUpperCase()),
  pad: define(['string', 'int', 'int'], (text: string, before: number, after: number) =>
    text === '' ? '' : ' '.repeat(before) + text + ' '.repeat(after),
  ),
  truncate: define(['string', 'int'], (text: string, length: number) => (text.length < length ? text : text.slice(0, length))),
}

/** The same names while a table's header is printed: headers stay as they are. */
export const headerFunctions: FunctionMap = {
  json: define(['string'], (text: string) => text),
  split: define(['string', 'string'], (text: string) => text),
  join: define(['string', 'string'], (text: string) => text),
  title: define(['string'], (text: string) => text),
  lower: define(['string'], (text: string) => text),
  upper: define(['string'], (text: string) => text),
  truncate: define(['string', 'int'], (text: string) => text),
}
