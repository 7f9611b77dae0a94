export interface Size {
  readonly width: number
  readonly height: number
}

export interface Packed extends Size {
  /** Where each of the sizes stands, in their order. */
  readonly at: readonly { readonly x: number; readonly y: number }[]
}

/**
 * Packs sizes in rows, left to right and top to bottom, in their order: one more at the end never moves those before it. A row is broken
 * where the next would pass `rowWidth`, which doubles only when the whole grows tall, so that growth is rare and then large.
 */
export function packShelves(sizes: readonly Size[], rowWidth: number, gap: number): Packed {
  let area = 0
  for (const { width, height } of sizes) area += (width + gap) * (height + gap)
  let limit = rowWidth
  while (area > limit * limit * 1.2) limit *= 1.5
  const at: { x: number; y: number }[] = []
  let x = 0
  let y = 0
  let rowHeight = 0
  let width = 0
  for (const size of sizes) {
    if (x > 0 && x + size.width > limit) {
      x = 0
      y += rowHeight + gap
      rowHeight = 0
    }
    at.push({ x, y })
    width = Math.max(width, x + size.width)
    rowHeight = Math.max(rowHeight, size.height)
    x += size.width + gap
  }
  return { at, width, height: sizes.length === 0 ? 0 : y + rowHeight }
}
