import type { GoValue } from '../go-value.ts'

/** The syntax tree of Go's text/template. `position` is where Go's error messages point. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | { readonly kind: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] | undefined }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined; readonly position: number }
  | { readonly kind: 'break' | 'continue' }

export interface Pipe {
  readonly kind: 'pipe'
  readonly position: number
  readonly assign: boolean
  readonly variables: readonly string[]
  readonly commands: readonly Command[]
}

export interface Command {
  readonly position: number
  readonly operands: readonly Operand[]
}

export type Operand =
  | { readonly kind: 'dot' | 'nil'; readonly position: number }
  | { readonly kind: 'literal'; readonly position: number; readonly value: GoValue; readonly source: string }
  | { readonly kind: 'field'; readonly position: number; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly position: number; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: 'identifier'; readonly position: number; readonly name: string }
  | { readonly kind: 'chain'; readonly position: number; readonly operand: Operand; readonly names: readonly string[] }
  | Pipe

/** A node's source as Go prints it in messages. */
export function operandText(operand: Operand): string {
  switch (operand.kind) {
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'literal':
      return operand.source
    case 'field':
      return operand.names.map((name) => `.${name}`).join('')
    case 'variable':
      return [operand.name, ...operand.names].join('.')
    case 'identifier':
      return operand.name
    case 'chain': {
      const inner = operandText(operand.operand)
      return (operand.operand.kind === 'pipe' ? `(${inner})` : inner) + operand.names.map((name) => `.${name}`).join('')
    }
    case 'pipe':
      return pipeText(operand)
  }
}

export const commandText = (command: Command): string =>
  command.operands.map((operand) => (operand.kind === 'pipe' ? `(${pipeText(operand)})` : operandText(operand))).join(' ')

export function pipeText(pipe: Pipe): string {
  const declared = pipe.variables.length > 0 ? `${pipe.variables.join(', ')} ${pipe.assign ? '=' : ':='} ` : ''
  return declared + pipe.commands.map(commandText).join(' | ')
}
