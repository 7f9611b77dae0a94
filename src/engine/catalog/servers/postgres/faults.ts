import type { Fault, FaultFacts } from '../sql/fault.ts'

/** What the server says about a fault: the fields of an ErrorResponse. */
export interface Problem {
  readonly severity: 'ERROR' | 'FATAL'
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** Character of the statement, from 1. */
  readonly position?: number
}

type Words = Omit<Problem, 'severity' | 'position'>
const words = (code: string, message: string, more: { detail?: string; hint?: string } = {}): Words => ({ code, message, ...more })

/** Texts and SQLSTATE codes of PostgreSQL 16. */
function wordsOf(kind: Fault['kind'], f: FaultFacts): Words {
  const relation = f.relation === undefined ? '' : ` of relation "${f.relation}"`
  switch (kind) {
    case 'syntax':
      if (f.unterminated !== undefined) return words('42601', `unterminated ${f.unterminated} at or near "${f.near}"`)
      if (f.defaultHere) return words('42601', 'DEFAULT is not allowed in this context')
      return words('42601', f.near === '' ? 'syntax error at end of input' : `syntax error at or near "${f.near}"`)
    case 'undefined-table':
      return words('42P01', `relation "${f.name}" does not exist`)
    case 'undefined-column':
      if (f.key) return words('42703', `column "${f.name}" named in key does not exist`)
      return words('42703', f.quoted === 'yes' ? `column ${f.qualified} does not exist` : `column "${f.name}"${relation} does not exist`)
    case 'ambiguous-column':
      return words('42702', `column reference "${f.name}" is ambiguous`)
    case 'undefined-alias':
      return words('42P01', `missing FROM-clause entry for table "${f.table}"`)
    case 'undefined-function':
      if (f.star) return words('42803', 'count(*) must be used to call a parameterless aggregate function')
      return words('42883', `function ${f.name}(${f.arguments}) does not exist`, {
        hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
      })
    case 'undefined-operator':
      if (f.ambiguous)
        return words('42725', `operator is not unique: ${f.left} ${f.operator} ${f.right}`, {
          hint: 'Could not choose a best candidate operator. You might need to add explicit type casts.',
        })
      return words('42883', `operator does not exist: ${f.left === '' ? '' : `${f.left} `}${f.operator} ${f.right}`, {
        hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
      })
    case 'undefined-object':
      if (f.what === 'database') return words('3D000', `database "${f.name}" does not exist`)
      if (f.what === 'schema') return words('3F000', `schema "${f.name}" does not exist`)
      if (f.what === 'constraint') return words('42704', `constraint "${f.name}" of relation "${f.table}" does not exist`)
      return words(f.what === 'table' || f.what === 'view' || f.what === 'sequence' ? '42P01' : '42704', `${f.what} "${f.name}" does not exist`)
    case 'undefined-database':
      return words('3D000', `database "${f.name}" does not exist`)
    case 'undefined-schema':
      return words('3F000', `schema "${f.name}" does not exist`)
    case 'undefined-type':
      return words('42704', `type "${f.name}" does not exist`)
    case 'duplicate-table':
      return words('42P07', `relation "${f.name}" already exists`)
    case 'duplicate-column':
      return words('42701', f.twice ? `column "${f.name}" specified more than once` : `column "${f.name}"${relation} already exists`)
    case 'duplicate-object':
      return words(f.what === 'schema' ? '42P06' : '42710', `${f.what} "${f.name}" already exists`)
    case 'duplicate-database':
      return words('42P04', `database "${f.name}" already exists`)
    case 'duplicate-alias':
      return words('42712', `table name "${f.name}" specified more than once`)
    case 'grouping':
      return words('42803', `column "${f.column}" must appear in the GROUP BY clause or be used in an aggregate function`)
    case 'aggregate-here':
      return words(
        '42803',
        f.clause === 'nested' ? 'aggregate function calls cannot be nested' : `aggregate functions are not allowed in ${f.clause}`,
      )
    case 'invalid-text':
      if (f.kind === 'date-range') return words('22008', `date/time field value out of range: "${f.text}"`)
      if (/^(date|timestamp|timestamptz|time|interval)$/.test(f.kind ?? ''))
        return words('22007', `invalid input syntax for type ${f.type}: "${f.text}"`)
      if (f.kind === 'json')
        return words('22P02', 'invalid input syntax for type json', {
          detail: `Token "${/^\S*/.exec((f.text ?? '').trim())?.[0] ?? ''}" is invalid.`,
        })
      return words('22P02', `invalid input syntax for type ${f.type}: "${f.text}"`)
    case 'out-of-range':
      return words('22003', f.text === undefined ? `${f.type} out of range` : `value "${f.text}" is out of range for type ${f.type}`)
    case 'too-long':
      return words('22001', `value too long for type ${f.type}`)
    case 'numeric-overflow':
      return words('22003', 'numeric field overflow', {
        detail: `A field with precision ${f.precision}, scale ${f.scale} must round to an absolute value less than ${f.digits === '0' ? '1' : `10^${f.digits}`}.`,
      })
    case 'division-by-zero':
      return words('22012', 'division by zero')
    default:
      return constraintWords(kind, f)
  }
}

function constraintWords(kind: Fault['kind'], f: FaultFacts): Words {
  switch (kind) {
    case 'not-null':
      if (f.existing) return words('23502', `column "${f.column}" of relation "${f.table}" contains null values`)
      return words('23502', `null value in column "${f.column}" of relation "${f.table}" violates not-null constraint`, {
        detail: `Failing row contains (${f.row}).`,
      })
    case 'unique':
      return words('23505', `duplicate key value violates unique constraint "${f.constraint}"`, {
        detail: `Key (${f.columns})=(${f.values}) already exists.`,
      })
    case 'foreign-key':
      return words('23503', `insert or update on table "${f.table}" violates foreign key constraint "${f.constraint}"`, {
        detail: `Key ${f.key} is not present in table "${f.target}".`,
      })
    case 'foreign-key-referenced':
      return words('23503', `update or delete on table "${f.table}" violates foreign key constraint "${f.constraint}" on table "${f.by}"`, {
        detail: `Key ${f.key} is still referenced from table "${f.by}".`,
      })
    case 'check':
      if (f.existing) return words('23514', `check constraint "${f.constraint}" of relation "${f.table}" is violated by some row`)
      return words('23514', `new row for relation "${f.table}" violates check constraint "${f.constraint}"`, {
        detail: `Failing row contains (${f.row}).`,
      })
    case 'datatype':
      if (f.where !== undefined)
        return words('42804', `${f.where}${/UNION|CASE|COALESCE|VALUES/.test(f.where) ? ' types' : ''} ${f.left} and ${f.right} cannot be matched`)
      return words('42804', `column "${f.column}" is of type ${f.to} but expression is of type ${f.from}`, {
        hint: 'You will need to rewrite or cast the expression.',
      })
    case 'cannot-coerce':
      return words('42846', `cannot cast type ${f.from} to ${f.to}`)
    case 'condition-type':
      return words('42804', `argument of ${f.what} must be type boolean, not type ${f.type}`)
    case 'too-many-expressions':
      return words('42601', 'INSERT has more expressions than target columns')
    case 'too-few-expressions':
      return words('42601', 'INSERT has more target columns than expressions')
    case 'value-count':
      return words('42601', 'VALUES lists must all be the same length')
    case 'union-count':
      return words('42601', `each ${f.operator} query must have the same number of columns`)
    case 'many-rows':
      return words('21000', 'more than one row returned by a subquery used as an expression')
    case 'many-columns':
      return words('42601', f.in ? 'subquery has too many columns' : 'subquery must return only one column')
    case 'position-range':
      return words('42P10', `${f.clause} position ${f.position} is not in select list`)
    case 'dependent':
      return words('2BP01', `cannot drop ${f.what} ${f.name} because other objects depend on it`, {
        detail: f.detail ?? '',
        hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      })
    case 'denied':
      return words('42501', f.what ?? 'permission denied', f.detail === undefined ? {} : { detail: f.detail })
    case 'default-column':
      return words('428C9', `cannot insert a non-DEFAULT value into column "${f.column}"`, {
        detail: `Column "${f.column}" is an identity column defined as GENERATED ALWAYS.`,
        hint: 'Use OVERRIDING SYSTEM VALUE to override.',
      })
    case 'no-unique':
      return f.conflict
        ? words('42P10', 'there is no unique or exclusion constraint matching the ON CONFLICT specification')
        : words('42830', `there is no unique constraint matching given keys for referenced table "${f.table}"`)
    case 'database-in-use':
      return words('55006', `database "${f.name}" is being accessed by other users`, { detail: f.detail ?? '' })
    case 'not-simulated':
      return words('0A000', `cais: postgres: ${f.what} is not simulated`)
    case 'wrong-object':
      return words('42809', `"${f.name}" is not a ${f.what}`, { hint: `Use DROP ${(f.is ?? '').toUpperCase()} to remove a ${f.is}.` })
    default:
      return words(f.code ?? 'XX000', f.message ?? kind, {
        ...(f.detail !== undefined && { detail: f.detail }),
        ...(f.hint !== undefined && { hint: f.hint }),
      })
  }
}

export function problemOf({ kind, facts, at }: Fault): Problem {
  return { severity: 'ERROR', ...wordsOf(kind, facts), ...(at !== undefined && { position: at + 1 }) }
}
