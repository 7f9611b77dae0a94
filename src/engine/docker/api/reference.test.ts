import { expect, test } from 'vitest'
import { familiarText, parseReference, referenceText, withDefaultTag } from './reference.ts'

const full = (text: string) => {
  const parsed = parseReference(text)
  return parsed.ok ? referenceText(withDefaultTag(parsed.value)) : parsed.error
}

test('names get their defaults', () => {
  expect(full('nginx')).toBe('docker.io/library/nginx:latest')
  expect(full('user/app:1')).toBe('docker.io/user/app:1')
  expect(full('localhost/app')).toBe('localhost/app:latest')
  expect(full('localhost:5000/mine/bb:1.0')).toBe('localhost:5000/mine/bb:1.0')
  expect(full('index.docker.io/library/x')).toBe('docker.io/library/x:latest')
  expect(full(`x@sha256:${'0'.repeat(64)}`)).toBe(`docker.io/library/x@sha256:${'0'.repeat(64)}`)
})

test('errors are the library’s', () => {
  expect(full('Busybox')).toBe('invalid reference format: repository name (library/Busybox) must be lowercase')
  expect(full('busybox:')).toBe('invalid reference format')
  expect(full('')).toBe('invalid reference format')
  expect(full('foo:b@d')).toBe('invalid reference format')
  expect(full('a'.repeat(64))).toBe(`invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`)
})

test('familiar forms', () => {
  const text = (from: string) => {
    const parsed = parseReference(from)
    return parsed.ok ? familiarText(parsed.value) : undefined
  }
  expect(text('docker.io/library/nginx:1')).toBe('nginx:1')
  expect(text('docker.io/user/x')).toBe('user/x')
  expect(text('ghcr.io/user/x')).toBe('ghcr.io/user/x')
})
