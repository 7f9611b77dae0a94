import { describe, expect, test } from 'vitest'
import { executable, file } from '../../../kernel/fs/tree.ts'
import { testHost } from '../../../testing/host.ts'
import { editorPrograms } from '../table.ts'

const table = [editorPrograms]

/** Edits a text with keys; the text that `:w` stored and where the cursor was (line and column from 1). */
function edit(text: string, keys: string, version = '9.0.1378') {
  const host = testHost({ programs: table, files: { '/root/t': file(text), '/bin/v': executable('editors/vim', 40_000, { version }) } })
  const window = host.terminal({ argv: ['/bin/v', 't'] })
  window.type(keys)
  window.type('\x1b')
  const where = window.cursor()
  const shown = window.screen()
  window.type(':w! /root/out\r')
  const { stdout } = host.run(['/bin/v', '-es', '/root/out', '-c', '%p', '-c', 'q!'])
  return { text: stdout, cursor: [where.row + 1, where.column + 1], shown }
}

describe('normal mode changes text as vim does', () => {
  const cases: readonly (readonly [name: string, text: string, keys: string, result: string, cursor?: readonly [number, number]])[] = [
    ['x', 'hello\n', 'x', 'ello\n', [1, 1]],
    ['3x', 'hello\n', 'l3x', 'ho\n', [1, 2]],
    ['X', 'hello\n', '$X', 'helo\n', [1, 4]],
    ['dw', 'one two three\n', 'dw', 'two three\n', [1, 1]],
    ['dw at the last word keeps the line', 'one two\nthree\n', 'wdw', 'one \nthree\n', [1, 4]],
    ['d2w', 'one two three\n', 'd2w', 'three\n', [1, 1]],
    ['cw keeps the blank', 'one two\n', 'cwuno', 'uno two\n', [1, 3]],
    ['ciw', 'one two\n', 'wciwdue', 'one due\n', [1, 7]],
    ['daw', 'one two three\n', 'wdaw', 'one three\n', [1, 5]],
    ['ci"', 'x = "abc" + 1\n', 'ci"new', 'x = "new" + 1\n', [1, 8]],
    ['di(', 'f(a, (b), c)\n', 'fa' + 'di(', 'f()\n', [1, 3]],
    ['da{', 'if (x) { y }\n', 'fyda{', 'if (x) \n', [1, 7]],
    ['di{ of several lines', 'f {\n  a\n  b\n}\n', 'jdi{', 'f {\n}\n', [2, 1]],
    ['cit', '<b>old</b>\n', 'fdcitnew', '<b>new</b>\n', [1, 6]],
    ['dip', 'a\nb\n\nc\n', 'dip', '\nc\n', [1, 1]],
    ['dap', 'a\nb\n\nc\n', 'dap', 'c\n', [1, 1]],
    ['dd', 'a\nb\nc\n', 'jdd', 'a\nc\n', [2, 1]],
    ['2dd', 'a\nb\nc\n', '2dd', 'c\n', [1, 1]],
    ['dj', 'a\nb\nc\n', 'dj', 'c\n', [1, 1]],
    ['dG', 'a\nb\nc\n', 'jdG', 'a\n', [1, 1]],
    ['dgg', 'a\nb\nc\n', 'jdgg', 'c\n', [1, 1]],
    ['D', 'hello world\n', 'wD', 'hello \n', [1, 6]],
    ['C', 'hello world\n', 'wCx', 'hello x\n', [1, 7]],
    ['cc', 'a\nb\n', 'ccnew', 'new\nb\n', [1, 3]],
    ['S', 'a\nb\n', 'jSnew', 'a\nnew\n', [2, 3]],
    ['s', 'abc\n', '2sX', 'Xc\n', [1, 1]],
    ['r', 'abc\n', 'rX', 'Xbc\n', [1, 1]],
    ['3r', 'abcd\n', '3rx', 'xxxd\n', [1, 3]],
    ['R', 'abcdef\n', 'lRXY', 'aXYdef\n', [1, 3]],
    ['R with Backspace', 'abcdef\n', 'RXYZ\x7f\x7f', 'Xbcdef\n'],
    ['~', 'abc\n', '2~', 'ABc\n', [1, 3]],
    ['J', 'a\n   b\n', 'J', 'a b\n', [1, 2]],
    ['3J', 'a\nb\n)c\n', '3J', 'a b)c\n'],
    ['gJ', 'a\n b\n', 'gJ', 'a b\n'],
    ['yyp', 'a\nb\n', 'yyp', 'a\na\nb\n', [2, 1]],
    ['yyP', 'a\nb\n', 'jyyP', 'a\nb\nb\n', [2, 1]],
    ['xp', 'ab\n', 'xp', 'ba\n', [1, 2]],
    ['ywP', 'one two\n', 'wyiw0P', 'twoone two\n', [1, 3]],
    ['3p', 'ab\n', 'x3p', 'baaa\n', [1, 4]],
    ['named register', 'a\nb\n', '"ayyj"ap', 'a\nb\na\n'],
    ['append to a register', 'a\nb\n', '"ayyj"Ayy"ap', 'a\nb\na\nb\n'],
    ['numbered registers', 'a\nb\nc\n', 'dddd"2p', 'c\na\n'],
    ['u and Ctrl-R', 'a\nb\n', 'ddddu', 'b\n'],
    ['redo', 'a\nb\n', 'ddu\x12', 'b\n'],
    ['dot', 'one two three four\n', 'dw..', 'four\n'],
    ['dot with insertion', 'a\nb\n', 'Ax\x1bj.', 'ax\nbx\n'],
    ['dot with count', 'abcdefgh\n', '2x3.', 'fgh\n'],
    ['dot after ciw', 'a b\n', 'ciwxy\x1bw.', 'xy xy\n'],
    ['>>', 'a\nb\n', '>>', '\ta\nb\n', [1, 8 + 1]],
    ['<<', '\t\ta\n', '<<', '\ta\n'],
    ['>j with sw and et', 'a\nb\n', ':set sw=2 et\r>j', '  a\n  b\n', [1, 3]],
    ['guu gUU', 'AbC\nDeF\n', 'guujgUU', 'abc\nDEF\n'],
    ['gUiw', 'one two\n', 'wgUiw', 'one TWO\n', [1, 5]],
    ['g~w', 'oNe two\n', 'g~w', 'OnE two\n'],
    ['f and ;', 'a.b.c.d\n', 'f.;x', 'a.bc.d\n'],
    ['dt and ,', 'a.b.c.d\n', '$F.F.,dt.', 'a.b.c.d\n'],
    ['ct', 'say(hello)\n', 'fhct)bye', 'say(bye)\n'],
    ['d%', 'f(a) + g(b)\n', 'f(d%', 'f + g(b)\n'],
    ['marks', 'a\nb\nc\n', "majjd'a", ''],
    ['macro', 'a\nb\nc\n', 'qqA!\x1bjq2@q', 'a!\nb!\nc!\n'],
    ['i with count', 'x\n', '3iab\x1b', 'abababx\n'],
    ['o', 'a\nb\n', 'onew', 'a\nnew\nb\n', [2, 3]],
    ['O', 'a\nb\n', 'Onew', 'new\na\nb\n', [1, 3]],
    ['o with autoindent', '  a\n', ':set ai\rox\ry', '  a\n  x\n  y\n'],
    ['I and A', '  a\n', 'Ix\x1bAy', '  xay\n'],
    ['Ctrl-W and Ctrl-U', '\n', 'ione two\x17three', 'one three\n'],
    ['insert arrows', 'ab\n', 'A\x1b[D\x1b[DX', 'Xab\n'],
    ['application arrows', 'ab\n', '\x1bOCix', 'axb\n'],
    ['Enter splits', 'ab\n', 'li\r', 'a\nb\n'],
    ['Backspace joins', 'a\nb\n', 'ji\x7f', 'ab\n'],
    ['Ctrl-V inserts a tab with expandtab', '\n', ':set et\ri\x16\tx', '\tx\n'],
    ['Ctrl-A', 'v1.9\n', '2\x01', 'v3.9\n'],
    ['v', 'hello world\n', 'vey$p', 'hello worldhello\n'],
    ['V', 'a\nb\nc\n', 'Vjd', 'c\n'],
    ['visual c', 'abc\n', 'vlcX', 'Xc\n'],
    ['visual r', 'abc\n', 'vlrx', 'xxc\n'],
    ['visual u and U', 'AbC\n', 'VU', 'ABC\n'],
    ['visual >', 'a\nb\n', ':set sw=4 et\rVj>', '    a\n    b\n'],
    ['visual J', 'a\nb\nc\n', 'VjjJ', 'a b c\n'],
    ['visual p', 'one two\n', 'yiwwviwp', 'one one\n'],
    ['visual o', 'abcdef\n', 'llvlohd', 'aef\n'],
    ['vi(', 'f(abc)\n', 'fbvi(d', 'f()\n'],
    ['block delete', 'abc\nabc\nabc\n', 'l\x16jjd', 'ac\nac\nac\n'],
    ['block insert', 'a\nb\nc\n', '\x16jjI# \x1b', '# a\n# b\n# c\n'],
    ['block append', 'ab\nab\n', '\x16j$A!\x1b', 'ab!\nab!\n'],
    ['block yank and put', 'ab\ncd\n', '\x16jy$p', 'aba\ncdc\n'],
    ['search motion', 'a foo b\n', 'd/foo\r', 'foo b\n'],
    ['n', 'x1 x2 x3\n', '/x\rnD', 'x1 x2 \n'],
    ['*', 'foo bar foo\n', '*D', 'foo bar \n'],
    ['accents', 'ação é\n', 'wx', 'ação \n'],
    ['ge', 'one two\n', 'wgex', 'on two\n'],
    ['dd of the only line', 'a\n', 'dd', ''],
    ['P before', 'a b\n', 'wdwP', 'ab \n'],
    ['ZZ is another test', 'a\n', 'ix', 'xa\n'],
  ]
  for (const [name, text, keys, result, cursor] of cases) {
    test(name, () => {
      const done = edit(text, keys)
      expect(done.text).toBe(result)
      if (cursor) expect(done.cursor).toEqual(cursor)
    })
  }
})

describe('ex commands', () => {
  const cases: readonly (readonly [line: string, text: string, result: string])[] = [
    ['s/a/X/', 'aa\naa\n', 'Xa\naa\n'],
    ['%s/a/X/g', 'aa\naa\n', 'XX\nXX\n'],
    ['2,3s/^/# /', 'a\nb\nc\n', 'a\n# b\n# c\n'],
    ['%s/\\(\\w*\\) \\(\\w*\\)/\\2 \\1/', 'one two\n', 'two one\n'],
    ['%s/\\v(\\w+) (\\w+)/\\2, \\1/', 'one two\n', 'two, one\n'],
    ['%s#/usr#/opt#', '/usr/bin\n', '/opt/bin\n'],
    ['%s/o/[&]/g', 'foo\n', 'f[o][o]\n'],
    ['%s/\\<./\\u&/g', 'one two\n', 'One Two\n'],
    ['%s/,/\\r/g', 'a,b,c\n', 'a\nb\nc\n'],
    ['%s/\\n/ /', 'a\nb\n', 'a b \n'],
    ['%s/A/x/i', 'a\n', 'x\n'],
    ['g/b/d', 'a\nb\nab\nc\n', 'a\nc\n'],
    ['v/b/d', 'a\nb\nab\nc\n', 'b\nab\n'],
    ['g/^/m0', 'a\nb\nc\n', 'c\nb\na\n'],
    ['g/a/s/$/!/', 'a\nb\na\n', 'a!\nb\na!\n'],
    ['1,2d', 'a\nb\nc\n', 'c\n'],
    ['$d', 'a\nb\nc\n', 'a\nb\n'],
    ['1m$', 'a\nb\nc\n', 'b\nc\na\n'],
    ['1t.', 'a\nb\n', 'a\na\nb\n'],
    ['1,3j', 'a\nb\nc\n', 'a b c\n'],
    ['2y|1put', 'a\nb\n', 'a\nb\nb\n'],
    ['%norm A;', 'a\nb\n', 'a;\nb;\n'],
    ['2>', 'a\nb\n', 'a\n\tb\n'],
    ['/b/d', 'a\nb\nc\n', 'a\nc\n'],
    ['.,+1d', 'a\nb\nc\n', 'c\n'],
    ['sort', 'b\na\nc\n', 'a\nb\nc\n'],
    ['sort! n', '2\n10\n1\n', '10\n2\n1\n'],
  ]
  test.each(cases)(':%s', (line, text, result) => expect(edit(text, `:${line}\r`).text).toBe(result))
})

describe('the screen', () => {
  test('a new file, written: the words of 7.4 and of 9.0', () => {
    for (const [version, opened, written] of [
      ['7.4.629', '"Dockerfile" [New File]', '"Dockerfile" [New] 2L, 61C written'],
      ['9.0.1378', '"Dockerfile" [New]', '"Dockerfile" [New] 2L, 61B written'],
    ] as const) {
      const host = testHost({ programs: table, files: { '/bin/vi': executable('editors/vim', 40_000, { version }) } })
      const window = host.terminal({ argv: ['vi', 'Dockerfile'] })
      expect(window.screen().split('\n')[23]?.startsWith(opened)).toBe(true)
      expect(window.screen().split('\n')[23]).toContain('0,0-1         All')
      window.type('i')
      expect(window.screen().split('\n')[23]).toMatch(/^-- INSERT -- +0,1 +All$/)
      window.type('FROM httpd:2.4\rCOPY ./public-html/ /usr/local/apache2/htdocs')
      window.type('\x1b:w\r')
      expect(window.screen().split('\n')[23]?.startsWith(written)).toBe(true)
      window.type(':q\r')
      expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
      expect(host.run(['vi', '-es', 'Dockerfile', '-c', '%p', '-c', 'q']).stdout).toBe(
        'FROM httpd:2.4\nCOPY ./public-html/ /usr/local/apache2/htdocs\n',
      )
    }
  })
  test.each([
    ['ix\x1b:q\r', 'E37: No write since last change (add ! to override)'],
    [':foo\r', 'E492: Not an editor command: foo'],
    ['/nope\r', 'E486: Pattern not found: nope'],
    [':w /no/where\r', `"/no/where" E212: Can't open file for writing`],
    [':set ro\r:w\r', "E45: 'readonly' option is set (add ! to override)"],
    [':set foo\r', 'E518: Unknown option: foo'],
    [':w /etc/passwd\r', 'E13: File exists (add ! to override)'],
    ['ddu', '1 more line; before #1  0 seconds ago'],
    ['dd', '"t" 3L, 12B'],
    ['yyp' + 'u', '1 line less; before #1  0 seconds ago'],
    ['yy5p', '5 more lines'],
    ['3yy', '3 lines yanked'],
    [':%s/o/0/g\r', '4 substitutions on 3 lines'],
    ['u', 'Already at oldest change'],
    ['G/one\r', 'search hit BOTTOM, continuing at TOP'],
    ['\x03', 'Type  :qa  and press <Enter> to exit Vim'],
  ])('%j says %s', (keys, words) => {
    const host = testHost({ programs: table, files: { '/root/t': file('one\ntwo\nfoo\n') } })
    const window = host.terminal({ argv: ['vim', 't'] })
    window.type(keys)
    const foot = window.screen().split('\n')[23] ?? ''
    expect(foot.slice(0, 62).trimEnd()).toBe(words)
  })
  test('tildes, numbers, wrapping, a resize', () => {
    const host = testHost({ programs: table, files: { '/root/t': file('one\ttwo\n12345678901234567890123\n') } })
    const window = host.terminal({ argv: ['vim', 't'], cols: 20, rows: 8 })
    expect(window.screen().split('\n').slice(0, 4)).toEqual(['one     two', '12345678901234567890', '123', '~'])
    window.type(':set nu\r')
    expect(window.screen().split('\n').slice(0, 3)).toEqual(['  1 one     two', '  2 1234567890123456', '    7890123'])
    window.resize(15, 6)
    expect(window.screen().split('\n').slice(0, 5)).toEqual(['  1 one     two', '  2 12345678901', '    23456789012', '    3', '~'])
  })
  test('scrolling, and the ruler', () => {
    const text = Array.from({ length: 100 }, (_, i) => `line ${i + 1}\n`).join('')
    const host = testHost({ programs: table, files: { '/root/t': file(text) } })
    const window = host.terminal({ argv: ['vim', '+50', 't'] })
    expect(window.screen()).toContain('line 50')
    window.type('G')
    expect(window.screen().split('\n')[22]).toBe('line 100')
    expect(window.screen().split('\n')[23]).toMatch(/100,1 +Bot$/)
    window.type('gg\x06')
    expect(window.screen().split('\n')[0]).toBe('line 22')
  })
  test('the screen that was there comes back', () => {
    const host = testHost({ programs: table, files: { '/root/t': file('one\n') } })
    const window = host.terminal({ argv: ['vim', 't'] })
    window.type('ZZ')
    expect(window.screen()).toBe('')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
    expect(window.terminal.termios.icanon).toBe(true)
  })
  test('several files', () => {
    const host = testHost({ programs: table, files: { '/root/a': file('a\n'), '/root/b': file('b\n') } })
    const window = host.terminal({ argv: ['vim', 'a', 'b'] })
    window.type(':q\r')
    expect(window.screen()).toContain('E173: 1 more file to edit')
    window.type(':n\r')
    expect(window.screen()).toContain('"b" 1L, 2B')
    window.type(':n\r')
    expect(window.screen()).toContain('E165: Cannot go beyond last file')
  })
  test('many lines at once are drawn once', () => {
    const host = testHost({ programs: table })
    const window = host.terminal({ argv: ['vim', 'new'] })
    const before = window.output().length
    window.type(`i${'a line of text\r'.repeat(200)}\x1b`)
    expect(window.screen()).toContain('201,0-1')
    expect(window.output().length - before).toBeLessThan(20_000)
  })
})
