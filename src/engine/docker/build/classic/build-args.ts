/** Build arguments of the classic builder (moby builder/dockerfile/buildargs.go): what the Dockerfile declares, what the client gives. */
export class BuildArgs {
  /** Declared in this stage; undefined without a default. */
  private allowed = new Map<string, string | undefined>()
  /** Declared before the first FROM. */
  private readonly meta: Map<string, string | undefined>
  private readonly referenced: Set<string>

  constructor(
    private readonly given: ReadonlyMap<string, string>,
    shared?: BuildArgs,
  ) {
    this.meta = shared?.meta ?? new Map()
    this.referenced = shared?.referenced ?? new Set()
  }

  /** For a new stage: nothing declared but what stands before the first FROM. */
  forStage(): BuildArgs {
    return new BuildArgs(this.given, this)
  }

  declare(name: string, value: string | undefined): void {
    this.allowed.set(name, value)
    this.referenced.add(name)
  }

  declareGlobal(name: string, value: string | undefined): void {
    this.declare(name, value)
    this.meta.set(name, value)
  }

  /** A global argument, as FROM sees it. */
  global(name: string): string | undefined {
    return this.meta.has(name) ? (this.given.get(name) ?? this.meta.get(name)) : undefined
  }

  /** A declared argument's value. */
  get(name: string): string | undefined {
    if (!this.allowed.has(name) && !predefined.includes(name)) return undefined
    return this.given.get(name) ?? this.allowed.get(name) ?? this.meta.get(name)
  }

  /** `NAME=value` of all that have a value and that the configuration does not set itself. */
  environment(config: readonly string[]): readonly string[] {
    const taken = new Set(config.map((entry) => entry.split('=')[0]))
    return [...new Set([...this.allowed.keys(), ...predefined])].flatMap((name) => {
      const value = this.get(name)
      return value === undefined || taken.has(name) ? [] : [`${name}=${value}`]
    })
  }

  /** Of these entries, what becomes part of an image's history: the predefined ones do not. */
  recorded(entries: readonly string[]): readonly string[] {
    return entries.filter((entry) => {
      const [name = ''] = entry.split('=')
      return !predefined.includes(name) || this.allowed.has(name)
    })
  }

  unused(): readonly string[] {
    return [...this.given.keys()].filter((name) => !this.referenced.has(name) && !predefined.includes(name)).sort()
  }
}

const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']
const predefined: readonly string[] = names.flatMap((name) => [name, name.toLowerCase()])
