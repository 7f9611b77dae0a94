import type { Building } from './build.ts'
import type { ProxyPass } from './config.ts'
import type { Directive } from './parse.ts'
import { ConfigError } from './parse.ts'

/** `http://host[:port][/uri]` of a proxy_pass; resolving the host is upstream-build's work. */
export function parseProxyPass(found: Directive, building: Building): ProxyPass {
  const [url = ''] = found.args
  building.texts.push(url)
  const match = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(url)
  if (!match) throw new ConfigError('invalid URL prefix', found)
  return { scheme: match[1] as 'http' | 'https', host: match[2] ?? '', uri: match[3] }
}

/** A location's proxy_pass, which may have no URI where there is no prefix to replace. */
export function locationProxyPass(found: Directive, building: Building, replaceable: boolean): ProxyPass {
  const pass = parseProxyPass(found, building)
  if (pass.uri !== undefined && !replaceable && !pass.uri.includes('$') && !pass.host.includes('$'))
    throw new ConfigError(
      '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block',
      found,
    )
  return pass
}
