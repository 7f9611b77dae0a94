import type { Expression } from '../sql/ast.ts'
import type { SqlType } from '../sql/types.ts'
import { category, resolveType, typeText } from '../sql/types.ts'

type Columns = readonly { readonly name: string; readonly type: SqlType }[]

/** Expressions as ruleutils.c writes them back when it prints prettily: literals with their types, parentheses where they matter. */
export function deparse(expression: Expression, type?: SqlType, columns: Columns = []): string {
  return new Writer(columns).write(expression, type)
}

const words: Readonly<Record<string, string>> = { and: 'AND', or: 'OR', like: '~~', 'not like': '!~~', ilike: '~~*' }
const bare = ['current_timestamp', 'current_date', 'current_user', 'localtimestamp']

class Writer {
  constructor(private readonly columns: Columns) {}

  write(expression: Expression, type?: SqlType): string {
    switch (expression.kind) {
      case 'literal':
        return literal(expression, type)
      case 'column':
        return expression.name
      case 'unary':
        return expression.operator === 'not' ? `NOT ${this.inner(expression.operand)}` : `${expression.operator} ${this.inner(expression.operand)}`
      case 'binary':
        return this.binary(expression)
      case 'call':
        return bare.includes(expression.name)
          ? expression.name.toUpperCase()
          : `${expression.name}(${expression.args.map((argument) => this.textual(argument)).join(', ')})`
      case 'cast':
        return `${this.inner(expression.operand)}::${typeText(resolveType(expression.type, false))}`
      case 'in':
        return 'body' in expression.list ? '' : this.membership(expression, expression.list)
      case 'is':
        return `${this.inner(expression.operand)} IS ${expression.negated ? 'NOT ' : ''}${expression.what.toUpperCase()}`
      case 'interval':
        return `'${expression.text}'::interval`
      case 'case': {
        const branches = expression.branches.map(([when, then]) => ` WHEN ${this.write(when)} THEN ${this.write(then)}`).join('')
        return `CASE${expression.subject ? ` ${this.write(expression.subject)}` : ''}${branches}${expression.otherwise ? ` ELSE ${this.write(expression.otherwise)}` : ''} END`
      }
      default:
        return ''
    }
  }

  private inner(expression: Expression): string {
    return expression.kind === 'binary' ? `(${this.write(expression)})` : this.write(expression)
  }

  private typeOf(expression: Expression): SqlType | undefined {
    return expression.kind === 'column' ? this.columns.find((column) => column.name === expression.name)?.type : undefined
  }

  /** One side of an operator, cast as the other side asks. */
  private side(one: Expression, other: Expression): string {
    const type = this.typeOf(other)
    if (one.kind === 'literal' && one.type === 'number' && type && /numeric|double|real/.test(type.name) && !/[.]/.test(String(one.value)))
      return `${one.value}::${typeText({ name: type.name })}`
    if (one.kind === 'literal' && one.type === 'string') return literal(one, !type || category(type) === 'string' ? { name: 'text' } : type)
    if (one.kind === 'column' && this.typeOf(one)?.name === 'character varying') return `${one.name}::text`
    return this.inner(one)
  }

  private textual(one: Expression): string {
    return one.kind === 'column' ? this.side(one, one) : this.write(one)
  }

  private binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): string {
    if (operator !== 'and' && operator !== 'or') return `${this.side(left, right)} ${words[operator] ?? operator} ${this.side(right, left)}`
    const part = (one: Expression): string =>
      one.kind === 'binary' && one.operator === (operator === 'and' ? 'or' : 'and') ? `(${this.write(one)})` : this.write(one)
    return `${part(left)} ${words[operator]} ${part(right)}`
  }

  private membership({ operand, negated }: Extract<Expression, { kind: 'in' }>, list: readonly Expression[]): string {
    const varying = this.typeOf(operand)?.name === 'character varying'
    const items = list.map((item) =>
      item.kind === 'literal' && item.type === 'string'
        ? literal(item, varying ? { name: 'character varying' } : { name: 'text' })
        : this.write(item),
    )
    const array = `ARRAY[${items.join(', ')}]`
    return `${this.side(operand, operand)} ${negated ? '<> ALL' : '= ANY'} (${varying ? `${array}::text[]` : array})`
  }
}

function literal({ value, type: kind }: Extract<Expression, { kind: 'literal' }>, type?: SqlType): string {
  if (kind === 'null') return 'NULL'
  if (kind === 'boolean') return String(value)
  if (kind === 'number') return String(value).startsWith('-') ? `'${value}'::integer` : String(value)
  return `'${String(value).replaceAll("'", "''")}'::${typeText({ name: type?.name ?? 'text' })}`
}
