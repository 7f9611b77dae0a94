import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../engine/lab/command.ts'
import { Lab } from '../engine/lab/lab.ts'
import { wholeSupply } from '../engine/lab/programs.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import { daemonServer } from './daemon-port.ts'
import { Pace } from './pace.ts'

let lab: Lab
let pace: Pace
let server: Server
let port: number

beforeAll(async () => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
  pace = new Pace(lab, Number.POSITIVE_INFINITY)
  server = daemonServer(lab, lab.firstHost, pace)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  port = (server.address() as AddressInfo).port
  pace.start()
})

afterAll(() => {
  pace.stop()
  server.close()
})

const collected = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString()
}

describe('dockerode', () => {
  const docker = () => new Docker({ host: '127.0.0.1', port })

  test('pulls an image with progress, lists it, tells versions', async () => {
    const lines = await new Promise<{ status: string }[]>((done, fail) => {
      docker().pull('alpine:latest', {}, (error, stream) => {
        if (error || !stream) fail(error)
        else docker().modem.followProgress(stream, (problem, output) => (problem ? fail(problem) : done(output)))
      })
    })
    expect(lines.at(-1)?.status).toBe('Status: Downloaded newer image for alpine:latest')
    expect((await docker().listImages()).flatMap((image) => image.RepoTags ?? [])).toContain('alpine:latest')
    expect((await docker().version()).Version).toBe('28.5.2')
  })

  test('runs a container, tells its streams apart, and its exit code', async () => {
    const [out, err] = [new PassThrough(), new PassThrough()]
    const texts = Promise.all([collected(out), collected(err)])
    const [result] = await docker().run('alpine', ['sh', '-c', 'echo to out; echo to err >&2; exit 7'], [out, err], { Tty: false })
    out.end()
    err.end()
    expect(result.StatusCode).toBe(7)
    expect(await texts).toEqual(['to out\n', 'to err\n'])
  })

  test('talks to a shell on a terminal through the hijacked stream', async () => {
    const container = await docker().createContainer({ Image: 'alpine', Cmd: ['sh'], Tty: true, OpenStdin: true, StdinOnce: true })
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
    await container.start()
    stream.write('echo $((6 * 7)); exit\n')
    expect(await collected(stream)).toContain('\r\n42\r\n')
    expect((await container.wait()).StatusCode).toBe(0)
    await container.remove()
  })

  test('executes, copies in and out, reads figures, follows events', async () => {
    const container = await docker().createContainer({ Image: 'alpine', Cmd: ['sleep', '1000'], name: 'busy' })
    const events = await docker().getEvents({ filters: JSON.stringify({ container: ['busy'] }) })
    await container.start()
    const exec = await container.exec({ Cmd: ['hostname'], AttachStdout: true, Tty: true })
    expect(await collected(await exec.start({ hijack: true, stdin: false }))).toBe(`${container.id.slice(0, 12)}\r\n`)
    const stats = await container.stats({ stream: false })
    expect(stats.pids_stats?.current).toBe(1)
    expect((await container.inspect()).State.Running).toBe(true)
    await container.remove({ force: true })
    const seen: string[] = []
    for await (const part of events) {
      for (const line of String(part).trim().split('\n')) seen.push(JSON.parse(line).Action)
      if (seen.includes('destroy')) break
    }
    expect(seen.slice(0, 1)).toEqual(['start'])
    expect(seen.slice(-1)).toEqual(['destroy'])
  })

  test('an error has its status and message', async () => {
    await expect(docker().getContainer('nobody').inspect()).rejects.toMatchObject({ statusCode: 404, json: { message: 'No such container: nobody' } })
  })
})

const binary = (() => {
  try {
    return execFileSync('docker', ['--version'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
})()

describe(`the docker binary: ${binary ?? 'none found on this computer, so nothing is compared'}`, () => {
  const home = mkdtempSync(join(tmpdir(), 'cais-docker-'))
  const real = (args: readonly string[]): Promise<string> =>
    new Promise((done) => {
      const env = { PATH: process.env.PATH, HOME: home, DOCKER_CONFIG: home, DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_HIDE_LEGACY_COMMANDS: '' }
      execFile('docker', [...args], { env, encoding: 'utf8', timeout: 20_000 }, (_error, stdout, stderr) => done(stdout + stderr))
    })
  const ours = (args: readonly string[]): string => {
    const { stdout, stderr } = runCommand(lab, lab.firstHost, `docker ${args.join(' ')}`)
    return stdout + stderr
  }

  /** The real client counts from this computer's clock, and its columns are as wide as what it says. */
  const timeless = (text: string): string => text.replace(/(About an? \w+|Less than a second|\d+ \w+) ago/g, 'AGO').replace(/ {2,}/g, '  ')

  const views: readonly (readonly string[])[] = [
    ['ps', '-a', '--no-trunc'],
    ['images'],
    ['image', 'inspect', 'httpd:2.4'],
    ['history', 'httpd:2.4'],
    ['inspect', 'web'],
    ['top', 'web', '-o', 'pid,user,args'],
    ['port', 'web'],
    ['logs', 'web'],
    ['diff', 'web'],
    ['network', 'ls'],
    ['network', 'inspect', 'bridge'],
    ['volume', 'ls'],
    ['system', 'df'],
    ['inspect', 'nobody'],
    ['rm', 'web'],
    ['run', '--rm', 'nothing/such'],
  ]

  test.runIf(binary)('prints what our own prints in the same state', async () => {
    await real(['pull', 'httpd:2.4'])
    await real(['volume', 'create', 'dados'])
    await real(['run', '-d', '--name', 'web', '-p', '8080:80', '-v', 'dados:/dados', 'httpd:2.4'])
    for (const view of views) {
      const text = await real(view)
      expect(text.length).toBeGreaterThan(10)
      expect(`$ docker ${view.join(' ')}\n${timeless(text)}`).toBe(`$ docker ${view.join(' ')}\n${timeless(ours(view))}`)
    }
  })

  test.runIf(binary)('builds, commits, tags, copies, connects, logs in, pushes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cais-build-'))
    execFileSync('sh', ['-c', `printf 'FROM alpine\\nRUN echo built > /made\\nCMD cat /made\\n' > ${folder}/Dockerfile`])
    expect(await real(['build', '-t', 'ours', folder])).toMatch(/Successfully tagged ours:latest|naming to docker.io\/library\/ours/)
    expect(await real(['run', '--rm', 'ours'])).toBe('built\n')
    expect(await real(['run', '--name', 'changed', 'alpine', 'touch', '/new'])).toBe('')
    expect(await real(['diff', 'changed'])).toBe('A /new\n')
    expect(await real(['commit', 'changed', 'again:1'])).toMatch(/^sha256:[0-9a-f]{64}\n$/)
    expect(await real(['run', '--rm', 'again:1', 'ls', '/new'])).toBe('/new\n')
    await real(['cp', 'changed:/new', `${folder}/copied`])
    expect(existsSync(`${folder}/copied`)).toBe(true)
    expect(await real(['network', 'create', 'rede'])).toMatch(/^[0-9a-f]{64}\n$/)
    expect(await real(['rm', 'changed'])).toBe('changed\n')
    expect(await real(['login', '-u', 'aluno', '-p', 'wrong'])).toContain('unauthorized: incorrect username or password')
    expect(await real(['login', '-u', 'aluno', '-p', 'cais2024'])).toContain('Login Succeeded')
    await real(['tag', 'ours', 'aluno/ours:1'])
    expect(await real(['push', 'aluno/ours:1'])).toMatch(/Mounted from library\/alpine[\s\S]*1: digest: sha256:[0-9a-f]{64} size: \d+\n$/)
  })
})
