/** Whether an IPv4 or IPv6 subnet (`10.0.0.0/24`) contains an address, or another subnet's first address; false when either does not parse. */
export function subnetContains(subnet: string, address: string): boolean {
  const [network = '', bits] = subnet.split('/')
  const base = addressBits(network)
  const other = addressBits(address.split('/')[0] ?? '')
  if (!base || !other || base.length !== other.length || bits === undefined) return false
  return base.slice(0, Number(bits)) === other.slice(0, Number(bits))
}

function addressBits(text: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text))
    return text
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
  if (!text.includes(':')) return undefined
  const [head = '', tail] = text.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const middle = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...middle, ...right].map((part) => Number.parseInt(part, 16).toString(2).padStart(16, '0')).join('')
}
