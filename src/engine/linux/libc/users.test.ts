import { describe, expect, it } from 'vitest'
import { formatShadow, parseShadow } from './shadow.ts'
import { parseGroup, parsePasswd } from './users.ts'

describe('account files', () => {
  it('read passwd and group, skipping what is malformed', () => {
    expect(parsePasswd('root:x:0:0:root:/root:/bin/bash\n\nbroken:x:a:b\nana:x:1000:1000:Ana,,,:/home/ana:/bin/sh\n')).toEqual([
      { name: 'root', uid: 0, gid: 0, gecos: 'root', home: '/root', shell: '/bin/bash' },
      { name: 'ana', uid: 1000, gid: 1000, gecos: 'Ana,,,', home: '/home/ana', shell: '/bin/sh' },
    ])
    expect(parseGroup('docker:x:998:ana,rui\nnogroup:x:65534:\n')).toEqual([
      { name: 'docker', gid: 998, members: ['ana', 'rui'] },
      { name: 'nogroup', gid: 65534, members: [] },
    ])
  })

  it('read shadow and write the same line back', () => {
    const line = 'ana:$y$j9T$x$y:19800:0:99999:7:::'
    const [entry] = parseShadow(`${line}\n`)
    expect(entry).toMatchObject({ name: 'ana', changedDay: 19800, maximumDays: 99999, inactiveDays: undefined })
    expect(entry && formatShadow(entry)).toBe(line)
  })
})
