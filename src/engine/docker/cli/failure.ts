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

/** Something the real client does and this one does not. */
export const notSimulated = (what: string): Failure => new Failure(`cais: docker: ${what} is not simulated`)
