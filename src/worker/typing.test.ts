import { beforeEach, expect, test } from 'vitest'
import type { Lab } from '../engine/lab/lab.ts'
import { Typing } from './typing.ts'

let keys: string[]
let terminal: { alive: boolean; atPrompt: boolean; awaitsInput: boolean }
let clock: { nowMs: number }
let lab: Lab
let typing: Typing

beforeEach(() => {
  keys = []
  terminal = { alive: true, atPrompt: true, awaitsInput: true }
  clock = { nowMs: 0 }
  typing = new Typing()
  // Typing needs of a lab only these.
  lab = { clock, terminals: new Map([['1', terminal]]), apply: (input: { data: string }) => keys.push(input.data) } as unknown as Lab
})

const turns = (count: number) => {
  for (let turn = 0; turn < count; turn++) typing.advance(lab)
}

test('lines are typed one by one, each at a prompt', () => {
  typing.add('1', 'ls\npwd')
  turns(2)
  expect(keys).toEqual(['ls\r'])
  terminal.atPrompt = terminal.awaitsInput = false
  turns(3)
  expect(keys).toEqual(['ls\r'])
  terminal.atPrompt = true
  turns(3)
  expect(keys).toEqual(['ls\r', 'pwd\r'])
})

test('what runs is interrupted first, once', () => {
  terminal.atPrompt = terminal.awaitsInput = false
  typing.add('1', 'ls')
  turns(4)
  expect(keys).toEqual(['\x03'])
  terminal.atPrompt = true
  turns(1)
  expect(keys).toEqual(['\x03', 'ls\r'])
})

test('a program that is no shell gets its line when it has waited quietly', () => {
  typing.add('1', 'vi x\n:q!\n^[')
  turns(2)
  terminal.atPrompt = false
  turns(2)
  expect(keys).toEqual(['vi x\r'])
  clock.nowMs = 400
  turns(1)
  expect(keys).toEqual(['vi x\r', ':q!\r'])
  turns(1)
  clock.nowMs = 800
  turns(1)
  expect(keys.at(-1)).toBe('\x1b')
})

test('what is asked for a dead terminal is dropped', () => {
  terminal.alive = false
  typing.add('1', 'ls')
  turns(2)
  terminal.alive = true
  turns(2)
  expect(keys).toEqual([])
})

test('lines added while others wait do not interrupt those', () => {
  typing.add('1', 'sleep 5')
  typing.add('1', 'ls')
  turns(2)
  terminal.atPrompt = terminal.awaitsInput = false
  turns(3)
  expect(keys).toEqual(['sleep 5\r'])
})
