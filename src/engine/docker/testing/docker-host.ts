import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { executable, holding } from '../../linux/kernel/fs/tree.ts'
import type { ProgramTable } from '../../linux/kernel/program.ts'
import { netPrograms } from '../../linux/programs/net/table.ts'
import type { TestHost, TestHostOptions } from '../../linux/testing/host.ts'
import { testHost } from '../../linux/testing/host.ts'
import { dockerServerPrograms } from '../table.ts'
import type { TestImage } from './image-archive.ts'
import { imageArchive } from './image-archive.ts'
import { imagePrograms } from './programs.ts'
import { requestPrograms } from './request-program.ts'

export interface DockerHostOptions extends TestHostOptions {
  readonly images?: readonly TestImage[]
  readonly dockerdFlags?: readonly string[]
}

export interface DockerHost extends TestHost {
  /** One request on the daemon's socket; the body is parsed when it is JSON. */
  api(method: string, path: string, body?: unknown): ApiAnswer
  /** Starts a request and leaves it running. */
  apiLater(method: string, path: string, body?: unknown): { readonly answer: () => ApiAnswer; readonly done: () => boolean }
  /** SIGTERM, and a new one when the old one is gone. */
  restartDaemon(): void
  /** What dockerd said on standard error. */
  log(): string
}

export interface ApiAnswer {
  readonly status: number
  readonly text: string
  readonly json: unknown
}

/** A host with containerd and dockerd running and images loaded. */
export function dockerHost(options: DockerHostOptions = {}): DockerHost {
  const files: Record<string, TreeEntry> = {
    '/usr/bin/containerd-shim-runc-v2': executable('docker/shim', 12_000_000),
    '/usr/bin/docker-proxy': executable('docker/proxy', 2_000_000),
    '/usr/bin/docker-init': executable('docker/init', 765_808),
    '/usr/sbin/iptables': executable('net/iptables', 100_000),
    '/etc/resolv.conf': 'nameserver 10.0.2.3\n',
    '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\n',
  }
  options.images?.forEach((image, index) => {
    files[`/images/${index}.tar`] = holding(imageArchive(image))
  })
  const programs: ProgramTable[] = [dockerServerPrograms, imagePrograms, requestPrograms, netPrograms, ...(options.programs ?? [])]
  const host = testHost({ ...options, programs, files: { ...files, ...options.files } })
  host.start(['containerd'])
  host.advance(200)
  let daemon = host.start(['dockerd', ...(options.dockerdFlags ?? [])])
  host.advance(3000)
  const parse = (stdout: string): ApiAnswer => {
    const newline = stdout.indexOf('\n')
    const text = stdout.slice(newline + 1)
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      json = undefined
    }
    return { status: Number(stdout.slice(0, newline)), text, json }
  }
  const argv = (method: string, path: string, body: unknown) => [
    'request',
    method,
    path,
    ...(body === undefined ? [] : [typeof body === 'string' ? body : JSON.stringify(body)]),
  ]
  const docker: DockerHost = {
    ...host,
    api(method, path, body) {
      const done = host.run(argv(method, path, body))
      if (done.exitCode !== 0) throw new Error(`${method} ${path}: ${done.stderr}\n${daemon.stderr()}`)
      return parse(done.stdout)
    },
    apiLater(method, path, body) {
      const started = host.start(argv(method, path, body))
      return { answer: () => parse(started.stdout()), done: () => started.process.status !== undefined }
    },
    restartDaemon() {
      host.run(['kill', '-15', String(daemon.process.pid)])
      while (!daemon.process.status) host.advance(100)
      daemon = host.start(['dockerd', ...(options.dockerdFlags ?? [])])
      host.advance(3000)
    },
    log: () => daemon.stderr(),
  }
  options.images?.forEach((_, index) => {
    docker.api('POST', '/images/load', `@/images/${index}.tar`)
  })
  return docker
}
