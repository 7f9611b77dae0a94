import { expect, test } from 'vitest'
import type { ImageSummary } from '../../api/image.ts'
import { runOnce } from '../../testing/containers.ts'
import { dockerHost } from '../../testing/docker-host.ts'
import { toolsImage } from '../../testing/tools-image.ts'

const registryConfig = { '/etc/registry.yml': 'version: 0.1\nhttp:\n  addr: :5000\n' }

const statuses = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id?: string; status?: string; error?: string })
    .map(({ id, status, error }) => (error !== undefined ? `error ${error}` : id === undefined ? status : `${id}: ${status}`))

test('images travel through a registry', () => {
  const docker = dockerHost({ images: [toolsImage], files: registryConfig })
  docker.start(['registry', 'serve', '/etc/registry.yml'])
  docker.advance(100)
  expect(docker.api('POST', '/images/tools/tag?repo=localhost:5000/mine/tools&tag=1.0').status).toBe(201)
  const pushed = statuses(docker.api('POST', '/images/localhost:5000/mine/tools/push?tag=1.0').text)
  expect(pushed[0]).toBe('The push refers to repository [localhost:5000/mine/tools]')
  expect(pushed).toContainEqual(expect.stringMatching(/: Pushed$/))
  expect(pushed).toContainEqual(expect.stringMatching(/^1\.0: digest: sha256:[0-9a-f]{64} size: \d+$/))
  expect(statuses(docker.api('POST', '/images/localhost:5000/mine/tools/push?tag=1.0').text)).toContainEqual(
    expect.stringMatching(/: Layer already exists$/),
  )
  expect(statuses(docker.api('POST', '/images/localhost:5000/mine/tools/push?tag=2.0').text).at(-1)).toBe(
    'error tag does not exist: localhost:5000/mine/tools:2.0',
  )

  for (const name of ['tools', 'localhost:5000/mine/tools:1.0']) docker.api('DELETE', `/images/${name}`)
  expect(docker.api('GET', '/images/json').json).toEqual([])
  const pulled = statuses(docker.api('POST', '/images/create?fromImage=localhost:5000/mine/tools&tag=1.0').text)
  expect(pulled.map((line) => line?.replace(/^[0-9a-f]{12}/, 'ID').replace(/sha256:.*/, 'DIGEST'))).toEqual([
    '1.0: Pulling from mine/tools',
    'ID: Pulling fs layer',
    'ID: Downloading',
    'ID: Verifying Checksum',
    'ID: Download complete',
    'ID: Extracting',
    'ID: Pull complete',
    'Digest: DIGEST',
    'Status: Downloaded newer image for localhost:5000/mine/tools:1.0',
  ])
  const [image] = docker.api('GET', '/images/json').json as ImageSummary[]
  expect([image?.RepoTags, image?.RepoDigests?.length]).toEqual([['localhost:5000/mine/tools:1.0'], 1])
  docker.api('POST', '/images/localhost:5000/mine/tools:1.0/tag?repo=tools')
  expect(runOnce(docker, ['cat', '/data/seed'])).toBe('seed\n')
  expect(statuses(docker.api('POST', '/images/create?fromImage=localhost:5000/mine/tools&tag=1.0').text).at(-1)).toBe(
    'Status: Image is up to date for localhost:5000/mine/tools:1.0',
  )
})

test('pulling says why it cannot', () => {
  const docker = dockerHost({ files: registryConfig })
  const error = (name: string, tag = 'latest') => {
    const { status, json } = docker.api('POST', `/images/create?fromImage=${name}&tag=${tag}`)
    return [status, (json as { message: string }).message]
  }
  expect(error('127.0.0.1:5999/foo')).toEqual([500, 'Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused'])
  docker.start(['registry', 'serve', '/etc/registry.yml'])
  docker.advance(100)
  expect(error('localhost:5000/nosuch', '1')).toEqual([404, 'manifest for localhost:5000/nosuch:1 not found: manifest unknown: manifest unknown'])
  expect(error('Busybox')).toEqual([400, 'invalid reference format: repository name (library/Busybox) must be lowercase'])
})

test('saved images load again', () => {
  const docker = dockerHost({ images: [toolsImage] })
  docker.run(['download', '/images/get?names=tools', '/root/tools.tar'])
  docker.api('DELETE', '/images/tools')
  expect(statuses(docker.api('POST', '/images/load?quiet=1', '@/root/tools.tar').text.replaceAll('stream', 'status'))).toEqual([
    'Loaded image: tools:latest\n',
  ])
  expect(runOnce(docker, ['hello', 'again'])).toContain('again')
})
