import type { Expression } from '../sql/ast.ts'
import { category, resolveType, type SqlType, typeText } from '../sql/types.ts'

/** Expressions as ruleutils.c writes them back: every operation in parentheses, literals with their types. */
export function deparse(expression: Expression, type?: SqlType): string {
  const text = write(expression, type)
  return text
}

function write(expression: Expression, type?: SqlType): string {
  switch (expression.kind) {
    case 'literal':
      return literal(expression, type)
    case 'column':
      return expression.name
    case 'unary':
      return expression.operator === 'not' ? `(NOT ${write(expression.operand)})` : `(${expression.operator} ${write(expression.operand)})`
    case 'binary': {
      const { operator, left, right } = expression
      const shown: Readonly<Record<string, string>> = { and: 'AND', or: 'OR', like: '~~', 'not like': '!~~', ilike: '~~*' }
      const side = (one: Expression): string => (one.kind === 'literal' && one.type === 'string' ? `${write(one)}::text` : write(one))
      return `(${side(left)} ${shown[operator] ?? operator} ${side(right)})`
    }
    case 'call':
      if (
        expression.name === 'current_timestamp' ||
        expression.name === 'current_date' ||
        expression.name === 'current_user' ||
        expression.name === 'localtimestamp'
      )
        return expression.name.toUpperCase()
      return `${expression.name}(${expression.args.map((argument) => write(argument)).join(', ')})`
    case 'cast':
      return `${expression.operand.kind === 'literal' ? write(expression.operand) : `(${write(expression.operand)})`}::${typeText(resolveType(expression.type, false))}`
    case 'in':
      if ('body' in expression.list) return '(subquery)'
      return `(${write(expression.operand)} ${expression.negated ? '<> ALL' : '= ANY'} (ARRAY[${expression.list.map((item) => (item.kind === 'literal' && item.type === 'string' ? `${write(item)}::text` : write(item))).join(', ')}]))`
    case 'is':
      return `(${write(expression.operand)} IS ${expression.negated ? 'NOT ' : ''}${expression.what.toUpperCase()})`
    case 'interval':
      return `'${expression.text}'::interval`
    case 'case': {
      const branches = expression.branches.map(([when, then]) => ` WHEN ${write(when)} THEN ${write(then)}`).join('')
      return `CASE${expression.subject ? ` ${write(expression.subject)}` : ''}${branches}${expression.otherwise ? ` ELSE ${write(expression.otherwise)}` : ''} END`
    }
    default:
      return ''
  }
}

function literal({ value, type: kind }: Extract<Expression, { kind: 'literal' }>, type?: SqlType): string {
  if (kind === 'null') return 'NULL'
  if (kind === 'boolean') return String(value)
  if (kind === 'number') return String(value).startsWith('-') ? `'${value}'::integer` : String(value)
  const quoted = `'${String(value).replaceAll("'", "''")}'`
  if (!type) return quoted
  return category(type) === 'string' ? `${quoted}::${typeText({ name: type.name })}` : `${quoted}::${typeText(type)}`
}
