import type { Expr } from './syntax.ts'

/** What an error message calls an expression that is no target. */
export function kindName(expr: Expr): string {
  switch (expr.kind) {
    case 'constant':
      return expr.value === null ? 'None' : typeof expr.value === 'boolean' ? (expr.value ? 'True' : 'False') : 'literal'
    case 'call':
      return 'function call'
    case 'compare':
      return 'comparison'
    case 'formatted':
      return 'f-string expression'
    case 'list':
      return 'list'
    case 'dict':
      return 'dict literal'
    case 'set':
      return 'set display'
    case 'lambda':
      return 'lambda'
    case 'conditional':
      return 'conditional expression'
    case 'tuple':
      return 'tuple'
    default:
      return 'expression'
  }
}
