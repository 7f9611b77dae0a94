import { describe, expect, test } from 'vitest'
import { shellPrograms } from '../../shell/table.ts'
import { testHost } from '../../testing/host.ts'
import { coreutilsPrograms } from '../coreutils/table.ts'
import { pythonPrograms } from './table.ts'

const host = testHost({ programs: [pythonPrograms, shellPrograms, coreutilsPrograms] })
const run = (source: string) => host.run(['python3', '-c', source])
const output = (source: string) => {
  const { stdout, stderr } = run(source)
  expect(stderr).toBe('')
  return stdout
}

describe('the language', () => {
  test('numbers and strings print as Python prints them', () => {
    expect(output("print('olá', 7 / 2, 7 // 2, -7 // 2, -7 % 3, 2 ** 100, 0.1 + 0.2, 1e16, 1e-5, 100.0)")).toBe(
      'olá 3.5 3 -4 2 1267650600228229401496703205376 0.30000000000000004 1e+16 1e-05 100.0\n',
    )
    expect(output('x = 3.14159\nprint(f"{x:.2f}|{42:>5}|{1234567:,}|{\'a\':^5}|{x=}|{255:#x}")')).toBe('3.14|   42|1,234,567|  a  |x=3.14159|0xff\n')
    expect(output("print('%s is %d years, %.1f%%' % ('Ana', 30, 99.5), [1, 'a', None, (1,)], {'k': {1}})")).toBe(
      "Ana is 30 years, 99.5% [1, 'a', None, (1,)] {'k': {1}}\n",
    )
  })

  test('comprehensions, generators, classes, closures and match', () => {
    const source = `
from dataclasses import dataclass
@dataclass
class Point:
    x: int
    y: int = 0
class Animal:
    def __init__(self, name): self.name = name
    @property
    def loud(self): return self.name.upper()
class Dog(Animal):
    def __init__(self, name):
        super().__init__(name)
    def __str__(self): return f"Dog({self.name})"
def count(n):
    while n:
        yield n
        n -= 1
def outer():
    total = 0
    def add(n):
        nonlocal total
        total += n
        return total
    return add
add = outer()
add(2)
print([x * x for x in range(5) if x % 2], list(count(3)), add(5), Dog("rex"), Dog("rex").loud, Point(1), Point(1) == Point(1))
a, *b = "abc"
match {"kind": "circle", "r": 2}:
    case {"kind": "circle", "r": r}:
        print(a, b, r, sorted({"b": 1, "a": 2}), max([3, 9, 2], key=lambda v: -v))
`
    expect(output(source)).toBe("[1, 9] [3, 2, 1] 7 Dog(rex) REX Point(x=1, y=0) True\na ['b', 'c'] 2 ['a', 'b'] 2\n")
  })

  test('exceptions nobody catches are shown with their places', () => {
    const files = { '/srv/app.py': 'def half(n):\n    return n / 0\n\nprint("start")\nhalf(2)\n' }
    const { stdout, stderr, exitCode } = testHost({ programs: [pythonPrograms], files }).run(['python3', '/srv/app.py'])
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: 'start\n',
      stderr:
        'Traceback (most recent call last):\n  File "/srv/app.py", line 5, in <module>\n    half(2)\n  File "/srv/app.py", line 2, in half\n    return n / 0\n           ~~^~~\nZeroDivisionError: division by zero\n',
      exitCode: 1,
    })
  })

  test('try, finally, with and the exit status', () => {
    expect(output('try:\n    {}["k"]\nexcept KeyError as e:\n    print("no", e)\nelse:\n    print("else")\nfinally:\n    print("end")')).toBe(
      "no 'k'\nend\n",
    )
    expect(run('import sys; sys.exit(3)').exitCode).toBe(3)
    expect(run('raise ValueError("bad")').stderr).toBe(
      'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\nValueError: bad\n',
    )
  })

  test('what the compiler refuses', () => {
    const files = { '/a.py': 'print "hi"\n', '/b.py': 'if True\n    pass\n', '/c.py': 'def f():\nx = 1\n' }
    const other = testHost({ programs: [pythonPrograms], files })
    expect(other.run(['python3', '/a.py']).stderr).toBe(
      '  File "/a.py", line 1\n    print "hi"\n    ^^^^^^^^^^\nSyntaxError: Missing parentheses in call to \'print\'. Did you mean print(...)?\n',
    )
    expect(other.run(['python3', '/b.py']).stderr).toBe('  File "/b.py", line 1\n    if True\n           ^\nSyntaxError: expected \':\'\n')
    expect(other.run(['python3', '/c.py']).stderr).toContain('IndentationError: expected an indented block after function definition on line 1\n')
  })
})

describe('the library', () => {
  test('json, re, collections, itertools, functools', () => {
    expect(output('import json; print(json.dumps({"a": [1, 2.5, None, True], "é": "x"}), json.loads(\'{"k": [1, "\\u00e9"]}\'))')).toBe(
      '{"a": [1, 2.5, null, true], "\\u00e9": "x"} {\'k\': [1, \'é\']}\n',
    )
    expect(
      output('import re; print(re.findall(r"(\\w)=(\\d+)", "a=1 b=22"), re.sub(r"\\d+", "#", "a1b22"), re.match(r"(?P<n>x+)", "xxy").group("n"))'),
    ).toBe("[('a', '1'), ('b', '22')] a#b# xx\n")
    expect(
      output('from collections import Counter, namedtuple; P = namedtuple("P", "x y"); print(Counter("banana").most_common(1), P(1, 2).y, P(1, 2))'),
    ).toBe("[('a', 3)] 2 P(x=1, y=2)\n")
  })

  test('os, subprocess and files', () => {
    expect(
      output(
        'import os, subprocess\nwith open("/tmp/t.txt", "w") as f:\n    f.write("one\\ntwo\\n")\nfor line in open("/tmp/t.txt"):\n    print(line.strip())\nprint(os.path.exists("/tmp/t.txt"), os.path.join("a", "b"), subprocess.run(["echo", "hi"], capture_output=True, text=True).stdout)',
      ),
    ).toBe('one\ntwo\nTrue a/b hi\n\n')
    expect(run('open("/nope")').stderr).toContain("FileNotFoundError: [Errno 2] No such file or directory: '/nope'\n")
  })

  test('threads wait for each other', () => {
    expect(
      output(
        'import threading, time\ndef work(n):\n    time.sleep(n)\n    print("done", n)\nts = [threading.Thread(target=work, args=(n,)) for n in (2, 1)]\nfor t in ts: t.start()\nfor t in ts: t.join()\nprint("all")',
      ),
    ).toBe('done 1\ndone 2\nall\n')
  })
})

describe('the process', () => {
  test('output is held back unless -u or PYTHONUNBUFFERED', () => {
    const source = 'import time\nprint("a")\ntime.sleep(60)'
    const outputs = [
      ['python3', '-c', source],
      ['python3', '-u', '-c', source],
    ].map((argv) => {
      const started = host.start(argv)
      host.advance(5000)
      return started.stdout()
    })
    expect(outputs).toEqual(['', 'a\n'])
  })

  test('scripts from standard input, versions, what is not there', () => {
    expect(host.run(['python3'], { stdin: 'print(1 + 1)\n' }).stdout).toBe('2\n')
    expect(host.run(['python3', '-V']).stdout).toBe('Python 3.12.4\n')
    expect(run('import nothing').stderr).toContain("ModuleNotFoundError: No module named 'nothing'\n")
    expect(host.run(['python3', 'no.py'], { cwd: '/tmp' })).toMatchObject({
      stderr: "/bin/python3: can't open file '/tmp/no.py': [Errno 2] No such file or directory\n",
      exitCode: 2,
    })
  })

  test('the prompt', () => {
    const terminal = host.terminal({ cols: 80, rows: 24, argv: ['python3'] })
    host.advance(100)
    terminal.type('1 + 1\r')
    host.advance(100)
    for (const line of ['for i in range(2):', '    print(i)', '']) {
      terminal.type(`${line}\r`)
      host.advance(100)
    }
    expect(terminal.screen()).toContain('>>> 1 + 1\n2\n>>> for i in range(2):\n...     print(i)\n...\n0\n1\n>>>')
  })
})
