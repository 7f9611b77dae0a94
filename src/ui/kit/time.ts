/** Virtual time since the world began, as `1:02:03`, or `02:03` in the first hour (`withHours` keeps its place). */
export function clockText(atMs: number, withHours = true): string {
  const seconds = Math.floor(atMs / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return hours > 0 || withHours ? `${two(hours)}:${rest}` : rest
}
