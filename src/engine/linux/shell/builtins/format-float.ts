/** printf's %e %f %g %a for a double (%a as bash shows it: normalised as x86's long double, the first digit 8 to f). */
export function formatFloat(value: number, kind: string, flags: string, precision: number | undefined): string {
  const negative = value < 0 || Object.is(value, -0)
  const body = magnitude(Math.abs(value), kind.toLowerCase(), flags.includes('#'), precision)
  const signed = negative ? `-${body}` : flags.includes('+') ? `+${body}` : flags.includes(' ') ? ` ${body}` : body
  return kind === kind.toUpperCase() ? signed.toUpperCase() : signed
}

function magnitude(value: number, kind: string, alternative: boolean, precision: number | undefined): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf'
  if (Number.isNaN(value)) return 'nan'
  switch (kind) {
    case 'f':
      return fixed(value, precision ?? 6)
    case 'e':
      return exponential(value, precision ?? 6)
    case 'a':
      return hexadecimal(value)
    default:
      return general(value, precision === 0 ? 1 : (precision ?? 6), alternative)
  }
}

function fixed(value: number, places: number): string {
  if (value < 1e21) return places <= 100 ? halfEven(value, places) : value.toFixed(100) + '0'.repeat(places - 100)
  const whole = BigInt(value).toString()
  return places > 0 ? `${whole}.${'0'.repeat(places)}` : whole
}

/** toFixed rounds a tie up; C rounds it to the even digit. */
function halfEven(value: number, places: number): string {
  const rounded = value.toFixed(places)
  const exact = value.toFixed(Math.min(100, places + 30))
  const rest = exact.slice(exact.indexOf('.') + 1 + places)
  if (!/^50*$/.test(rest) || /[02468]$/.test(rounded)) return rounded
  const cut = exact.slice(0, exact.indexOf('.') + (places > 0 ? 1 + places : 0))
  return cut
}

const exponential = (value: number, places: number): string => value.toExponential(Math.min(places, 100)).replace(/e([-+])(\d)$/, 'e$10$2')

function general(value: number, significant: number, alternative: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1])
  const text = exponent < -4 || exponent >= significant ? exponential(value, significant - 1) : fixed(value, significant - 1 - exponent)
  if (alternative || !text.includes('.')) return text
  return text.replace(/\.?0+(?=e|$)/, '')
}

function hexadecimal(value: number): string {
  if (value === 0) return '0x0p+0'
  let exponent = Math.floor(Math.log2(value))
  let mantissa = value / 2 ** exponent
  if (mantissa >= 2) {
    mantissa /= 2
    exponent++
  }
  const [whole = '8', fraction] = (mantissa * 8).toString(16).split('.')
  const shown = exponent - 3
  return `0x${whole}${fraction ? `.${fraction}` : ''}p${shown < 0 ? '-' : '+'}${Math.abs(shown)}`
}
