/** What can be done to a thing from the diagram. What a person would type is typed, so that it teaches the command; the rest is the world's hands. */
import type { Entity, EntityId, Scene } from '../../projections/scene/scene.ts'
import { sendInput } from '../session/connection.ts'
import { useSession } from '../session/session.ts'
import { changeSettings } from '../settings/settings.ts'
import { visit } from '../side/browser/visits.ts'
import { openTerminal, typeLines } from '../terminal/workspace.ts'
import { selectEntity } from './selection.ts'

export interface Act {
  readonly name:
    | 'inspect'
    | 'terminal'
    | 'shell'
    | 'logs'
    | 'stop'
    | 'pause'
    | 'unpause'
    | 'start'
    | 'remove'
    | 'terminate'
    | 'kill'
    | 'unplug'
    | 'plug'
    | 'powerOff'
    | 'powerOn'
    | 'browse'
  readonly grave?: boolean
  readonly run: () => void
}

const sigterm = 15
const sigkill = 9

export function actsOn(entity: Entity, scene: Scene): readonly Act[] {
  const inspect: Act = { name: 'inspect', run: () => selectEntity(entity.id) }
  const host = hostOf(entity.id, scene)
  return host === undefined ? [inspect] : [inspect, ...actsOnHost(entity, host)]
}

/** The host on which a thing is: the one its id names, if that is a host of the session. */
export function hostOf(id: EntityId, scene: Scene): string | undefined {
  const { hosts } = useSession.getState()
  let current: EntityId | undefined = id
  for (let depth = 0; current !== undefined && depth < 32; depth++) {
    const named = current.slice(current.indexOf(':') + 1).split('/')[0]
    if (hosts.some(({ host }) => host === named)) return named
    current = scene.entities.get(current)?.parent
  }
  return undefined
}

function actsOnHost(entity: Entity, host: string): readonly Act[] {
  switch (entity.kind) {
    case 'machine':
    case 'vm':
    case 'kernel':
      return machineActs(host)
    case 'container':
      return containerActs(entity, host)
    case 'process':
    case 'daemon':
      return processActs(entity, host)
    case 'port': {
      const port = /\d+/.exec(entity.label)?.[0]
      return port === undefined ? [] : [{ name: 'browse', run: () => visit(`http://localhost:${port}`, host) }]
    }
    case 'published': {
      const port = entity.facts.hostPort
      return port === undefined ? [] : [{ name: 'browse', run: () => visit(`http://localhost:${port}`, host) }]
    }
    case 'network':
      return [{ name: 'remove', grave: true, run: () => type(`docker network rm ${entity.label}`, host) }]
    case 'image':
      return [{ name: 'remove', grave: true, run: () => type(`docker rmi ${entity.label}`, host) }]
    case 'volume':
      return [{ name: 'remove', grave: true, run: () => type(`docker volume rm ${entity.label}`, host) }]
    default:
      return []
  }
}

function machineActs(host: string): readonly Act[] {
  const info = useSession.getState().hosts.find((each) => each.host === host)
  if (!info?.powered) return [{ name: 'powerOn', run: () => sendInput({ kind: 'power-on', host }) }]
  return [
    { name: 'terminal', run: () => showTerminal(() => openTerminal(host)) },
    { name: 'browse', run: () => visit('http://localhost', host) },
    info.plugged
      ? { name: 'unplug', run: () => sendInput({ kind: 'unplug', host }) }
      : { name: 'plug', run: () => sendInput({ kind: 'plug', host }) },
    { name: 'powerOff', grave: true, run: () => sendInput({ kind: 'power-off', host }) },
  ]
}

function containerActs({ label, state }: Entity, host: string): readonly Act[] {
  const logs: Act = { name: 'logs', run: () => type(`docker logs ${label}`, host) }
  const remove: Act = { name: 'remove', grave: true, run: () => type(`docker rm -f ${label}`, host) }
  if (state === 'paused') return [{ name: 'unpause', run: () => type(`docker unpause ${label}`, host) }, logs, remove]
  if (state !== 'running') return [{ name: 'start', run: () => type(`docker start ${label}`, host) }, logs, remove]
  return [
    { name: 'shell', run: () => type(`docker exec -it ${label} sh`, host) },
    logs,
    { name: 'pause', run: () => type(`docker pause ${label}`, host) },
    { name: 'stop', run: () => type(`docker stop ${label}`, host) },
    remove,
  ]
}

function processActs({ facts }: Entity, host: string): readonly Act[] {
  const pid = Number(facts.pid)
  if (!Number.isInteger(pid) || pid <= 0) return []
  return [
    { name: 'terminate', run: () => sendInput({ kind: 'kill', host, pid, signal: sigterm }) },
    { name: 'kill', grave: true, run: () => sendInput({ kind: 'kill', host, pid, signal: sigkill }) },
  ]
}

function type(line: string, host: string): void {
  showTerminal(() => typeLines(line, host))
}

function showTerminal(then: () => void): void {
  changeSettings({ pane: 'terminal' })
  then()
}
