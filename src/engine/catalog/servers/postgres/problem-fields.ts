import { encode } from '../../../base/utf8.ts'
import type { Problem } from './faults.ts'
import { Fields } from './protocol.ts'

/** Fields of an ErrorResponse or NoticeResponse. */
export function problemFields(problem: Omit<Problem, 'severity'> & { readonly severity: string }): Fields {
  const fields = new Fields()
  const put = (letter: string, value: string | undefined): void => {
    if (value !== undefined) fields.bytes(encode(letter)).text(value)
  }
  put('S', problem.severity)
  put('V', problem.severity)
  put('C', problem.code)
  put('M', problem.message)
  put('D', problem.detail)
  put('H', problem.hint)
  put('P', problem.position === undefined ? undefined : String(problem.position))
  return fields.bytes(new Uint8Array([0]))
}
