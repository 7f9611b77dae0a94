import { describe, expect, it } from 'vitest'
import { lint } from '../lint.ts'
import { BuildProblem } from '../problem.ts'
import { parseDockerfile } from './parse.ts'
import { expandWord } from './shell-word.ts'

const problem = (text: string): string => {
  try {
    parseDockerfile(text)
  } catch (thrown) {
    if (thrown instanceof BuildProblem) return thrown.message
    throw thrown
  }
  return ''
}

describe('parseDockerfile', () => {
  it('takes stages and instructions apart', () => {
    const { file } = parseDockerfile(
      [
        '# comment',
        'ARG BASE=busybox',
        'FROM ${BASE} AS builder',
        'ENV A=1 B="two words" \\',
        '    C=${VER}',
        'RUN --mount=type=cache,target=/x echo hi && \\',
        '  # in between',
        '  echo there',
        'COPY --from=builder --chown=1:2 a b /c/',
        'CMD ["a","b c"]',
        'HEALTHCHECK --interval=5s --retries=2 CMD test -f /x',
        'RUN <<EOF',
        'echo a',
        'EOF',
        'FROM scratch',
      ].join('\n'),
    )
    expect(file.globals).toEqual([{ name: 'BASE', value: 'busybox' }])
    expect(file.stages.map(({ name, base }) => [name, base])).toEqual([
      ['builder', '${BASE}'],
      [undefined, 'scratch'],
    ])
    const [env, run, copy, cmd, health, heredoc] = file.stages[0]?.instructions ?? []
    expect(env).toMatchObject({
      kind: 'env',
      original: 'ENV A=1 B="two words"     C=${VER}',
      pairs: [
        { name: 'A', value: '1' },
        { name: 'B', value: '"two words"' },
        { name: 'C', value: '${VER}' },
      ],
    })
    expect(run).toMatchObject({ kind: 'run', command: { shell: true, args: ['echo hi &&   echo there'] }, mounts: ['type=cache,target=/x'] })
    expect(copy).toMatchObject({ kind: 'copy', sources: ['a', 'b'], target: '/c/', from: 'builder', chown: '1:2' })
    expect(cmd).toMatchObject({ kind: 'cmd', command: { shell: false, args: ['a', 'b c'] } })
    expect(health).toMatchObject({ kind: 'healthcheck', test: ['CMD-SHELL', 'test -f /x'], times: { interval: '5s' }, retries: 2 })
    expect(heredoc).toMatchObject({ kind: 'run', heredocs: [{ name: 'EOF', content: 'echo a\n' }] })
  })

  it('complains as BuildKit does', () => {
    expect(problem('')).toBe('the Dockerfile cannot be empty')
    expect(problem('FROM a\nRUNN x')).toBe('dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)')
    expect(problem('RUN x')).toBe('dockerfile parse error on line 1: no build stage in current context')
    expect(problem('FROM')).toBe('dockerfile parse error on line 1: FROM requires either one or three arguments')
    expect(problem('FROM a\nCOPY x')).toBe(
      'dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
    )
    expect(problem('FROM a\nENV A')).toBe('dockerfile parse error on line 2: ENV must have two arguments')
    expect(problem('FROM a\nRUN --nope x')).toBe('dockerfile parse error on line 2: unknown flag: --nope')
  })
})

describe('lint', () => {
  it('finds what the real checks find', () => {
    const { source, file } = parseDockerfile(
      'FROM debian:12 as build\nRUN echo compiled > /app\nFROM busybox\nENV A b\nCOPY --from=build /app /app\nCMD cat /app\n',
    )
    expect(lint(source, file).map(({ detail }) => detail)).toEqual([
      "FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)",
      'LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format (line 4)',
      'JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (line 6)',
    ])
    expect(lint(source, file).map(({ url }) => url.split('/').at(-2))).toEqual(['from-as-casing', 'legacy-key-value-format', 'json-args-recommended'])
  })
})

describe('expandWord', () => {
  const env = new Map([
    ['A', 'one'],
    ['E', ''],
    ['P', '/usr/local/bin'],
  ])
  const expand = (word: string) => {
    const result = expandWord(word, env)
    return result.ok ? result.value : `ERROR ${result.error}`
  }

  it('replaces variables in all their forms', () => {
    const cases: [string, string][] = [
      ['$A-${A}x', 'one-onex'],
      ['${N:-d}${N-d}${E:-d}${E-d}', 'ddd'],
      ['${A:+y}${N:+y}${E+y}', 'yy'],
      ['\'$A\'"$A b"\\$A', '$Aone b$A'],
      ['${P##*/} ${P%/*} ${P#*/} ${P%%/*}', 'bin /usr/local usr/local/bin '],
      ['${P/local/opt} ${P//l/L}', '/usr/opt/bin /usr/LocaL/bin'],
      ['${N:?need it}', 'ERROR N: need it'],
      ['${A', "ERROR syntax error: missing '}'"],
    ]
    for (const [word, value] of cases) expect(expand(word)).toBe(value)
  })
})
