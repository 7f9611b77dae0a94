// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { connect } from '../../session/connection.ts'
import { documentOf } from './document.ts'
import { pageArrived, travel, useBrowsing, visit, withScheme } from './visits.ts'

test('a page may show what stands in it and load nothing', () => {
  const html = documentOf('<h1>Oi</h1><script>alert(1)</script>', 'text/html; charset=utf-8')
  expect(html).toContain("default-src 'none'")
  expect(html).toContain('<h1>Oi</h1>')
})

test('plain text is shown as text, even if it has tags', () => {
  expect(documentOf('<b>x</b>', 'text/plain')).toContain('&lt;b>x')
  expect(documentOf('<b>x</b>', 'application/json')).toContain('&lt;b>')
})

test('the browser remembers where it was', () => {
  const urls: string[] = []
  connect({ post: (message) => message.kind === 'input' && message.input.kind === 'browse' && urls.push(message.input.url), listen: () => undefined })
  visit('localhost:8080', 'matrix-01')
  visit('http://localhost:8080/a', 'matrix-01')
  travel(-1)
  travel(1)
  travel(5)
  expect(urls).toEqual(['http://localhost:8080', 'http://localhost:8080/a', 'http://localhost:8080', 'http://localhost:8080/a'])
  const { pending } = useBrowsing.getState()
  const outcome = { kind: 'error', error: 'timed-out', message: '' } as const
  pageArrived({ kind: 'page', visit: (pending ?? 0) - 1, host: 'matrix-01', url: 'late', tookMs: 1, outcome })
  expect(useBrowsing.getState().page).toBeUndefined()
  pageArrived({ kind: 'page', visit: pending ?? 0, host: 'matrix-01', url: 'now', tookMs: 1, outcome })
  expect(useBrowsing.getState()).toMatchObject({ pending: undefined, page: { url: 'now' } })
})

test('an address without a scheme is one of the web', () => {
  expect(withScheme('localhost:8080')).toBe('http://localhost:8080')
  expect(withScheme('https://a')).toBe('https://a')
})
