import { describe, expect, test } from 'vitest'
import { executable, file } from '../../../kernel/fs/tree.ts'
import { testHost } from '../../../testing/host.ts'
import { editorPrograms } from '../table.ts'

function open(text: string | undefined, version = '7.2') {
  const host = testHost({
    programs: [editorPrograms],
    files: { ...(text === undefined ? {} : { '/root/t': file(text) }), '/bin/n': executable('editors/nano', 40_000, { version }) },
  })
  const window = host.terminal({ argv: ['/bin/n', 't'] })
  return { window, rows: () => window.screen().split('\n'), content: () => host.run(['less', 't']).stdout }
}

describe('nano', () => {
  test('a new file, typed, saved on leaving', () => {
    const { window, rows, content } = open(undefined)
    expect(rows()[0]).toMatch(/^ {2}GNU nano 7\.2 {24,30}t$/)
    expect(rows()[21]?.trim()).toBe('[ New File ]')
    expect(rows()[22]).toBe('^G Help      ^O Write Out ^W Where Is  ^K Cut       ^T Execute   ^C Location')
    window.type('FROM httpd:2.4\rCOPY a b')
    expect(rows()[0]).toContain('t *')
    window.type('\x18')
    expect(rows()[21]).toBe('Save modified buffer?')
    window.type('y')
    expect(rows()[21]).toBe('File Name to Write: t')
    window.type('\r')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
    expect(content()).toBe('FROM httpd:2.4\nCOPY a b\n')
  })
  test('the old release has its own words', () => {
    const { window, rows } = open('a\nb\n', '2.3.1')
    expect(rows()[0]).toMatch(/^ {2}GNU nano 2\.3\.1 +File: t$/)
    expect(rows()[21]?.trim()).toBe('[ Read 2 lines ]')
    expect(rows()[23]).toBe('^X Exit      ^J Justify   ^W Where Is  ^V Next Page ^U UnCut Text^T To Spell')
    window.type('x\x18')
    expect(rows()[21]).toBe('Save modified buffer (ANSWERING "No" WILL DESTROY CHANGES) ?')
    window.type('n')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
  })
  test.each([
    ['cut and uncut', 'a\nb\nc\n', '\x0b\x0b\x1b[B\x15', 'c\na\nb\n'],
    ['Backspace joins, Del takes', 'ab\ncd\n', '\x1b[B\x7f\x04', 'abd\n'],
    ['undo', 'ab\n', 'x\x1b[C\x1bu', 'ab\n'],
    ['search', 'one\ntwo\n', '\x17TWO\rX', 'one\nXtwo\n'],
    ['replace', 'aXbXc\n', '\x1cX\r--\ryy', 'a--b--c\n'],
    ['go to a line', 'a\nb\nc\n', '\x1f3\rX', 'a\nb\nXc\n'],
    ['accents', 'ação\n', '\x05!', 'ação!\n'],
  ])('%s', (_, text, keys, result) => {
    const { window, content } = open(text)
    window.type(keys)
    window.type('\x0f\r')
    expect(window.screen()).toMatch(/\[ Wrote \d lines? \]/)
    window.type('\x18')
    expect(content()).toBe(result)
  })
})
