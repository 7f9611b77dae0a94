/** An API error: the HTTP status and the message upstream gives (moby errdefs). Thrown by the engine, answered at the route. */
export class EngineError extends Error {
  override readonly name = 'EngineError'

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

export const notModified = (): EngineError => new EngineError(304, '')
export const invalid = (message: string): EngineError => new EngineError(400, message)
export const unauthorized = (message: string): EngineError => new EngineError(401, message)
export const forbidden = (message: string): EngineError => new EngineError(403, message)
export const notFound = (message: string): EngineError => new EngineError(404, message)
export const conflict = (message: string): EngineError => new EngineError(409, message)
export const internal = (message: string): EngineError => new EngineError(500, message)
export const notImplemented = (message: string): EngineError => new EngineError(501, message)
export const unavailable = (message: string): EngineError => new EngineError(503, message)
