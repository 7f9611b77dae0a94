import { expect, it } from 'vitest'
import { testHost } from '../../../testing/host.ts'
import { coreutilsPrograms } from '../table.ts'

const one = testHost({ programs: [coreutilsPrograms] })

// What GNU bc 1.07.1 prints.
it.each([
  ['1+1', '2\n'],
  ['10/3', '3\n'],
  ['scale=2; 10/3', '3.33\n'],
  ['scale=3; 1/3', '.333\n'],
  ['scale=2; -1/3', '-.33\n'],
  ['2^100', '1267650600228229401496703205376\n'],
  ['2^3^2', '512\n'],
  ['17%5; -7%3', '2\n-1\n'],
  ['1.5*1.5', '2.2\n'],
  ['obase=2; 10', '1010\n'],
  ['obase=16; 255', 'FF\n'],
  ['ibase=16; FF', '255\n'],
  ['sqrt(2)', '1\n'],
  ['scale=5; sqrt(2)', '1.41421\n'],
  ['a=3; b=4; a*b', '12\n'],
  ['i=0; while(i<3){ i; i=i+1 }', '0\n1\n2\n'],
  ['for(i=1;i<4;i++) i^2', '1\n4\n9\n'],
  ['if (1>2) 5 else 6', '6\n'],
  ['print "x=", 3, "\\n"', 'x=3\n'],
  ['length(12345); scale(1.25)', '5\n2\n'],
])('%s', (text, want) => {
  expect(one.run(['/bin/bc'], { stdin: `${text}\n` })).toMatchObject({ stdout: want, stderr: '' })
})

it('has the mathematical library', () => {
  expect(one.run(['/bin/bc', '-l'], { stdin: '4*a(1)\ne(1)\nl(2)\ns(1)\nc(1)\n' }).stdout).toBe(
    '3.14159265358979323844\n2.71828182845904523536\n.69314718055994530941\n.84147098480789650665\n.54030230586813971740\n',
  )
})

it('says what is wrong and goes on', () => {
  expect(one.run(['/bin/bc'], { stdin: '1/0\n2+\n5\n' })).toMatchObject({
    stdout: '5\n',
    stderr: 'Runtime error (func=(main), adr=3): Divide by zero\n(standard_in) 2: syntax error\n',
  })
})
