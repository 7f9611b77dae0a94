import { describe, expect, it } from 'vitest'
import { directory, file, symlink } from '../../kernel/fs/tree.ts'
import { testHost } from '../../testing/host.ts'
import type { RecordedCase } from '../testing/recorded.ts'
import { playRecorded } from '../testing/recorded.ts'
import recorded from './file.recorded.json' with { type: 'json' }
import { coreutilsPrograms } from './table.ts'

playRecorded('file as recorded from file 5.44', recorded as readonly RecordedCase[], [coreutilsPrograms])

describe('tree', () => {
  const host = testHost({
    programs: [coreutilsPrograms],
    files: { '/t/a/b': file('x'), '/t/a/.h': file('y'), '/t/c': file('123'), '/t/d': directory(), '/t/l': symlink('a') },
  })
  const env = { LC_ALL: 'C.UTF-8' }

  it.each([
    [['tree', '/t'], '/t\n├── a\n│\u00a0\u00a0 └── b\n├── c\n├── d\n└── l -> a\n\n4 directories, 2 files\n'],
    [['tree', '-L', '1', '-d', '/t'], '/t\n├── a\n├── d\n└── l -> a\n\n4 directories\n'],
    [['tree', '-a', '--noreport', '/t/a'], '/t/a\n├── .h\n└── b\n'],
    [['tree', '-fi', '--noreport', '/t/a'], '/t/a\n/t/a/b\n'],
    [['tree', '/nope'], '/nope  [error opening dir]\n\n0 directories, 0 files\n'],
  ])('%j', (argv, stdout) => {
    expect(host.run(argv, { env }).stdout).toBe(stdout)
  })
})
