/** `1m`, `8k`, `512` in bytes (ngx_parse_size); undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)([kKmMgG]?)$/.exec(text)
  if (!match) return undefined
  const unit = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]?.toLowerCase() ?? ''] ?? 1
  return Number(match[1]) * unit
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
}

/** `65`, `75s`, `1h30m` in milliseconds (ngx_parse_time); undefined when it is none. */
export function parseTimeMs(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  if (!/^(\d+(ms|[smhdwMy])\s*)+$/.test(text)) return undefined
  let sum = 0
  for (const [, count, unit = ''] of text.matchAll(/(\d+)(ms|[smhdwMy])/g)) sum += Number(count) * (unitMs[unit] ?? 0)
  return sum
}
