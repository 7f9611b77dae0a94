import { expect, test } from 'vitest'
import { file, symlink } from '../../../linux/kernel/fs/tree.ts'
import { coreutilsPrograms } from '../../../linux/programs/coreutils/table.ts'
import { create } from '../../testing/containers.ts'
import { dockerHost } from '../../testing/docker-host.ts'
import { toolsImage } from '../../testing/tools-image.ts'
import { dockerClientPrograms } from '../table.ts'

test('cp follows links where told, keeps owners on the way in and gives files to its user on the way out', () => {
  const files = { '/s/a': file('data\n', 0o644, { uid: 1000, gid: 1000 }), '/s/l': symlink('a') }
  const docker = dockerHost({ programs: [dockerClientPrograms, coreutilsPrograms], images: [toolsImage], files })
  create(docker, 'box', { Cmd: ['hello'] })
  const cp = (...words: string[]) => docker.run(['docker', 'cp', '-q', ...words]).exitCode
  const seen = (path: string) => docker.run(['stat', '-c', '%F %u', path]).stdout.trim()
  expect([cp('/s', 'box:/one'), cp('/s/l', 'box:/link'), cp('-L', '/s/l', 'box:/flat')]).toEqual([0, 0, 0])
  expect(cp('box:/one/a', '/out')).toBe(0)
  expect(seen('/out')).toBe('regular file 0')
  expect(cp('box:/link', '/outlink')).toBe(0)
  expect(seen('/outlink')).toBe('symbolic link 0')
  expect(cp('box:/flat', '/outflat')).toBe(0)
  expect(seen('/outflat')).toBe('regular file 0')
})
