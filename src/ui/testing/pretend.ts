/** A connection without an engine, for working on the screen: a still scene, an echoing terminal. Development and tests only. */
import type { Fact } from '../../engine/base/trace.ts'
import type { Scene } from '../../projections/scene/scene.ts'
import type { FromWorker, StoryFact, ToWorker } from '../../worker/protocol.ts'
import type { Connection } from '../session/connection.ts'
import { sceneDiff } from './scene.ts'

const prompt = '\x1b[38;5;79m[root@matrix-01 apache]#\x1b[0m '

const transcript = [
  `${prompt}docker run -dit --name meu-primeiro-container -p 8080:80 meu-apache`,
  '3f2a9c51d0e7b1c64a0f52d1e8b7a9930c1d2e4f5a6b7c8d9e0f1a2b3c4d5e6f',
  `${prompt}netstat -antp | grep -i :8080`,
  'tcp        0      0 0.0.0.0:8080            0.0.0.0:*               LISTEN      4089/docker-proxy',
  `${prompt}curl http://localhost:8080`,
  '<h1>Minha primeira página num container</h1>',
  prompt,
].join('\r\n')

export interface Pretence {
  readonly connection: Connection
  readonly sent: readonly ToWorker[]
  say(message: FromWorker): void
}

export function pretend(scene: Scene): Pretence {
  const sent: ToWorker[] = []
  let receive: (message: FromWorker) => void = () => {}
  let sequence = 0
  const say = (message: FromWorker) => receive(message)
  const frame = (more: Partial<Extract<FromWorker, { kind: 'frame' }>>) =>
    say({ kind: 'frame', sequence: ++sequence, atMs: scene.atMs, output: [], facts: [], marks: [], ...more })
  const answer = (message: ToWorker) => {
    if (message.kind === 'open' || message.kind === 'reset' || message.kind === 'undo') open(say, frame, scene, message)
    if (message.kind === 'input' && message.input.kind === 'keys')
      frame({ output: [{ terminal: message.input.terminal, data: message.input.data.replaceAll('\r', `\r\n${prompt}`) }] })
    if (message.kind === 'type') frame({ output: [{ terminal: message.terminal, data: `${message.text}\r\n${prompt}` }] })
    if (message.kind === 'input' && message.input.kind === 'browse') browse(say, message.input)
    if (message.kind === 'inspect') {
      const entity = scene.entities.get(message.entity)
      const command = entity?.kind === 'container' ? { host: 'matrix-01', text: `docker inspect ${entity.label}` } : undefined
      say({ kind: 'inspection', request: message.request, entity: message.entity, facts: {}, json: entity?.facts ?? {}, ...(command && { command }) })
    }
    if (message.kind === 'export') {
      say({
        kind: 'exported',
        request: message.request,
        log: { format: 1, engine: '1', world: 'workshop', seed: 1, inputs: [], untilMs: scene.atMs },
      })
    }
  }
  return {
    sent,
    say,
    connection: {
      post: (message) => {
        sent.push(message)
        queueMicrotask(() => answer(message))
      },
      listen: (listener) => {
        receive = listener
      },
    },
  }
}

function open(say: Pretence['say'], frame: (more: Partial<Extract<FromWorker, { kind: 'frame' }>>) => void, scene: Scene, message: ToWorker): void {
  say({
    kind: 'opened',
    session: 'workshop',
    world: 'workshop',
    seed: 1,
    atMs: scene.atMs,
    startsAtMs: Date.UTC(2024, 5, 10, 14),
    why: message.kind === 'reset' ? 'reset' : 'new',
    speed: 1,
    hosts: [{ host: 'matrix-01', os: 'CentOS Linux 7 (Core)', powered: true, plugged: true }],
    terminals: [
      { terminal: '1', host: 'matrix-01', foreground: 'bash', cols: 100, rows: 24, alive: true },
      { terminal: '2', host: 'matrix-01', foreground: 'vi', cols: 100, rows: 24, alive: true },
    ],
  })
  frame({
    output: [{ terminal: '1', data: transcript }],
    scene: sceneDiff(scene),
    facts: facts(),
    marks: [
      { atMs: 40_000, kind: 'command', label: 'yum install docker-ce' },
      { atMs: 180_000, kind: 'image', label: 'docker pull httpd' },
      { atMs: 400_000, kind: 'image', label: 'docker build' },
      { atMs: 460_000, kind: 'container', label: 'docker run' },
    ],
    lesson: {
      lesson: 'apache-image',
      steps: [],
    },
  })
  say({ kind: 'saved', atMs: scene.atMs })
}

function browse(say: Pretence['say'], { visit, host, url }: { visit: number; host: string; url: string }): void {
  const answer = { kind: 'page', visit, host, url, tookMs: 12 } as const
  if (url.includes('8080')) {
    const headers = [
      ['Server', 'Apache/2.4.59 (Unix)'],
      ['Content-Type', 'text/html'],
      ['Content-Length', '61'],
    ] as const
    say({
      ...answer,
      outcome: {
        kind: 'response',
        status: 200,
        reason: 'OK',
        headers,
        body: '<h1>Minha primeira página num container</h1><p><a href="/outra">outra</a></p>',
        binary: false,
      },
    })
  } else {
    say({ ...answer, outcome: { kind: 'error', error: 'connection-refused', message: 'connect ECONNREFUSED 127.0.0.1:80' } })
  }
}

function facts(): readonly StoryFact[] {
  const make = (id: number, cause: number | undefined, kind: string, actor: string, data: Fact['data'], touches: readonly string[]): StoryFact => ({
    id,
    atMs: 460_000 + id * 20,
    host: 'matrix-01',
    kind,
    actor,
    cause,
    data,
    touches: touches.map((entity) => ({ entity })),
  })
  return [
    make(1, undefined, 'process.executed', 'bash[1502]', { path: '/usr/bin/docker', argv: ['docker', 'run', '-dit', 'meu-apache'] }, [
      'process:matrix-01/1502',
    ]),
    make(2, 1, 'docker.requested', 'docker[4080]', { method: 'POST', path: '/containers/create' }, ['daemon:matrix-01/1210']),
    make(3, 2, 'container.created', 'dockerd[1210]', { name: 'meu-primeiro-container', layers: 5 }, ['container:matrix-01/3f2a9c51d0e7']),
    make(4, 2, 'namespace.created', 'runc[4110]', { flags: 'NEWPID NEWNET NEWNS NEWUTS NEWIPC' }, ['kernel:matrix-01']),
    make(10, undefined, 'packet.sent', 'curl[4200]', { destination: '127.0.0.1:8080' }, ['process:matrix-01/4200', 'interface:matrix-01/lo']),
    make(11, 10, 'packet.matched-rule', 'kernel', { chain: 'DOCKER', target: 'DNAT' }, ['rule:matrix-01/nat8080']),
    make(12, 10, 'packet.forwarded', 'kernel', { interface: 'docker0' }, [
      'bridge:matrix-01/docker0',
      'interface:matrix-01/veth9c1e',
      'interface:matrix-01/c/eth0',
    ]),
    make(13, 10, 'packet.delivered', 'kernel', { port: 80 }, ['process:matrix-01/4127']),
  ]
}
