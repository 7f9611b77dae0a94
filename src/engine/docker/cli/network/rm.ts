import { ApiError } from '../client/api-error.ts'
import { confirm } from '../command/confirm.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'

const ingressWarning =
  'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly created ingress networks will be impaired.\nAre you sure you want to continue?'

/** docker network rm */
export const rm: Verb = function* ({ cli, args, flags }) {
  let failed = false
  for (const name of args) {
    try {
      const network = yield* tryInspect(cli, name)
      if (network?.Ingress && !(yield* confirm(cli, ingressWarning))) continue
      yield* cli.client.done('DELETE', `/networks/${name}`)
      yield* cli.print(`${name}\n`)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      if (flags.bool('force') && failure instanceof ApiError && failure.notFound) continue
      yield* cli.warn(failure.message)
      failed = true
    }
  }
  if (failed) throw new Failure(cli.release.major >= 28 ? 'exit status 1' : '', 1)
  return 0
}

function* tryInspect(cli: Parameters<Verb>[0]['cli'], name: string) {
  try {
    return yield* cli.client.json<{ readonly Ingress: boolean }>('GET', `/networks/${name}`)
  } catch (failure) {
    if (failure instanceof Failure) return undefined
    throw failure
  }
}
