import type { Arguments, CallName, Request, Returned, Sys } from './kernel/calls.ts'

/** Every system call as a function to `yield*`: `const fd = yield* sys.open({ path, flags: O.RDONLY })`. */
export type SystemCalls = { readonly [K in CallName]: (request: Arguments<K>) => Sys<Returned<K>> }

function* perform(request: Request): Sys<unknown> {
  return yield request
}

export const sys = new Proxy({} as Record<string, unknown>, {
  get: (known, call: string) => {
    known[call] ??= (request: object) => perform({ call, ...request } as Request)
    return known[call]
  },
}) as unknown as SystemCalls
