/**
 * A command that fails throws this; the client's entry prints the message on standard error and exits with the code. An empty message prints nothing
 * (the exit code of a container that was run).
 */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message)
  }
}

/** A message in front of a failure that keeps its exit code: `docker: …`. */
export const prefixed = (prefix: string, failure: Failure): Failure => new Failure(prefix + failure.message, failure.exitCode)

/** Something the real client does and this one does not. */
export const notSimulated = (what: string): Failure => new Failure(`cais: docker: ${what} is not simulated`)
