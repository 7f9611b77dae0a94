import { expect, test } from 'vitest'
import { crypt, passwordMatches } from './crypt.ts'

const recorded = [
  ['Hello world!', '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1'],
  ['aluno', '$6$abcdefgh$kwVNImpRyXFWpuLtAaEC9o34WGdcVAdD6izdUxOcKgKMUpE4vv4OeVmrRZPIp4hOK8Msj/jmrZSlybB2GtwuX/'],
  [
    'a longer pass phrase than sixty-four bytes, so that blocks repeat at least once',
    '$6$saltysalt$87UVfjiVVlRqX70jST3sBccDSH05R6K43gEjXMr39YLyFSdrohbl.5dUqYGoIkmohP.s6UoML8zDjAseXasrm0',
  ],
] as const

test.each(recorded)('SHA-512 crypt of %s as recorded from openssl passwd -6', (password, hashed) => {
  expect(crypt(password, hashed)).toBe(hashed)
  expect(passwordMatches(`${password}x`, hashed)).toBe(false)
})

test('what is no hash of the method matches nothing', () => {
  for (const field of ['!!', '*', '!', 'plain', '$y$j9T$abc$def']) expect(passwordMatches('plain', field)).toBe(false)
})
