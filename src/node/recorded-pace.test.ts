import { expect, test } from 'vitest'
import { pauseBefore } from './recorded-pace.ts'

test('pauses are what ages exceed the time passed by, in whole seconds', () => {
  expect(pauseBefore('4cebd3\n', 0)).toBe(0)
  expect(pauseBefore('rus  Up 6 seconds\nra  Up Less than a second\n', 1200)).toBe(5000)
  expect(pauseBefore('rok  Exited (0) 6 seconds ago\n', 6200)).toBe(0)
  expect(pauseBefore('busybox  About an hour ago\n', 0)).toBe(0)
})
