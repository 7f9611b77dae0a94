import type { Sys } from '../../kernel/calls.ts'
import { readFile } from '../../libc/stdio.ts'

/** /etc/services, both ways; empty where there is none. */
export interface Services {
  port(name: string, protocol: string): number | undefined
  name(port: number, protocol: string): string | undefined
}

export function* readServices(): Sys<Services> {
  const text = yield* readFile('/etc/services')
  const ports = new Map<string, number>()
  const names = new Map<string, string>()
  for (const line of text.ok ? text.value.split('\n') : []) {
    const [name, place, ...aliases] = line.replace(/#.*/, '').split(/\s+/).filter(Boolean)
    const [port, protocol] = place?.split('/') ?? []
    if (!name || !port || !protocol) continue
    for (const each of [name, ...aliases]) ports.set(`${each}/${protocol}`, Number(port))
    if (!names.has(`${port}/${protocol}`)) names.set(`${port}/${protocol}`, name)
  }
  return { port: (name, protocol) => ports.get(`${name}/${protocol}`), name: (port, protocol) => names.get(`${port}/${protocol}`) }
}
