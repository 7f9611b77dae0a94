import { describe, expect, test } from 'vitest'
import { file } from '../../kernel/fs/tree.ts'
import { testHost } from '../../testing/host.ts'
import { editorPrograms } from './table.ts'

const text = Array.from({ length: 100 }, (_, i) => `line ${i + 1}\n`).join('')
const files = { '/root/t': file(text), '/root/short': file('a\nb\n') }
const open = (argv: readonly string[]) => testHost({ programs: [editorPrograms], files }).terminal({ argv, rows: 11 })
const rows = (screen: string) => screen.split('\n')

describe('less', () => {
  test('pages, with its prompts', () => {
    const window = open(['less', 't'])
    expect(rows(window.screen())).toEqual([...Array.from({ length: 10 }, (_, i) => `line ${i + 1}`), 't'])
    window.type(' ')
    expect(rows(window.screen())[0]).toBe('line 11')
    expect(rows(window.screen())[10]).toBe(':')
    window.type('j')
    expect(rows(window.screen())[0]).toBe('line 12')
    window.type('b')
    expect(rows(window.screen())[0]).toBe('line 2')
    window.type('G')
    expect(rows(window.screen())[0]).toBe('line 91')
    expect(rows(window.screen())[10]).toBe('(END)')
    window.type('50g')
    expect(rows(window.screen())[0]).toBe('line 50')
    window.type('q')
    expect(window.screen()).toBe('')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
  })
  test('searches and filters', () => {
    const window = open(['less', 't'])
    window.type('/5$\r')
    expect(rows(window.screen())[0]).toBe('line 5')
    window.type('n')
    expect(rows(window.screen())[0]).toBe('line 15')
    window.type('N')
    expect(rows(window.screen())[0]).toBe('line 5')
    window.type('/nothing\r')
    expect(rows(window.screen())[10]).toBe('Pattern not found')
    window.type('&7\r')
    expect(rows(window.screen()).slice(0, 3)).toEqual(['line 7', 'line 17', 'line 27'])
  })
  test('a short file, numbered; -F leaves it on the screen', () => {
    const window = open(['less', '-N', 'short'])
    expect(rows(window.screen()).slice(0, 3)).toEqual(['      1 a', '      2 b', '~'])
    expect(rows(window.screen())[10]).toBe('short (END)')
    const quick = open(['less', '-F', 'short'])
    expect(quick.screen()).toBe('a\nb')
    expect(quick.process.status).toEqual({ kind: 'exited', code: 0 })
  })
  test('problems', () => {
    const host = testHost({ programs: [editorPrograms], files })
    expect(host.run(['less', '/nope']).stderr).toBe('/nope: No such file or directory\n')
    expect(host.run(['less', 'short']).stdout).toBe('a\nb\n')
    expect(open(['less']).screen()).toBe('Missing filename ("less --help" for help)')
  })
})

describe('more', () => {
  test('pages in place', () => {
    const window = open(['more', 't'])
    expect(rows(window.screen())[10]).toBe('--More--(8%)')
    window.type('\r')
    expect(rows(window.screen())[9]).toBe('line 11')
    window.type('q')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
  })
})

describe('man', () => {
  test('shows a page with less, or says there is none', () => {
    const window = open(['man', 'ls'])
    const shown = rows(window.screen())
    expect(shown[0]).toMatch(/^LS\(1\) +User Commands +LS\(1\)$/)
    expect(shown[3]).toBe('       ls - list directory contents')
    expect(shown[10]).toBe(' Manual page ls(1) line 1 (press h for help or q to quit)')
    window.type('q')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
    const host = testHost({ programs: [editorPrograms] })
    expect(host.run(['man', 'nope'])).toMatchObject({ stderr: 'No manual entry for nope\n', exitCode: 16 })
    expect(host.run(['man', '-f', 'ps']).stdout).toBe('ps (1)               - report a snapshot of the current processes\n')
    expect(host.run(['man']).stderr).toBe("What manual page do you want?\nFor example, try 'man man'.\n")
  })
})

describe('tput, clear', () => {
  test('sizes and sequences', () => {
    const window = open(['tput', 'cols'])
    expect(window.screen()).toBe('80')
    expect(open(['clear']).output()).toBe('\x1b[H\x1b[2J\x1b[3J')
    const host = testHost({ programs: [editorPrograms] })
    expect(host.run(['tput', 'setaf', '1'], { env: { TERM: 'xterm' } }).stdout).toBe('\x1b[31m')
    expect(host.run(['tput', 'nope'], { env: { TERM: 'xterm' } })).toMatchObject({
      exitCode: 4,
      stderr: "tput: unknown terminfo capability 'nope'\n",
    })
    expect(host.run(['clear'])).toMatchObject({ exitCode: 1, stderr: 'TERM environment variable not set.\n' })
  })
})
