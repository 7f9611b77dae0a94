import type { Building } from './build.ts'
import type { ListenAddress, Server, ServerName } from './config.ts'
import { expression } from './rewrite-build.ts'

/** The names of a `server_name`: exact, `*.example.org` and `.example.org`, `www.*`, `~expression`. */
export function serverNames(texts: readonly string[], building: Building): readonly ServerName[] {
  if (texts.length === 0) return [{ text: '', kind: 'exact' }]
  return texts.flatMap((text): ServerName[] => {
    const lower = text.toLowerCase()
    if (text.startsWith('~')) {
      for (const [, name = ''] of text.matchAll(/\(\?P?<(\w+)>/g)) building.variables.add(name)
      return [{ text, kind: 'regex', regex: expression(text.slice(1), false) }]
    }
    if (lower.startsWith('*.')) return [{ text: lower, kind: 'suffix' }]
    if (lower.startsWith('.'))
      return [
        { text: lower.slice(1), kind: 'exact' },
        { text: `*${lower}`, kind: 'suffix' },
      ]
    if (lower.endsWith('.*')) return [{ text: lower, kind: 'prefix' }]
    return [{ text: lower, kind: 'exact' }]
  })
}

/** The server for a Host: exact names, then the longest wildcard in front, the longest behind, the first expression, else the default. */
export function chooseServer(listen: ListenAddress, host: string): { readonly server: Server; readonly captures: RegExpExecArray | undefined } {
  const all = listen.servers.flatMap((server) => server.names.map((name) => ({ server, name })))
  const longest = (kind: 'suffix' | 'prefix', fits: (text: string) => boolean) =>
    all.filter(({ name }) => name.kind === kind && fits(name.text)).sort((a, b) => b.name.text.length - a.name.text.length)[0]
  const found =
    all.find(({ name }) => name.kind === 'exact' && name.text === host) ??
    longest('suffix', (text) => host.endsWith(text.slice(1))) ??
    longest('prefix', (text) => host.startsWith(text.slice(0, -1)))
  if (found) return { server: found.server, captures: undefined }
  for (const { server, name } of all) {
    const captures = name.kind === 'regex' ? name.regex.exec(host) : undefined
    if (captures) return { server, captures }
  }
  return { server: listen.defaultServer, captures: undefined }
}
