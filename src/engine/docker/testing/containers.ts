import type { ContainerInspect } from '../api/container.ts'
import type { DockerHost } from './docker-host.ts'

/** Short words for what tests do with containers of the tools image. */
export function create(docker: DockerHost, name: string, body: object): string {
  const answer = docker.api('POST', `/containers/create?name=${name}`, { Image: 'tools', ...body })
  if (answer.status !== 201) throw new Error(answer.text)
  return (answer.json as { Id: string }).Id
}

export function start(docker: DockerHost, name: string): void {
  const answer = docker.api('POST', `/containers/${name}/start`)
  if (answer.status !== 204) throw new Error(answer.text)
}

/** Creates and starts; the id. */
export function launch(docker: DockerHost, name: string, body: object): string {
  const id = create(docker, name, body)
  start(docker, name)
  return id
}

export const inspect = (docker: DockerHost, name: string): ContainerInspect => docker.api('GET', `/containers/${name}/json`).json as ContainerInspect

/** Frames of a multiplexed stream that was decoded as text (their lengths may be lost): `1:text`, `2:text`. */
export function frames(text: string): readonly string[] {
  const headers = [...text.matchAll(/([\0-\x03])\0\0\0[\s\S]{4}/g)]
  return headers.map((header, index) => `${header[1]?.charCodeAt(0)}:${text.slice(header.index + 8, headers[index + 1]?.index)}`)
}

/** What the container said, chunk by chunk. */
export const output = (docker: DockerHost, name: string): readonly string[] =>
  frames(docker.api('GET', `/containers/${name}/logs?stdout=1&stderr=1`).text).map((one) => one.slice(2))

let runs = 0

/** Runs a command in a fresh container to its end: its output, then `exit N` when that is not 0. */
export function runOnce(docker: DockerHost, cmd: readonly string[], body: object = {}): string {
  const name = `once${runs++}`
  launch(docker, name, { Cmd: cmd, ...body })
  const { StatusCode } = docker.api('POST', `/containers/${name}/wait`).json as { StatusCode: number }
  const text = output(docker, name).join('')
  docker.api('DELETE', `/containers/${name}`)
  return StatusCode === 0 ? text : `${text}exit ${StatusCode}`
}
