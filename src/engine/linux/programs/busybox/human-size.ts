/** BusyBox' make_human_readable_str: powers of 1024 with one decimal above 1023, `4.0K`, `512`. */
export function humanSize(bytes: number): string {
  let [value, tenths, unit] = [bytes, 0, 0]
  while (value >= 1024 && unit < 6) {
    tenths = Math.floor(((value % 1024) * 10 + 512) / 1024)
    value = Math.floor(value / 1024)
    unit++
  }
  if (tenths >= 10) [value, tenths] = [value + 1, 0]
  return unit === 0 ? String(value) : `${value}.${tenths}${' KMGTPE'[unit]}`
}

/** BusyBox' smart_ulltoa5: four characters of a number of KiB with its unit, `1240`, ` 98m`, `1.2g`. */
export function shortSize(kib: number): string {
  if (kib < 10_000) return String(kib).padStart(4)
  const [whole, unit] = kib < 1024 * 1000 ? [kib / 1024, 'm'] : [kib / 1024 ** 2, 'g']
  return whole < 9.95 ? `${whole.toFixed(1)}${unit}` : `${String(Math.round(whole)).padStart(3)}${unit}`
}
