import type { Sys } from '../../../linux/kernel/calls.ts'
import type { LogConfig } from '../../api/host-config.ts'
import { mkdirAll } from '../../oci/files.ts'
import type { Container } from '../container/container.ts'
import { internal, invalid } from '../errdefs.ts'
import { JsonFileLog, rotationOf } from './json-file.ts'
import type { LogDriver } from './log-driver.ts'

/** Log drivers by name and the options each takes (moby daemon/logger/factory.go). */
const options: Readonly<Record<string, readonly string[]>> = {
  'json-file': ['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'],
  local: ['max-file', 'max-size', 'compress'],
  none: [],
}

const everywhere = ['mode', 'max-buffer-size']

/** Plugins.Log of `docker info`. */
export const logDriverNames = ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog']

/** Throws what creating a container with this configuration answers. */
export function verifyLogConfig(config: LogConfig): void {
  const { Type: name, Config } = config
  if (name === '') return
  const known = options[name]
  if (!known) {
    if (logDriverNames.includes(name)) throw internal(`cais: dockerd: log driver ${name} is not simulated`)
    throw invalid(`logger: no log driver named '${name}' is registered`)
  }
  if (name === 'none') return
  for (const key of Object.keys(Config ?? {})) {
    if (!known.includes(key) && !everywhere.includes(key)) throw invalid(`unknown log opt '${key}' for ${name} log driver`)
  }
  const rotation = rotationOf(Config ?? {})
  if (typeof rotation === 'string') throw invalid(rotation)
}

export function* openLog(container: Container): Sys<LogDriver | undefined> {
  const { Type: name, Config } = container.hostConfig.LogConfig
  if (name === 'none') return undefined
  const rotation = rotationOf(Config)
  if (typeof rotation === 'string') throw invalid(rotation)
  const local = name === 'local'
  if (local) yield* mkdirAll(`${container.directory}/local-logs`, 0o700)
  const log = new JsonFileLog({
    path: local ? `${container.directory}/local-logs/container.log` : container.logPath,
    maxSize: rotation.maxSize ?? (local ? 20 * 1024 * 1024 : undefined),
    maxFiles: local && Config['max-file'] === undefined ? 5 : rotation.maxFiles,
    attributes: attributesOf(container, Config),
  })
  yield* log.open()
  return log
}

/** Labels and variables that each line carries (`--log-opt labels=…,env=…`). */
function attributesOf(container: Container, config: Readonly<Record<string, string>>): Record<string, string> {
  const out: Record<string, string> = {}
  const list = (text: string | undefined) => (text ? text.split(',').map((one) => one.trim()) : [])
  for (const label of list(config.labels)) {
    const value = container.config.Labels?.[label]
    if (value !== undefined) out[label] = value
  }
  for (const name of list(config.env)) {
    const value = container.config.Env?.find((entry) => entry.startsWith(`${name}=`))
    if (value !== undefined) out[name] = value.slice(name.length + 1)
  }
  return out
}
