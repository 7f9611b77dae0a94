import { expect, test } from 'vitest'
import { bootPrograms } from './boot-programs.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { ArrivingSupply, type Supply } from './supply.ts'
import { worlds } from './worlds/worlds.ts'

function atFirstPrompt(supply: Supply): Lab {
  const opened = Lab.open({ worlds, supply, world: 'workshop', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  const lab = opened.value
  lab.apply({ kind: 'open-terminal', terminal: '1', host: lab.firstHost, cols: 80, rows: 24 })
  while (!lab.terminals.get('1')?.atPrompt) lab.advance(5)
  return lab
}

test('a world boots to its first prompt before the rest of its programs has come, to the same state', () => {
  expect(atFirstPrompt(new ArrivingSupply(bootPrograms)).stateHash()).toBe(atFirstPrompt(wholeSupply()).stateHash())
})

test('a program that has not come yet is not mistaken for one that does not exist', () => {
  const supply = new ArrivingSupply(bootPrograms)
  const lab = atFirstPrompt(supply)
  const failures: unknown[] = []
  lab.listener = { ...lab.listener, failure: (error) => failures.push(error) }
  expect(() => {
    lab.apply({ kind: 'keys', terminal: '1', data: 'ls /\r' })
    lab.advance(100)
    if (failures.length > 0) throw failures[0]
  }).toThrow('coreutils/ls runs before it was loaded')
  supply.complete(wholeSupply())
  expect(supply.programs.get('coreutils/ls')).toBeDefined()
  expect(supply.programs.get('no/such')).toBeUndefined()
})
