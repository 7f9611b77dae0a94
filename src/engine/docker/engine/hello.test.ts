import { expect, test } from 'vitest'
import { executable } from '../../linux/kernel/fs/tree.ts'
import { dockerHost } from '../testing/docker-host.ts'

const hello = {
  tags: ['hello:latest'],
  layers: [
    {
      '/bin/hello': executable('test/hello', 20_000),
      '/bin/sleep': executable('test/sleep', 20_000),
      '/bin/cat': executable('test/cat', 20_000),
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
    },
  ],
  config: { Cmd: ['hello', 'world'], Env: ['PATH=/bin'] },
}

test('a container runs a program of a loaded image', () => {
  const host = dockerHost({ images: [hello] })
  expect(host.api('GET', '/_ping').text).toBe('OK')
  const images = host.api('GET', '/images/json').json as { RepoTags: string[] }[]
  expect(images.map((image) => image.RepoTags)).toEqual([['hello:latest']])
  const created = host.api('POST', '/containers/create?name=first', { Image: 'hello', HostConfig: {} }).json as { Id: string }
  const started = host.api('POST', '/containers/first/start')
  expect(started.text).toBe('')
  expect(host.api('POST', '/containers/first/wait').json).toEqual({ StatusCode: 0 })
  const logs = host.api('GET', '/containers/first/logs?stdout=1')
  expect(logs.text.slice(8)).toBe(`hello from ${created.Id.slice(0, 12)} as 1: world\n`)
})
