import { evaluate } from '../arith/evaluate.ts'
import { ArithmeticError } from '../arith/parse.ts'
import type { Dialect } from '../dialect.ts'
import { ShellError } from '../errors.ts'
import { associativeArray, bucketOrder, IndexedArray, Variable } from './variable.ts'

/** One level of dynamic scope: the global variables, a function's locals, or the assignments before a command. */
export interface Scope {
  readonly kind: 'global' | 'function' | 'command'
  readonly variables: Map<string, Variable>
}

export interface AssignOptions {
  readonly subscript?: string | undefined
  readonly append?: boolean
}

/** A shell's variables: dynamic scope, attributes, name references, arrays (variables.c). */
export class Variables {
  readonly scopes: Scope[] = [{ kind: 'global', variables: new Map() }]

  constructor(
    private readonly dialect: Dialect,
    private readonly wants: (option: string) => boolean,
  ) {}

  get global(): Map<string, Variable> {
    return (this.scopes[0] as Scope).variables
  }

  /** The variable itself, name references not followed. */
  own(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const variable = (this.scopes[i] as Scope).variables.get(name)
      if (variable) return variable
    }
    return undefined
  }

  find(name: string): Variable | undefined {
    const variable = this.own(name)
    if (!variable?.nameref) return variable
    const target = this.target(name)
    return target === undefined || target.includes('[') ? undefined : this.own(target)
  }

  /** The name that a name reference stands for, perhaps with a subscript; any other name itself. */
  target(name: string): string | undefined {
    let at = name
    for (let hops = 0; hops < 8; hops++) {
      const variable = this.own(at)
      if (!variable?.nameref || variable.value === undefined || variable.value === '') return variable?.nameref ? undefined : at
      at = variable.value
    }
    return undefined
  }

  /** The text of a variable or of one element. */
  value(name: string, subscript?: string): string | undefined {
    const direct = this.own(name)
    if (direct?.nameref) {
      const { name: to, subscript: element } = splitSubscript(this.target(name) ?? '')
      return to === '' || to === name ? undefined : this.value(to, subscript ?? element)
    }
    if (!direct) return undefined
    return subscript === undefined ? direct.text : this.element(direct, subscript)
  }

  private element(variable: Variable, subscript: string): string | undefined {
    if (variable.associative) return variable.associative.get(subscript)
    const dynamic = variable.dynamic?.read()
    const list = variable.indexed ?? (dynamic === undefined ? undefined : new IndexedArray(typeof dynamic === 'string' ? [dynamic] : [...dynamic]))
    const index = this.index(subscript, list?.end ?? 1)
    if (list) return list.get(index)
    return index === 0 ? variable.text : undefined
  }

  /** The index a subscript's expression stands for; negative ones count from the end. Throws ShellError. */
  index(subscript: string, end: number, shown = subscript): number {
    const value = Number(this.arithmetic(subscript))
    if (value >= 0) return value
    if (value + end < 0) throw new ShellError(`${shown}: bad array subscript`)
    return value + end
  }

  arithmetic(text: string): number | bigint {
    try {
      return evaluate(text, {
        value: (name, subscript) => this.arithmeticValue(name, subscript),
        assign: (name, subscript, value) => this.assign(name, value, { subscript }),
      })
    } catch (problem) {
      if (problem instanceof ArithmeticError) throw new ShellError(arithmeticText(this.dialect, problem))
      throw problem
    }
  }

  private arithmeticValue(name: string, subscript: string | undefined): string | undefined {
    const value = this.value(name, subscript)
    if (value === undefined && this.wants('nounset')) throw new ShellError(`${name}: unbound variable`, 1, true)
    return value
  }

  /** Assigns in the scope where the name lives, else globally. Throws ShellError (`x: readonly variable`). */
  assign(name: string, value: string, options: AssignOptions = {}): Variable {
    const target = splitSubscript(this.target(name) ?? name)
    const subscript = options.subscript ?? target.subscript
    let variable = this.own(target.name)
    if (!variable) {
      variable = new Variable()
      this.global.set(target.name, variable)
    }
    if (variable.readonly) throw new ShellError(readonlyText(this.dialect, target.name))
    this.store(variable, target.name, value, subscript, options.append === true)
    if (this.wants('allexport')) variable.exported = true
    return variable
  }

  /** Puts a value into a variable, its attributes applied. */
  store(variable: Variable, name: string, value: string, subscript: string | undefined, append: boolean): void {
    if (subscript === undefined && variable.dynamic) {
      variable.dynamic.write?.(value)
      return
    }
    if (subscript !== undefined && !variable.isArray) this.makeIndexed(variable)
    variable.declaredOnly = false
    if (variable.associative) {
      const key = subscript ?? '0'
      if (key === '') throw new ShellError(`${name}[${subscript}]: bad array subscript`)
      variable.associative.set(key, this.transformed(variable, value, append ? variable.associative.get(key) : undefined))
      return
    }
    if (variable.indexed) {
      const index = subscript === undefined ? 0 : this.index(subscript, variable.indexed.end, `${name}[${subscript}]`)
      variable.indexed.set(index, this.transformed(variable, value, append ? variable.indexed.get(index) : undefined))
      return
    }
    variable.value = this.transformed(variable, value, append ? variable.value : undefined)
  }

  /** The value as the attributes make it; `before` is what `+=` adds to. */
  private transformed(variable: Variable, value: string, before: string | undefined): string {
    if (variable.integer) {
      const sum = this.arithmetic(value)
      return before === undefined ? String(sum) : String(this.arithmetic(`(${before || 0})+(${sum})`))
    }
    const text = (before ?? '') + value
    if (variable.uppercase) return text.toUpperCase()
    if (variable.lowercase) return text.toLowerCase()
    return variable.capitalised ? text.charAt(0).toUpperCase() + text.slice(1).toLowerCase() : text
  }

  makeIndexed(variable: Variable): void {
    if (variable.isArray) return
    variable.indexed = new IndexedArray()
    variable.declaredOnly = variable.value === undefined
    if (variable.value !== undefined) variable.indexed.set(0, variable.value)
    variable.value = undefined
    variable.dynamic = undefined
  }

  makeAssociative(variable: Variable): void {
    if (variable.associative) return
    variable.associative = associativeArray(this.dialect)
    variable.declaredOnly = variable.value === undefined
    if (variable.value !== undefined) variable.associative.set('0', variable.value)
    variable.value = undefined
  }

  /** The variable of that name in the innermost function's scope, made there if need be. */
  local(name: string, inherit: boolean): Variable {
    const scope = this.functionScope()
    const existing = scope.variables.get(name)
    if (existing) return existing
    const outer = this.own(name)
    const variable = (inherit && outer?.copy()) || new Variable()
    const command = this.scopes.at(-1)
    if (outer && command?.kind === 'command' && command.variables.get(name) === outer) Object.assign(variable, outer.copy())
    scope.variables.set(name, variable)
    return variable
  }

  functionScope(): Scope {
    return this.scopes.findLast((scope) => scope.kind !== 'command') as Scope
  }

  get inFunction(): boolean {
    return this.functionScope().kind === 'function'
  }

  unset(name: string): void {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const scope = this.scopes[i] as Scope
      const variable = scope.variables.get(name)
      if (!variable) continue
      if (scope.kind === 'function') scope.variables.set(name, new Variable())
      else scope.variables.delete(name)
      return
    }
  }

  /** Names that are visible, in byte order. */
  names(): string[] {
    return [...new Set(this.scopes.flatMap((scope) => [...scope.variables.keys()]))].sort((a, b) => (a < b ? -1 : 1))
  }

  /** What a program that is executed finds: exported variables, in the order of bash's hash table. */
  environment(extra: readonly (readonly [string, string])[] = []): Map<string, string> {
    const visible = new Map<string, Variable>()
    for (const scope of this.scopes) for (const [name, variable] of scope.variables) visible.set(name, variable)
    const exported = new Map<string, string>()
    for (const [name, variable] of visible) {
      if (!variable.exported || variable.isArray) continue
      const value = variable.nameref ? variable.value : variable.text
      if (value !== undefined) exported.set(name, value)
    }
    const out = new Map<string, string>()
    for (const name of bucketOrder([...exported.keys()], 1024)) out.set(name, exported.get(name) as string)
    for (const [name, value] of extra) out.set(name, value)
    return out
  }

  copyInto(copy: Variables): void {
    copy.scopes.length = 0
    for (const scope of this.scopes) {
      const variables = new Map<string, Variable>()
      for (const [name, variable] of scope.variables) variables.set(name, variable.copy())
      copy.scopes.push({ kind: scope.kind, variables })
    }
  }
}

export const readonlyText = (dialect: Dialect, name: string): string => `${name}: ${dialect.name === 'bash' ? 'readonly variable' : 'is read only'}`

function arithmeticText(dialect: Dialect, problem: ArithmeticError): string {
  const division = problem.message === 'division by 0'
  if (dialect.name === 'bash') return problem.text
  if (dialect.name === 'ash') return division ? 'divide by zero' : 'arithmetic syntax error'
  return `arithmetic expression: ${division ? 'division by zero' : problem.message.endsWith('operand expected') ? 'expecting primary' : 'expecting EOF'}: "${problem.expression}"`
}

/** `a[3]` as name and subscript. */
export function splitSubscript(text: string): { name: string; subscript: string | undefined } {
  const open = text.indexOf('[')
  return open > 0 && text.endsWith(']') ? { name: text.slice(0, open), subscript: text.slice(open + 1, -1) } : { name: text, subscript: undefined }
}

/** A valid variable name. */
export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text)
