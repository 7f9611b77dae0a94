import { expect, test } from 'vitest'
import { concatBytes, decode, encode } from '../../base/utf8.ts'
import { FrameReader, frame } from './stdcopy.ts'

test('frames as the wire recordings show them', () => {
  expect([...frame(1, encode('hi\n'))]).toEqual([1, 0, 0, 0, 0, 0, 0, 3, 104, 105, 10])
})

test('frames survive any split', () => {
  const wire = concatBytes([frame(1, encode('out')), frame(2, encode('')), frame(2, encode('error'))])
  for (let cut = 0; cut <= wire.length; cut++) {
    const reader = new FrameReader()
    const frames = [...reader.push(wire.subarray(0, cut)), ...reader.push(wire.subarray(cut))]
    expect(frames.map((f) => [f.stream, decode(f.bytes)])).toEqual([
      [1, 'out'],
      [2, ''],
      [2, 'error'],
    ])
  }
})
