import type * as Unbash from 'unbash'
import type { Test } from '../syntax.ts'
import { Word } from '../word.ts'

/** Expressions of `[[ … ]]`. */
export function adaptTest(node: Unbash.TestExpression): Test {
  switch (node.type) {
    case 'TestUnary':
      return node.operator === '-n' && node.operand.pos === node.pos
        ? { kind: 'word', word: new Word(node.operand.text) }
        : { kind: 'unary', operator: node.operator, operand: new Word(node.operand.text) }
    case 'TestBinary':
      return { kind: 'binary', operator: node.operator, left: new Word(node.left.text), right: new Word(node.right.text) }
    case 'TestLogical':
      return { kind: node.operator === '&&' ? 'and' : 'or', operands: node.operands.map(adaptTest) }
    case 'TestNot': {
      const operand = adaptTest(node.operand)
      return node.negations.length % 2 === 1 ? { kind: 'not', operand } : operand
    }
    case 'TestGroup':
      return { kind: 'group', test: adaptTest(node.expression) }
  }
}
