import { expect, test } from 'vitest'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

test('journalctl takes the number of lines after a space, as people type it', () => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  const lines = (command: string): readonly string[] =>
    runCommand(opened.value, opened.value.firstHost, command)
      .stdout.split('\n')
      .filter((line) => line !== '' && !line.startsWith('--'))
  const all = lines('journalctl -u docker --no-pager -n all')
  expect(all.length).toBeGreaterThan(3)
  expect(lines('journalctl -u docker -n 2 --no-pager')).toEqual(all.slice(-2))
  expect(lines('journalctl -u docker --lines 1 --no-pager')).toEqual(all.slice(-1))
  expect(lines('journalctl -u docker -n --no-pager').length).toBe(Math.min(10, all.length))
})
