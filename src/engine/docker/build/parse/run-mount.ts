import { ramInBytes } from '../../../base/units.ts'
import { BuildProblem } from '../problem.ts'

/** `RUN --mount=…` (BuildKit instructions/commands_runmount.go). Leaves out: secrets and ssh agents, which need a client's session. */
export interface RunMount {
  readonly type: 'bind' | 'cache' | 'tmpfs'
  readonly target: string
  /** In the context, or the stage or image of `from`. */
  readonly source: string
  readonly from: string | undefined
  /** Which cache; its target where none is given. */
  readonly id: string
  readonly readOnly: boolean
  readonly sizeBytes: number | undefined
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

const known = ['type', 'target', 'source', 'from', 'id', 'readonly', 'readwrite', 'size', 'mode', 'uid', 'gid', 'sharing', 'required', 'env']
const synonyms: Readonly<Record<string, string>> = { dst: 'target', destination: 'target', src: 'source', ro: 'readonly', rw: 'readwrite' }

export function parseRunMount(text: string, expand: (word: string) => string = (word) => word): RunMount {
  const fields = new Map<string, string>()
  for (const field of text.split(',')) {
    const at = field.indexOf('=')
    const name = (at < 0 ? field : field.slice(0, at)).trim().toLowerCase()
    const key = synonyms[name] ?? name
    if (!known.includes(key)) throw new BuildProblem(`unexpected key '${name}' in '${field}'`)
    fields.set(key, at < 0 ? 'true' : expand(field.slice(at + 1)))
  }
  const type = fields.get('type') ?? 'bind'
  if (type === 'secret' || type === 'ssh') throw new BuildProblem(`cais: docker build: RUN --mount=type=${type} is not simulated`)
  if (type !== 'bind' && type !== 'cache' && type !== 'tmpfs') throw new BuildProblem(`unsupported mount type "${type}"`)
  const target = fields.get('target')
  if (target === undefined) throw new BuildProblem(`invalid mount config for type "${type}": field Target must not be empty`)
  const size = fields.has('size') ? ramInBytes(fields.get('size') ?? '') : undefined
  if (size && !size.ok) throw new BuildProblem(`invalid value for size: ${fields.get('size')}`)
  return {
    type,
    target,
    source: fields.get('source') ?? '',
    from: fields.get('from'),
    id: fields.get('id') ?? target,
    readOnly: type === 'bind' ? fields.get('readwrite') !== 'true' : fields.get('readonly') === 'true',
    sizeBytes: size?.value,
    mode: Number.parseInt(fields.get('mode') ?? '755', 8),
    uid: Number(fields.get('uid') ?? 0),
    gid: Number(fields.get('gid') ?? 0),
  }
}
