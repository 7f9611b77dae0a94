import { text as valueText } from '../go-fmt.ts'
import { goQuote } from '../go-quote.ts'
import { GoCallError, GoFunction, GoStruct, type GoValue, kindOf, mapGet, sortedEntries, typeOf } from '../go-value.ts'
import { argumentProblem, type FunctionMap, type TemplateFunction, truth } from './functions.ts'
import { TemplateError } from './lex.ts'
import { type Command, commandText, type Node, type Operand, operandText, type Pipe, pipeText } from './nodes.ts'

/** The executor of Go's text/template (text/template/exec.go), with its messages. */
export interface Execution {
  readonly name: string
  readonly source: string
  readonly functions: FunctionMap
  readonly defined: ReadonlyMap<string, readonly Node[]>
  readonly missingKey: 'invalid' | 'zero' | 'error'
}

/** A value and the static type Go sees it through: what comes out of `map[string]any` and `[]any` is an `interface {}`. */
interface Cell {
  readonly value: GoValue
  readonly boxed: boolean
}

type Place = { readonly position: number; readonly shown: () => string }

/** No argument came through the pipe. */
const missing = Symbol('missing')

class Break {}
class Continue {}
const breakLoop = new Break()
const continueLoop = new Continue()

/** What a template prints before it fails is kept in `TemplateError`'s place by the caller: Go writes as it goes. */
export class Executor {
  output = ''
  private variables: { name: string; value: GoValue }[]
  private place: Place | undefined
  private depth = 0

  constructor(
    private readonly execution: Execution,
    data: GoValue,
  ) {
    this.variables = [{ name: '$', value: data }]
  }

  run(body: readonly Node[], data: GoValue): void {
    this.list({ value: data, boxed: false }, body)
  }

  private fail(message: string): never {
    const { name, source } = this.execution
    if (!this.place) throw new TemplateError(`template: ${name}: ${message}`)
    const before = source.slice(0, this.place.position)
    const line = before.split('\n').length
    const column = this.place.position - (before.lastIndexOf('\n') + 1)
    throw new TemplateError(`template: ${name}:${line}:${column}: executing ${goQuote(name)} at <${this.place.shown()}>: ${message}`)
  }

  private atOperand(operand: Operand): void {
    this.place = { position: operand.position, shown: () => operandText(operand) }
  }

  private list(dot: Cell, nodes: readonly Node[]): void {
    for (const node of nodes) this.node(dot, node)
  }

  private node(dot: Cell, node: Node): void {
    switch (node.kind) {
      case 'text':
        this.output += node.text
        return
      case 'action': {
        const value = this.pipeline(dot, node.pipe)
        if (node.pipe.variables.length === 0) this.output += printed(value)
        return
      }
      case 'if':
      case 'with': {
        const mark = this.variables.length
        const value = this.pipeline(dot, node.pipe)
        if (truth(value)) this.list(node.kind === 'with' ? { value, boxed: false } : dot, node.body)
        else if (node.otherwise) this.list(dot, node.otherwise)
        this.variables.length = mark
        return
      }
      case 'range':
        this.range(dot, node)
        return
      case 'template':
        this.template(dot, node)
        return
      default:
        throw node.kind === 'break' ? breakLoop : continueLoop
    }
  }

  private template(dot: Cell, node: Extract<Node, { kind: 'template' }>): void {
    this.place = { position: node.position, shown: () => `{{template ${goQuote(node.name)}${node.pipe ? ` ${pipeText(node.pipe)}` : ''}}}` }
    const body = this.execution.defined.get(node.name)
    if (!body) this.fail(`template ${goQuote(node.name)} not defined`)
    if (this.depth >= 1000) this.fail('exceeded maximum template depth (1000)')
    const value = node.pipe ? this.pipeline(dot, node.pipe) : undefined
    const outer = this.variables
    this.variables = [{ name: '$', value }]
    this.depth++
    this.list({ value, boxed: false }, body)
    this.depth--
    this.variables = outer
  }

  private range(dot: Cell, node: Extract<Node, { kind: 'if' | 'with' | 'range' }>): void {
    const mark = this.variables.length
    const value = this.pipeline(dot, node.pipe)
    const inner = this.variables.length
    const items = this.items(value, node.pipe)
    const names = node.pipe.variables
    for (const [key, item] of items) {
      if (names.length > 0) {
        const values = names.length > 1 ? [key, item] : [item]
        names.forEach((name, i) => {
          if (node.pipe.assign) this.assign(name, values[i])
          else (this.variables[inner - names.length + i] as { value: GoValue }).value = values[i]
        })
      }
      try {
        this.list({ value: item, boxed: !(value instanceof Map) }, node.body)
      } catch (signal) {
        if (signal === breakLoop) break
        if (signal !== continueLoop) throw signal
      }
      this.variables.length = inner
    }
    if (items.length === 0 && node.otherwise) this.list(dot, node.otherwise)
    this.variables.length = mark
  }

  private items(value: GoValue, pipe: Pipe): readonly (readonly [GoValue, GoValue])[] {
    switch (kindOf(value)) {
      case 'nil':
        return []
      case 'slice':
        return (value as readonly GoValue[]).map((item, i) => [i, item] as const)
      case 'map':
        return sortedEntries(value)
      case 'int':
        return Array.from({ length: Math.max(Number(value), 0) }, (_, i) => [i, i] as const)
      default:
        this.place = { position: pipe.position, shown: () => pipeText(pipe) }
        return this.fail(`range can't iterate over ${valueText(value)}`)
    }
  }

  private assign(name: string, value: GoValue): void {
    const variable = this.variables.findLast((candidate) => candidate.name === name)
    if (!variable) this.fail(`undefined variable: ${name}`)
    else variable.value = value
  }

  private pipeline(dot: Cell, pipe: Pipe): GoValue {
    let value: GoValue | typeof missing = missing
    for (const command of pipe.commands) value = this.command(dot, command, value)
    const result = value === missing ? undefined : value
    for (const name of pipe.variables) {
      if (pipe.assign) this.assign(name, result)
      else this.variables.push({ name, value: result })
    }
    return result
  }

  private command(dot: Cell, command: Command, final: GoValue | typeof missing): GoValue {
    const first = command.operands[0] as Operand
    const args = command.operands.slice(1)
    switch (first.kind) {
      case 'field':
        return this.chain(dot, dot, first, first.names, args, final).value
      case 'chain':
        return this.chain(dot, { value: this.value(dot, first.operand), boxed: false }, first, first.names, args, final).value
      case 'identifier': {
        const shown = () => commandText(command)
        this.place = { position: first.position, shown: () => first.name }
        return this.callFunction(dot, first.name, { position: first.position, shown }, args, final)
      }
      case 'variable':
        return this.variableValue(dot, first, args, final)
      default:
        this.atOperand(first)
        if (args.length > 0 || final !== missing) this.fail(`can't give argument to non-function ${operandText(first)}`)
        if (first.kind === 'nil') this.fail('nil is not a command')
        return this.value(dot, first)
    }
  }

  private variableValue(
    dot: Cell,
    operand: Extract<Operand, { kind: 'variable' }>,
    args: readonly Operand[],
    final: GoValue | typeof missing,
  ): GoValue {
    this.atOperand(operand)
    const variable = this.variables.findLast((candidate) => candidate.name === operand.name)
    if (!variable) return this.fail(`undefined variable: ${operand.name}`)
    if (operand.names.length === 0) {
      if (args.length > 0 || final !== missing) this.fail(`can't give argument to non-function ${operandText(operand)}`)
      return variable.value
    }
    return this.chain(dot, { value: variable.value, boxed: false }, operand, operand.names, args, final).value
  }

  /** An operand as an argument. */
  private value(dot: Cell, operand: Operand): GoValue {
    this.atOperand(operand)
    switch (operand.kind) {
      case 'dot':
        return dot.value
      case 'nil':
        return undefined
      case 'literal':
        return operand.value
      case 'field':
        return this.chain(dot, dot, operand, operand.names, [], missing).value
      case 'variable':
        return this.variableValue(dot, operand, [], missing)
      case 'pipe':
        return this.pipeline(dot, operand)
      case 'identifier':
        return this.callFunction(dot, operand.name, { position: operand.position, shown: () => operand.name }, [], missing)
      case 'chain':
        return this.chain(dot, { value: this.value(dot, operand.operand), boxed: false }, operand, operand.names, [], missing).value
    }
  }

  private chain(dot: Cell, start: Cell, operand: Operand, names: readonly string[], args: readonly Operand[], final: GoValue | typeof missing): Cell {
    let cell = start
    names.forEach((name, i) => {
      this.atOperand(operand)
      const last = i === names.length - 1
      cell = this.field(dot, cell, name, last ? args : [], last ? final : missing)
    })
    return cell
  }

  private field(dot: Cell, receiver: Cell, name: string, args: readonly Operand[], final: GoValue | typeof missing): Cell {
    const { value } = receiver
    const type = receiver.boxed && kindOf(value) !== 'struct' ? 'interface {}' : typeOf(value)
    const hasArgs = args.length > 0 || final !== missing
    if (value === undefined) {
      if (this.execution.missingKey === 'error') this.fail(`nil data; no entry for key ${goQuote(name)}`)
      return receiver
    }
    if (value === null) return this.fail(`nil pointer evaluating ${receiver.boxed ? 'interface {}' : type}.${name}`)
    if (value instanceof GoStruct) {
      if (value.isNil) return this.fail(`nil pointer evaluating ${type}.${name}`)
      const field = value.fields.get(name)
      if (field instanceof GoFunction) return { value: this.callMethod(dot, name, field, args, final), boxed: false }
      if (!value.fields.has(name)) return this.fail(`can't evaluate field ${name} in type ${type}`)
      if (hasArgs) this.fail(`${name} has arguments but cannot be invoked as function`)
      return { value: field, boxed: false }
    }
    if (kindOf(value) !== 'map') return this.fail(`can't evaluate field ${name} in type ${type}`)
    const entry = mapGet(value, name)
    if (entry.value instanceof GoFunction) return { value: this.callMethod(dot, name, entry.value, args, final), boxed: false }
    if (hasArgs) this.fail(`${name} is not a method but has arguments`)
    if (entry.found) return { value: entry.value === undefined ? null : entry.value, boxed: !(value instanceof Map) }
    if (this.execution.missingKey === 'error') this.fail(`map has no entry for key ${goQuote(name)}`)
    return { value: this.execution.missingKey === 'zero' && !(value instanceof Map) ? null : undefined, boxed: false }
  }

  private callMethod(dot: Cell, name: string, method: GoFunction, args: readonly Operand[], final: GoValue | typeof missing): GoValue {
    const values = args.map((arg) => this.value(dot, arg))
    if (final !== missing) values.push(final)
    if (values.length < method.minArgs || values.length > method.maxArgs) {
      const want = method.minArgs === method.maxArgs ? `${method.minArgs}` : `at least ${method.minArgs}`
      this.fail(`wrong number of args for ${name}: want ${want} got ${values.length}`)
    }
    try {
      return method.call(...values)
    } catch (error) {
      if (error instanceof GoCallError) return this.fail(`error calling ${name}: ${error.message}`)
      throw error
    }
  }

  private callFunction(dot: Cell, name: string, place: Place, args: readonly Operand[], final: GoValue | typeof missing): GoValue {
    const definition = this.execution.functions[name] as TemplateFunction
    const count = args.length + (final === missing ? 0 : 1)
    const fixed = definition.parameters.length - (definition.variadic ? 1 : 0)
    if (definition.variadic ? count < fixed : count !== fixed) {
      this.fail(`wrong number of args for ${name}: want ${definition.variadic ? 'at least ' : ''}${fixed} got ${count}`)
    }
    if (name === 'and' || name === 'or') return this.shortCircuit(dot, name, args, final)
    const values = args.map((arg) => this.value(dot, arg))
    if (final !== missing) values.push(final)
    values.forEach((value, i) => {
      const parameter = definition.parameters[Math.min(i, definition.parameters.length - 1)]
      const problem = parameter && argumentProblem(parameter, value)
      if (!problem) return
      const arg = args[i]
      if (arg) {
        this.atOperand(arg)
        if (arg.kind === 'literal') this.fail(`expected ${parameter === 'int' ? 'integer' : 'string'}; found ${arg.source}`)
      }
      this.fail(problem)
    })
    this.place = { position: place.position, shown: place.shown }
    try {
      return definition.call(...values)
    } catch (error) {
      if (error instanceof GoCallError) return this.fail(`error calling ${name}: ${error.message}`)
      throw error
    }
  }

  private shortCircuit(dot: Cell, name: 'and' | 'or', args: readonly Operand[], final: GoValue | typeof missing): GoValue {
    let value: GoValue
    for (const arg of args) {
      value = this.value(dot, arg)
      if (truth(value) === (name === 'or')) return value
    }
    return final === missing ? value : final
  }
}

/** How an action prints its value. */
function printed(value: GoValue): string {
  if (value === null || value === undefined) return '<no value>'
  if (value instanceof GoStruct && value.type.startsWith('*') && !value.isNil) return valueText(new GoStruct(value.type.slice(1), value.fields))
  return valueText(value)
}
