import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** apt.conf(5): /etc/apt/apt.conf.d and /etc/apt/apt.conf, then `-o`. Scalars by lower-case name; lists gather. Leaves out #include and #clear. */
export class AptConfig {
  private readonly values = new Map<string, string[]>()

  static *read(): Sys<AptConfig> {
    const config = new AptConfig()
    const folder = '/etc/apt/apt.conf.d'
    const entries = yield* sys.getdents({ path: folder })
    const names = (entries.ok ? entries.value : []).map((entry) => entry.name).filter((name) => /^[\w-]+(\.conf)?$/.test(name))
    for (const path of [...names.sort().map((name) => `${folder}/${name}`), '/etc/apt/apt.conf']) {
      const text = yield* readFile(path)
      if (text.ok) config.parse(text.value)
    }
    return config
  }

  get(name: string): string | undefined {
    return this.values.get(name.toLowerCase())?.at(-1)
  }

  list(name: string): readonly string[] {
    return this.values.get(name.toLowerCase()) ?? []
  }

  is(name: string, otherwise: boolean): boolean {
    const value = this.get(name)
    return value === undefined ? otherwise : /^(1|yes|true|with|on|enable)$/i.test(value)
  }

  set(name: string, value: string): void {
    const key = name.replace(/::$/, '').toLowerCase()
    this.values.set(key, name.endsWith('::') ? [...this.list(key), value] : [value])
  }

  private parse(text: string): void {
    const plain = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*(\/\/|#).*$/gm, '')
    const tokens = plain.match(/"[^"]*"|[{};]|[^\s{};"]+/g) ?? []
    const scope: string[] = []
    let name = ''
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as string
      if (token === '{') {
        scope.push(name)
        name = ''
      } else if (token === '}') {
        scope.pop()
        name = ''
      } else if (token === ';') name = ''
      else if (token.startsWith('"')) this.set([...scope, ...(name ? [name] : [''])].join('::'), token.slice(1, -1))
      else name = token
    }
  }
}
