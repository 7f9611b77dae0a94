/** A bug in Cais itself, as opposed to an error of the simulated system. The lab reports it with a replayable log. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure'
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message)
}
