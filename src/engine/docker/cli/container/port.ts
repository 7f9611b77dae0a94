import type { ContainerInspect } from '../../api/container.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { naturalOrder } from '../formatter/natural-order.ts'
import { hostPort } from '../formatter/ports.ts'

/** docker port */
export const port: Verb = function* ({ cli, args }) {
  const [name = '', wanted] = args
  const container = yield* cli.client.json<ContainerInspect>('GET', `/containers/${name}/json`)
  const ports = container.NetworkSettings.Ports ?? {}
  const out: string[] = []
  if (wanted !== undefined && wanted !== '') {
    const [number = '', protocol] = wanted.split('/')
    if (!/^\d+$/.test(number)) throw new Failure(`Error: invalid port (${number}): strconv.ParseUint: parsing "${number}": invalid syntax`)
    const bindings = ports[`${number}/${protocol || 'tcp'}`]
    if (!bindings || bindings.length === 0) throw new Failure(`Error: No public port '${wanted}' published for ${name}`)
    for (const binding of bindings) out.push(hostPort(binding.HostIp, binding.HostPort))
  } else {
    for (const [key, bindings] of Object.entries(ports))
      for (const binding of bindings ?? []) out.push(`${key} -> ${hostPort(binding.HostIp, binding.HostPort)}`)
  }
  if (out.length > 0) yield* cli.print(`${out.sort(naturalOrder).join('\n')}\n`)
  return 0
}
