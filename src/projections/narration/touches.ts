/** Which things of the scene a fact is about, in the order in which it touched them: a packet's hops, a process, a container. */
import type { Fact, FactValue } from '../../engine/base/trace.ts'
import { sceneId } from '../scene/ids.ts'
import type { EntityId } from '../scene/scene.ts'

export interface Touch {
  readonly entity: EntityId
  /** For a packet: which of the fact's `hops`. */
  readonly hop?: number
}

type Data = Readonly<Record<string, FactValue>>

export function touchesOf(fact: Fact): readonly Touch[] {
  const { host, data } = fact
  const touches: Touch[] = []
  const actor = /\[(\d+)\]$/.exec(fact.actor)?.[1]
  const pid = typeof data.pid === 'number' ? data.pid : actor === undefined ? undefined : Number(actor)
  if (pid !== undefined) touches.push({ entity: sceneId.process(host, pid) })
  if (Array.isArray(data.hops)) touches.push(...hopTouches(host, data.hops))
  else if (typeof data.container === 'string') touches.push({ entity: sceneId.container(host, data.container) })
  else if (typeof data.layer === 'string') touches.push({ entity: sceneId.layer(host, data.layer) })
  else if (typeof data.device === 'string' && typeof data.netns === 'number')
    touches.push({ entity: sceneId.interface(host, data.netns, data.device) })
  else if (fact.kind.startsWith('machine.') || fact.kind.startsWith('kernel.')) touches.push({ entity: sceneId.kernel(host) })
  return touches
}

function hopTouches(host: string, hops: readonly FactValue[]): readonly Touch[] {
  let netns = 0
  return hops.flatMap((hop, index) => {
    if (!isRecord(hop)) return []
    if (typeof hop.netns === 'number') netns = hop.netns
    const entity = placeOf(host, netns, hop)
    return entity === undefined ? [] : [{ entity, hop: index }]
  })
}

function placeOf(host: string, netns: number, hop: Data): EntityId | undefined {
  if (hop.at === 'matched-rule') {
    const { table, chain, rule } = hop
    return table === 'nat' && typeof rule === 'number' ? sceneId.rule(host, netns, 'nat', String(chain), rule) : undefined
  }
  const device = hop.bridge ?? hop.device
  return typeof device === 'string' ? sceneId.interface(host, netns, device) : undefined
}

function isRecord(value: FactValue): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
