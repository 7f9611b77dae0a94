import { describe, expect, it } from 'vitest'
import { indentJson, marshalIndent, marshalJson, parseJson } from './go-json.ts'
import { parseGoTime, rfc3339Nano, timeText } from './go-time.ts'
import { GoFloat, GoStruct } from './go-value.ts'

describe('encoding/json', () => {
  it('escapes HTML and control characters', () => {
    expect(marshalJson('a<b>&"\\\n\u0001\u2028')).toBe('"a\\u003cb\\u003e\\u0026\\"\\\\\\n\\u0001\\u2028"')
    expect(marshalJson('a<b', { escapeHtml: false })).toBe('"a<b"')
  })

  it('sorts maps, keeps struct order, prints floats as Go', () => {
    expect(
      marshalJson(
        new Map([
          ['b', 1],
          ['a', 2],
        ]),
      ),
    ).toBe('{"a":2,"b":1}')
    expect(marshalJson({ b: 1, a: [null, true, new GoFloat(1e21), new GoFloat(0.5)] })).toBe('{"b":1,"a":[null,true,1e+21,0.5]}')
    expect(marshalJson(new GoStruct('T', new Map([['Z', 1]]), () => ({ z: 1 })))).toBe('{"z":1}')
  })

  it('indents without touching tokens', () => {
    expect(indentJson('{"a":[],"b":{},"c":[1,{"d":"x: {"}]}')).toBe(
      '{\n    "a": [],\n    "b": {},\n    "c": [\n        1,\n        {\n            "d": "x: {"\n        }\n    ]\n}',
    )
    expect(marshalIndent({ a: 1 }, '', '  ')).toBe('{\n  "a": 1\n}')
  })

  it('keeps long integers exact', () => {
    expect(parseJson('{"timeNano":1795354991829199838,"s":"1795354991829199838"}')).toEqual({
      ok: true,
      value: { timeNano: 1795354991829199838n, s: '1795354991829199838' },
    })
    expect(parseJson('{').ok).toBe(false)
  })
})

describe('time', () => {
  it('keeps nanoseconds', () => {
    const time = parseGoTime('2026-11-22T13:34:54.544494339Z')
    expect(time && timeText(time)).toBe('2026-11-22 13:34:54.544494339 +0000 UTC')
    expect(time && rfc3339Nano(time)).toBe('2026-11-22T13:34:54.544494339Z')
    expect(time && timeText({ seconds: time.seconds, nanos: 0 }, { abbreviation: '-03', offsetMinutes: -180 })).toBe('2026-11-22 10:34:54 -0300 -03')
    expect(rfc3339Nano({ seconds: 0, nanos: 5000 }, { fixed: true })).toBe('1970-01-01T00:00:00.000005000Z')
  })
})
