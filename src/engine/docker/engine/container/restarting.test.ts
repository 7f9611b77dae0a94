import { describe, expect, test } from 'vitest'
import { create, inspect, launch } from '../../testing/containers.ts'
import { dockerHost } from '../../testing/docker-host.ts'
import { toolsImage } from '../../testing/tools-image.ts'
import { RestartTracker } from './restart-policy.ts'

const failing = { Cmd: ['hello'], Env: ['CODE=1'], HostConfig: { RestartPolicy: { Name: 'always' } } }

describe('restart policies', () => {
  test('wait twice as long after each end, at most a minute, from the start again after ten good seconds', () => {
    const tracker = new RestartTracker({ Name: 'always', MaximumRetryCount: 0 })
    const waits = Array.from({ length: 12 }, () => tracker.next(1, false, 500))
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000])
    expect(tracker.next(1, false, 10_000)).toBe(100)
  })

  test('try as often as they say', () => {
    const tracker = new RestartTracker({ Name: 'on-failure', MaximumRetryCount: 2 })
    expect([tracker.next(3, false, 1), tracker.next(3, false, 1), tracker.next(3, false, 1)]).toEqual([100, 200, undefined])
    expect(new RestartTracker({ Name: 'on-failure', MaximumRetryCount: 0 }).next(0, false, 1)).toBeUndefined()
    expect(new RestartTracker({ Name: 'unless-stopped', MaximumRetryCount: 0 }).next(1, true, 1)).toBeUndefined()
  })
})

test('between two runs, and while it starts again, a container counts as restarting', () => {
  const docker = dockerHost({ images: [toolsImage] })
  launch(docker, 'again', failing)
  for (let look = 0; look < 40; look++) {
    docker.advance(37)
    const { Status, Running } = inspect(docker, 'again').State
    expect(['running', 'restarting']).toContain(Status)
    expect(Running).toBe(true)
    expect(docker.api('DELETE', '/containers/again').status).toBe(409)
  }
  expect(inspect(docker, 'again').RestartCount).toBeGreaterThan(2)
})

test('force removes it whatever it is doing', () => {
  const docker = dockerHost({ images: [toolsImage] })
  for (let offset = 0; offset < 12; offset++) {
    launch(docker, 'again', failing)
    docker.advance(offset * 41)
    expect(docker.api('DELETE', '/containers/again?force=1').status).toBe(204)
    docker.advance(1000)
    expect(docker.api('GET', '/containers/json?all=1').json).toEqual([])
  }
  expect(
    docker.kernel
      .processes()
      .flatMap((one) => one.argv.slice(0, 1))
      .filter((name) => /shim|hello|runc/.test(name)),
  ).toEqual([])
})

test('removal by force and by itself do not meet', () => {
  const docker = dockerHost({ images: [toolsImage] })
  launch(docker, 'brief', { Cmd: ['sleep', '1000'], HostConfig: { AutoRemove: true } })
  expect(docker.api('DELETE', '/containers/brief?force=1').status).toBe(204)
  docker.advance(1000)
  expect(docker.api('GET', '/containers/brief/json').status).toBe(404)
})

test('who waits for the removal of what never started hears no error', () => {
  const docker = dockerHost({ images: [toolsImage] })
  create(docker, 'never', { Cmd: ['nosuch'], HostConfig: { AutoRemove: true } })
  const waiting = docker.apiLater('POST', '/containers/never/wait?condition=removed')
  docker.advance(100)
  expect(docker.api('POST', '/containers/never/start').status).toBe(400)
  docker.advance(1000)
  expect(waiting.answer().json).toEqual({ StatusCode: 127 })
})

test('a first memory limit wants its swap limit', () => {
  const docker = dockerHost({ images: [toolsImage] })
  create(docker, 'tight', { Cmd: ['hello'] })
  const update = (body: object) => docker.api('POST', '/containers/tight/update', body)
  expect(update({ Memory: 67_108_864 })).toMatchObject({
    status: 409,
    json: { message: expect.stringContaining('Memory limit should be smaller than already set memoryswap limit') },
  })
  expect(update({ Memory: 67_108_864, MemorySwap: 134_217_728 }).status).toBe(200)
  expect(inspect(docker, 'tight').HostConfig).toMatchObject({ Memory: 67_108_864, MemorySwap: 134_217_728 })
})
