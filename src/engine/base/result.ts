/** The outcome of an operation that can fail in a way its caller is expected to handle. */
export type Result<T, E> = Ok<T> | Err<E>

export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

export interface Err<E> {
  readonly ok: false
  readonly error: E
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })
export const err = <E>(error: E): Err<E> => ({ ok: false, error })

/** The success that carries nothing. Shared: never mutate. */
export const done: Ok<void> = { ok: true, value: undefined }
