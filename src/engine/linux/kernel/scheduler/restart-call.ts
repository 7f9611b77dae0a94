import type { Request } from '../calls.ts'

/** What kernel code answers when a signal came between: after its handler the given call goes on where this one was. */
export class RestartCall {
  constructor(readonly request: Request) {}
}
