/** A build that fails; the message is what the client shows after `ERROR: …`. `line` points into the Dockerfile. */
export class BuildProblem extends Error {
  constructor(
    message: string,
    readonly lines: { readonly first: number; readonly last: number } | undefined = undefined,
  ) {
    super(message)
  }
}
