import { decode } from '../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../../linux/kernel/calls.ts'
import { writeBytes } from '../../../linux/libc/stdio.ts'
import { FrameReader } from '../../api/stdcopy.ts'
import { Failure } from '../failure.ts'

/** Something to read from until it ends: an answer's body or a hijacked connection. */
export interface Source {
  read(): Sys<Res<Uint8Array | undefined>>
}

/** Copies a container's output to this process's: as it is from a terminal, else taken apart into standard output and error. */
export function* copyOutput(source: Source, tty: boolean): Sys<void> {
  const frames = new FrameReader()
  for (;;) {
    const chunk = yield* source.read()
    if (!chunk.ok || chunk.value === undefined) return
    if (tty) {
      if (!(yield* writeAll(1, chunk.value))) return
      continue
    }
    for (const frame of frames.push(chunk.value)) {
      if (frame.stream === 3) throw new Failure(`error from daemon in stream: ${decode(frame.bytes)}`)
      if (!(yield* writeAll(frame.stream === 2 ? 2 : 1, frame.bytes))) return
    }
  }
}

function* writeAll(fd: Fd, bytes: Uint8Array): Sys<boolean> {
  return (yield* writeBytes(fd, bytes)).ok
}
