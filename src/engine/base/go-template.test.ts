import { describe, expect, it } from 'vitest'
import { Template } from './go-template.ts'
import { GoFloat, GoFunction, GoStruct, type GoValue } from './go-value.ts'
import { define } from './template/functions.ts'

const functions = {
  upper: define(['string'], (s: string) => s.toUpperCase()),
  join: define(['strings', 'string'], (list: string[], by: string) => list.join(by)),
}

function run(source: string, data: GoValue = {}, settings: { missingKey?: 'error' } = {}): string {
  const template = Template.parse(source, { functions })
  if (!template.ok) return `PARSE ${template.error}`
  const result = template.value.execute(data, settings)
  return result.ok ? result.value : `EXEC ${result.error.message}`
}

const container = {
  Id: 'abc',
  Name: '/web',
  State: { Running: true, Pid: 42, Health: null },
  Args: ['-D', 'FOREGROUND'],
  Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }], '443/tcp': null },
  Labels: { b: '2', a: '1' },
}

describe('actions', () => {
  it('prints fields, nested fields, slices and maps', () => {
    expect(run('{{.Id}} {{.State.Pid}} {{.State.Running}} {{.Args}} {{.Labels}}', container)).toBe('abc 42 true [-D FOREGROUND] map[a:1 b:2]')
    expect(run('{{.Nope}} {{.State.Health}} {{.State}}', container)).toBe('<no value> <no value> map[Health:<nil> Pid:42 Running:true]')
  })

  it('ranges over maps in key order, slices and integers, with else, break and continue', () => {
    expect(run('{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}', container)).toBe('a=1;b=2;')
    expect(run('{{range $p, $c := .Ports}}{{$p}}{{with $c}} {{(index . 0).HostPort}}{{end}};{{end}}', container)).toBe('443/tcp;80/tcp 8080;')
    expect(run('{{range .Args}}{{if eq . "-D"}}{{continue}}{{end}}{{.}}{{else}}none{{end}}', container)).toBe('FOREGROUND')
    expect(run('{{range .None}}x{{else}}none{{end}}{{range 3}}{{.}}{{end}}{{range 5}}{{if gt . 1}}{{break}}{{end}}{{.}}{{end}}')).toBe('none01201')
  })

  it('has variables, with, else if, and trims', () => {
    expect(run('{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}')).toBe('2')
    expect(run('{{with .State}}{{.Pid}} {{$.Id}}{{end}}{{with .X}}{{else}}no{{end}}', container)).toBe('42 abcno')
    expect(run('{{if .X}}a{{else if .Id}}b{{else}}c{{end}}', container)).toBe('b')
    expect(run('a  {{- " b " -}}  c{{/* note */}} {{- /* x */ -}} d')).toBe('a b cd')
  })

  it('defines, blocks and includes templates', () => {
    expect(run('{{define "t"}}<{{.}}>{{end}}{{template "t" .Id}}{{block "u" .Name}}[{{.}}]{{end}}', container)).toBe('<abc>[/web]')
  })
})

describe('functions', () => {
  it('pipes, compares and formats', () => {
    expect(run('{{.Id | upper | printf "%-6s|%q" "x"}}', container)).toBe('x     |"ABC"')
    expect(run('{{and 1 0}} {{or 0 "x"}} {{not 1}} {{eq 1 2 1}} {{ne "a" "b"}} {{lt 1 2}} {{le 2 2}} {{gt 1.5 1.0}} {{ge "b" "a"}}')).toBe(
      '0 x false true true true true true true',
    )
    expect(
      run(
        '{{len .Args}} {{index .Labels "a"}} {{index .Args 1}} {{slice "abcdef" 1 3}} {{join .Args ","}} {{print 1 2 "x"}}{{println "y"}}',
        container,
      ),
    ).toBe('2 1 FOREGROUND bc -D,FOREGROUND 1 2x' + 'y\n')
    expect(run('{{html "<a>"}} {{js "it\'s"}} {{urlquery "a b&c"}}')).toBe("&lt;a&gt; it\\'s a+b%26c")
    expect(run('{{or .Id (index .Nope 3)}}', container)).toBe('abc')
  })

  it('calls methods of structs', () => {
    const row = new GoStruct(
      '*formatter.Row',
      new Map<string, GoValue>([
        ['ID', new GoFunction(() => 'i1')],
        ['Label', new GoFunction((name) => `l-${String(name)}`, 1)],
      ]),
    )
    expect(run('{{.ID}} {{.Label "app"}}', row)).toBe('i1 l-app')
    expect(run('{{.Nosuch}}', row)).toBe(`EXEC template: :1:2: executing "" at <.Nosuch>: can't evaluate field Nosuch in type *formatter.Row`)
    expect(run('{{.Label}}', row)).toBe('EXEC template: :1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 0')
  })

  it('prints floats as Go', () => {
    expect(run('{{.n}} {{.m}}', { n: new GoFloat(3), m: new GoFloat(1e6) })).toBe('3 1e+06')
  })
})

describe('messages', () => {
  it('of the parser', () => {
    const cases: [string, string][] = [
      ['{{.Names', 'template: :1: unclosed action'],
      ['{{.A}', "template: :1: bad character U+007D '}'"],
      ['{{nosuch .A}}', 'template: :1: function "nosuch" not defined'],
      ['{{$x}}', 'template: :1: undefined variable "$x"'],
      ['{{if .A}}x', 'template: :1: unexpected EOF'],
      ['{{end}}', 'template: :1: unexpected {{end}}'],
      ['{{if}}x{{end}}', 'template: :1: missing value for if'],
      ['a\n{{"x}}', 'template: :2: unterminated quoted string'],
      ['{{}}', 'template: :1: missing value for command'],
      ['{{(1}}', 'template: :1: unclosed left paren'],
      ['{{1)}}', 'template: :1: unexpected right paren'],
      ['{{.A | 3}}', 'template: :1: non executable command in pipeline stage 2'],
    ]
    for (const [source, message] of cases) expect(run(source)).toBe(`PARSE ${message}`)
  })

  it('of the executor', () => {
    const cases: [string, string][] = [
      ['{{.State.Health.Status}}', ':1:8: executing "" at <.State.Health.Status>: nil pointer evaluating interface {}.Status'],
      ['{{.Id.X}}', ':1:5: executing "" at <.Id.X>: can\'t evaluate field X in type interface {}'],
      ['{{index .Args 9}}', ':1:2: executing "" at <index .Args 9>: error calling index: index out of range: 9'],
      ['{{eq .Id 1}}', ':1:2: executing "" at <eq .Id 1>: error calling eq: incompatible types for comparison'],
      ['{{upper .State.Pid}}', ':1:14: executing "" at <.State.Pid>: wrong type for value; expected string; got int'],
      ['{{len 3}}', ':1:2: executing "" at <len 3>: error calling len: len of type int'],
      ['{{range .Id}}{{end}}', ':1:8: executing "" at <.Id>: range can\'t iterate over abc'],
    ]
    for (const [source, message] of cases) expect(run(source, container)).toBe(`EXEC template: ${message}`)
    expect(run('{{.State.Nope}}', container, { missingKey: 'error' })).toBe(
      'EXEC template: :1:8: executing "" at <.State.Nope>: map has no entry for key "Nope"',
    )
  })
})
