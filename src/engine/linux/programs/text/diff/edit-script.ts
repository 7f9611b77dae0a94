/**
 * Models GNU diff's comparison: the greedy O(ND) algorithm of Myers from both ends (diffseq), then changes slid to where GNU diff shows them
 * (analyze.c, shift_boundaries). Left out: discarding of confusing lines and the cost limits for large inputs.
 */
export interface Change {
  /** First changed line in each file, from 0, and how many. */
  readonly from: number
  readonly deleted: number
  readonly to: number
  readonly inserted: number
}

/** The changes that turn one list of keys into the other. */
export function compareKeys(a: readonly number[], b: readonly number[]): readonly Change[] {
  const removed = new Uint8Array(a.length + 1)
  const added = new Uint8Array(b.length + 1)
  new Comparison(a, b, removed, added).compare(0, a.length, 0, b.length)
  shiftBoundaries(a, removed, added)
  shiftBoundaries(b, added, removed)
  return changesOf(removed, added, a.length, b.length)
}

class Comparison {
  private readonly forward: Int32Array
  private readonly backward: Int32Array
  private readonly zero: number

  constructor(
    private readonly a: readonly number[],
    private readonly b: readonly number[],
    private readonly removed: Uint8Array,
    private readonly added: Uint8Array,
  ) {
    const diagonals = a.length + b.length + 3
    this.forward = new Int32Array(diagonals)
    this.backward = new Int32Array(diagonals)
    this.zero = b.length + 1
  }

  compare(aFrom: number, aTo: number, bFrom: number, bTo: number): void {
    let [x, xEnd, y, yEnd] = [aFrom, aTo, bFrom, bTo]
    while (x < xEnd && y < yEnd && this.a[x] === this.b[y]) {
      x++
      y++
    }
    while (x < xEnd && y < yEnd && this.a[xEnd - 1] === this.b[yEnd - 1]) {
      xEnd--
      yEnd--
    }
    if (x === xEnd) this.added.fill(1, y, yEnd)
    else if (y === yEnd) this.removed.fill(1, x, xEnd)
    else {
      const middle = this.middle(x, xEnd, y, yEnd)
      this.compare(x, middle.x, y, middle.y)
      this.compare(middle.x, xEnd, middle.y, yEnd)
    }
  }

  /** Where the shortest paths from both ends meet (diffseq's diag). */
  private middle(xFrom: number, xTo: number, yFrom: number, yTo: number): { x: number; y: number } {
    const { a, b, forward: fd, backward: bd, zero } = this
    const [least, most] = [xFrom - yTo, xTo - yFrom]
    const [fMiddle, bMiddle] = [xFrom - yFrom, xTo - yTo]
    let [fMin, fMax, bMin, bMax] = [fMiddle, fMiddle, bMiddle, bMiddle]
    const odd = ((fMiddle - bMiddle) & 1) !== 0
    fd[zero + fMiddle] = xFrom
    bd[zero + bMiddle] = xTo
    for (;;) {
      if (fMin > least) fd[zero + --fMin - 1] = -1
      else fMin++
      if (fMax < most) fd[zero + ++fMax + 1] = -1
      else fMax--
      for (let d = fMax; d >= fMin; d -= 2) {
        const low = fd[zero + d - 1] as number
        const high = fd[zero + d + 1] as number
        let x = low < high ? high : low + 1
        let y = x - d
        while (x < xTo && y < yTo && a[x] === b[y]) {
          x++
          y++
        }
        fd[zero + d] = x
        if (odd && bMin <= d && d <= bMax && (bd[zero + d] as number) <= x) return { x, y }
      }
      if (bMin > least) bd[zero + --bMin - 1] = 0x7fff_ffff
      else bMin++
      if (bMax < most) bd[zero + ++bMax + 1] = 0x7fff_ffff
      else bMax--
      for (let d = bMax; d >= bMin; d -= 2) {
        const low = bd[zero + d - 1] as number
        const high = bd[zero + d + 1] as number
        let x = low < high ? low : high - 1
        let y = x - d
        while (xFrom < x && yFrom < y && a[x - 1] === b[y - 1]) {
          x--
          y--
        }
        bd[zero + d] = x
        if (!odd && fMin <= d && d <= fMax && x <= (fd[zero + d] as number)) return { x, y }
      }
    }
  }
}

/** Slides runs of changes: together with neighbours, else to the end, aligned with changes of the other file. */
function shiftBoundaries(keys: readonly number[], changed: Uint8Array, otherChanged: Uint8Array): void {
  const end = keys.length
  let i = 0
  let j = 0
  for (;;) {
    while (i < end && !changed[i]) {
      while (otherChanged[j++]) {}
      i++
    }
    if (i === end) return
    let start = i
    while (changed[++i]) {}
    while (otherChanged[j]) j++
    let length: number
    let corresponding: number
    do {
      length = i - start
      while (start > 0 && keys[start - 1] === keys[i - 1]) {
        changed[--start] = 1
        changed[--i] = 0
        while (changed[start - 1]) start--
        while (otherChanged[--j]) {}
      }
      corresponding = otherChanged[j - 1] ? i : end
      while (i !== end && keys[start] === keys[i]) {
        changed[start++] = 0
        changed[i++] = 1
        while (changed[i]) i++
        while (otherChanged[++j]) corresponding = i
      }
    } while (length !== i - start)
    while (corresponding < i) {
      changed[--start] = 1
      changed[--i] = 0
      while (otherChanged[--j]) {}
    }
  }
}

function changesOf(removed: Uint8Array, added: Uint8Array, aLength: number, bLength: number): readonly Change[] {
  const changes: Change[] = []
  let i = 0
  let j = 0
  while (i < aLength || j < bLength) {
    if (!removed[i] && !added[j]) {
      i++
      j++
      continue
    }
    const [from, to] = [i, j]
    while (i < aLength && removed[i]) i++
    while (j < bLength && added[j]) j++
    changes.push({ from, deleted: i - from, to, inserted: j - to })
  }
  return changes
}
