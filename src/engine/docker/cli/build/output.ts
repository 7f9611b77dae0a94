import type { Sys } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import { sys } from '../../../linux/sys.ts'
import type { Cli } from '../cli.ts'
import { saveToFile } from '../command/output-file.ts'
import { baseOf, cleanPath, parentOf, temporaryName, workingDirectory } from '../container/copy-paths.ts'
import { Failure, notSimulated } from '../failure.ts'

/** Where a build's result goes: into the daemon's images, a directory or a tar. */
export type BuildOutput = { readonly kind: 'image' } | { readonly kind: 'local' | 'tar'; readonly dest: string }

/** `--output` (buildx util/buildflags export.go): a path means `type=local`, `-` a tar on standard output. */
export function buildOutput(values: readonly string[]): BuildOutput {
  if (values.length > 1) throw notSimulated('build: more than one --output')
  const [text] = values
  if (text === undefined) return { kind: 'image' }
  if (text === '-') return { kind: 'tar', dest: '-' }
  if (!text.includes('=')) return { kind: 'local', dest: text }
  const fields = new Map(
    text.split(',').map((field) => {
      const at = field.indexOf('=')
      if (at < 0) throw new Failure(`invalid value ${field}`)
      return [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1)] as const
    }),
  )
  return outputOf(fields)
}

function outputOf(fields: ReadonlyMap<string, string>): BuildOutput {
  const type = fields.get('type')
  const dest = fields.get('dest')
  if (type === undefined) throw new Failure('type is required for output')
  for (const name of fields.keys()) if (!['type', 'dest'].includes(name)) throw notSimulated(`build: --output with ${name}`)
  switch (type) {
    case 'local':
    case 'tar':
      if (dest === undefined && type === 'local') throw new Failure('dest is required for local exporter')
      if (dest === '-' && type === 'local') throw new Failure('dest cannot be stdout for local exporter')
      return { kind: type, dest: dest ?? '-' }
    case 'image':
      return { kind: 'image' }
    case 'docker':
      if (dest === undefined) return { kind: 'image' }
      throw notSupported('Docker exporter')
    case 'oci':
      throw notSupported('OCI exporter')
    case 'registry':
      throw notSimulated('build: --output type=registry')
    default:
      throw new Failure(`failed to solve: exporter "${type}" could not be found`)
  }
}

const notSupported = (feature: string): Failure =>
  new Failure(
    `${feature} is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.\nLearn more at https://docs.docker.com/go/build-exporters/`,
  )

/** Before anything is built: a tar must not go to a terminal, a directory must not be a file. */
export function* checkOutput(cli: Cli, output: BuildOutput): Sys<void> {
  if (output.kind === 'image') return
  if (output.dest === '-') {
    if (yield* cli.isTerminal(1)) throw new Failure('dest file is required for tar exporter. refusing to write to console')
    return
  }
  const stat = yield* sys.stat({ path: output.dest })
  if (output.kind === 'local' && stat.ok && stat.value.type !== 'directory') throw new Failure(`destination directory ${output.dest} is a file`)
  if (output.kind === 'tar' && stat.ok && stat.value.type === 'directory') throw new Failure(`destination file ${output.dest} is a directory`)
}

/** Takes the built files from the daemon and puts them where they belong. */
export function* receiveOutput(cli: Cli, output: BuildOutput, exported: string): Sys<void> {
  if (output.kind === 'image') return
  const answer = yield* cli.client.call('GET', `/build/export/${exported}`)
  if (output.dest === '-') {
    yield* answer.body.saveTo(1)
    return
  }
  const path = cleanPath(output.dest, yield* workingDirectory())
  if (output.kind === 'tar') {
    yield* saveToFile(answer.body, path)
    return
  }
  const archive = yield* temporaryName(parentOf(path))
  yield* saveToFile(answer.body, archive)
  yield* sys.mkdir({ path, mode: 0o755 })
  const unpacked = yield* sys.unpack({ archive, directory: path })
  yield* sys.unlink({ path: archive })
  if (!unpacked.ok) throw new Failure(`failed to copy files: ${baseOf(path)}: ${strerror(unpacked.error).toLowerCase()}`)
}
