import type { TypeName } from '../ast.ts'
import type { Cursor } from './cursor.ts'

/** A type's name with its sizes: `character varying(10)`, `numeric(8,2)`, `int unsigned`. */
export function parseType(c: Cursor): TypeName {
  const { at } = c.token
  let name = c.anyName().toLowerCase()
  if (c.operator('.')) name = c.anyName().toLowerCase()
  if (name === 'double' && c.word('precision')) name = 'double precision'
  else if ((name === 'character' || name === 'char') && c.word('varying')) name = 'character varying'
  const values = (name === 'enum' || name === 'set') && c.mysql ? c.group(() => c.string()) : undefined
  const sizes = !values && c.isOperator('(') ? c.group(() => c.integer()) : []
  if (name === 'timestamp' || name === 'time') {
    if (c.word('with', 'time', 'zone')) name = `${name} with time zone`
    else c.word('without', 'time', 'zone')
  }
  let unsigned = false
  while (c.mysql && c.isOneOf('unsigned', 'signed', 'zerofill')) unsigned = c.next().value === 'unsigned' || unsigned
  if (c.mysql && c.word('character', 'set')) c.anyName()
  if (c.isOperator('[')) {
    c.next()
    if (!c.isOperator(']')) c.integer()
    c.expect(']')
    name = `${name}[]`
  }
  return { name, sizes, at, ...(unsigned && { unsigned }), ...(values && { values }) }
}
