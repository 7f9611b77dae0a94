import { err, ok } from '../../base/result.ts'
import type { Arguments, Res } from './calls.ts'
import type { ContentSlice } from './content.ts'
import type { Maybe, OpenFile } from './open-file.ts'
import { isKernelCode } from './open-file.ts'
import type { Task } from './task.ts'
import type { KernelCode } from './wait.ts'

type Piece = Uint8Array | ContentSlice

/** Moves bytes between descriptors without making synthetic content real (splice(2), sendfile(2), copy_file_range(2)). */
export function* splice(task: Task, { from, to, count }: Arguments<'splice'>): KernelCode<Res<number>> {
  const { files } = task.process
  const source = files.get(from)
  const target = files.get(to)
  if (!source.ok) return source
  if (!target.ok) return target
  source.value.acquire()
  target.value.acquire()
  try {
    return yield* move(task, source.value, target.value, count)
  } finally {
    source.value.release()
    target.value.release()
  }
}

function* move(task: Task, from: OpenFile, to: OpenFile, count: number): KernelCode<Res<number>> {
  const piece = yield* settled<Piece | undefined>(from.readSlice(task, count))
  if (!piece.ok) return piece
  if (!piece.value) return ok(0)
  let moved = 0
  const total = piece.value.length
  while (moved < total) {
    const rest = tail(piece.value, moved)
    const taken = yield* settled(rest instanceof Uint8Array ? to.write(task, rest) : to.writeSlice(task, rest))
    if (!taken.ok) {
      from.unread(tail(piece.value, moved))
      return moved > 0 ? ok(moved) : taken
    }
    if (taken.value === 0) return err('EIO')
    moved += taken.value
  }
  return ok(moved)
}

const tail = (piece: Piece, from: number): Piece => {
  if (from === 0) return piece
  if (piece instanceof Uint8Array) return piece.subarray(from)
  return { content: piece.content, offset: piece.offset + from, length: piece.length - from }
}

export function* settled<T>(outcome: Maybe<T>): KernelCode<Res<T>> {
  return isKernelCode(outcome) ? yield* outcome : outcome
}
