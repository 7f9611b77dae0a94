import type { Schema } from '@cfworker/json-schema'
import { Validator } from '@cfworker/json-schema'
import specification from './testdata/docker-engine-1.51.gen.json'

/**
 * The official description of the Engine API 1.51: its responses and what they refer to, without prose. Where dockerd itself differs from it
 * (recorded on the wire), so do we: Go's nil slices and maps are null, whatever the description says of arrays and objects.
 */
type Json = { readonly [key: string]: unknown }

const nullable: Schema = { type: 'null' }

/** Numbers dockerd leaves null: control groups v2 have no such thing, or the command has not ended. */
const nilPointers = new Set(['MemorySwappiness', 'OomKillDisable', 'ExitCode'])

function translate(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => translate(one))
  if (typeof value !== 'object' || value === null) return value
  const { 'x-nullable': declared, ...rest } = value as Json
  const own = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, key === 'properties' ? translateEach(inner as Json) : translate(inner)]),
  )
  // A description that says "null" alone is one whose reference got lost.
  if (rest.type === 'null') return true
  const goNil = rest.type === 'array' || (rest.type === 'object' && name !== '') || nilPointers.has(name)
  return declared === true || goNil ? { anyOf: [own, nullable] } : own
}

const translateEach = (properties: Json): Json =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, translate(schema, name)]))

const definitions = Object.fromEntries(Object.entries(specification.definitions).map(([name, schema]) => [name, translate(schema)])) as Record<
  string,
  Schema
>

type Responses = Readonly<Record<string, unknown>>
const paths = specification.paths as unknown as Readonly<Record<string, Readonly<Record<string, Responses>>>>

/** Every `METHOD /path/{parameter}` of the description. */
export const describedEndpoints: readonly string[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
)

const validators = new Map<string, Validator>()

/**
 * What is wrong with an answer, in the description's eyes; empty when nothing is. `endpoint` is one of `describedEndpoints`; errors it does not
 * list still look like its errors.
 */
export function problemsWith(endpoint: string, status: number, body: unknown): readonly string[] {
  const [method = '', path = ''] = endpoint.split(' ')
  const described = paths[path]?.[method.toLowerCase()]?.[String(status)]
  if (described === undefined && status < 400) return [`${endpoint}: status ${status} is not described`]
  const schema = described ?? { $ref: '#/definitions/ErrorResponse' }
  if (schema === true || body === undefined) return []
  const key = `${endpoint} ${status}`
  const validator = validators.get(key) ?? new Validator({ allOf: [translate(schema) as Schema], definitions }, '4', false)
  validators.set(key, validator)
  const { errors } = validator.validate(body)
  return errors.filter(isLeaf).map(({ instanceLocation, error }) => `${endpoint} ${status} ${instanceLocation}: ${error}`)
}

const wrappers = ['properties', 'items', '$ref', 'allOf', 'anyOf', 'additionalProperties']

const isLeaf = ({ keyword }: { readonly keyword: string }): boolean => !wrappers.includes(keyword)
