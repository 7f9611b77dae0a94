import { expect, test } from 'vitest'
import { IgnoreFile } from './ignore.ts'

const kept = (text: string, paths: readonly string[]) => paths.filter((path) => !new IgnoreFile(text).excludes(path))

test('.dockerignore: names, wildcards, any depth, exceptions', () => {
  const paths = ['a.log', 'sub/a.log', 'sub/deep/a.log', 'node_modules/x/y.js', 'README.md', 'docs/README.md']
  expect(kept('*.log', paths)).toEqual(paths.slice(1))
  expect(kept('**/*.log', paths)).toEqual(paths.slice(3))
  expect(kept('# comment\n/node_modules/\n\n', paths)).not.toContain('node_modules/x/y.js')
  expect(kept('*.md\n!README.md', paths)).toContain('README.md')
  expect(kept('sub\n!sub/deep/a.log', paths)).toContain('sub/deep/a.log')
  expect(kept('sub\n!sub/deep/a.log', paths)).not.toContain('sub/a.log')
  expect(kept('*/*.log', paths)).toEqual(['a.log', 'sub/deep/a.log', ...paths.slice(3)])
  expect(kept('?.lo[fg]', paths)).toEqual(paths.slice(1))
  expect(kept('*\n!docs', paths)).toEqual(['docs/README.md'])
  expect(kept('sub/**', paths)).not.toContain('sub/deep/a.log')
})
