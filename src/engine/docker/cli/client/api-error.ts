import { Failure } from '../failure.ts'

/** The daemon answered with an error; the message begins with `Error response from daemon: `. */
export class ApiError extends Failure {
  constructor(
    readonly status: number,
    /** The daemon's own words. */
    readonly detail: string,
  ) {
    super(`Error response from daemon: ${detail}`)
  }

  get notFound(): boolean {
    return this.status === 404
  }
}

/** No daemon could be asked. */
export class ConnectionFailure extends Failure {}
