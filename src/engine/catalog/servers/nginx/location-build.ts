import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Building } from './build.ts'
import type { Location } from './config.ts'
import type { Directive } from './parse.ts'
import { ConfigError } from './parse.ts'
import { locationProxyPass } from './proxy-pass.ts'
import { expression, rewriteSteps } from './rewrite-build.ts'
import { type Settings, settingsOf } from './settings.ts'
import { implicitUpstream } from './upstream-build.ts'

/** The locations of a server or of another location. */
export function* buildLocations(
  block: readonly Directive[],
  inherited: Settings,
  building: Building,
  parent: Location | undefined,
): Sys<readonly Location[]> {
  const made: Location[] = []
  for (const found of block) {
    if (found.name !== 'location') continue
    const location = yield* buildLocation(found, inherited, building, parent)
    if (location.match !== 'regex' && made.some((other) => other.match === location.match && other.text === location.text))
      throw new ConfigError(`duplicate location "${location.text}"`, found)
    made.push(location)
  }
  for (const { settings } of made) collectTexts(settings, building)
  return made
}

function collectTexts(settings: Settings, building: Building): void {
  building.texts.push(settings.root, ...settings.addHeaders.map(({ value }) => value), ...settings.proxy.headers.map(([, value]) => value))
}

interface Pattern {
  readonly match: Location['match']
  readonly text: string
  readonly final: boolean
  readonly regex: RegExp | undefined
}

function pattern(found: Directive): Pattern {
  const [first = '', second] = found.args
  if (second === undefined) {
    const attached = /^(=|\^~|~\*|~)(.+)$/.exec(first)
    if (attached) return pattern({ ...found, args: [attached[1] ?? '', attached[2] ?? ''] })
    return { match: first.startsWith('@') ? 'named' : 'prefix', text: first, final: false, regex: undefined }
  }
  switch (first) {
    case '=':
      return { match: 'exact', text: second, final: true, regex: undefined }
    case '^~':
      return { match: 'prefix', text: second, final: true, regex: undefined }
    case '~':
    case '~*':
      return { match: 'regex', text: second, final: false, regex: expression(second, first === '~*', found) }
    default:
      throw new ConfigError(`invalid location modifier "${first}"`, found)
  }
}

function* buildLocation(found: Directive, inherited: Settings, building: Building, parent: Location | undefined): Sys<Location> {
  const block = found.block ?? []
  const shape = pattern(found)
  if (parent) checkNesting(shape, parent, found)
  for (const [, name = ''] of shape.text.matchAll(/\(\?P?<(\w+)>/g)) building.variables.add(name)
  const settings = settingsOf(block, inherited, building.formats)
  const one = (name: string) => block.findLast((directive) => directive.name === name)
  const pass = one('proxy_pass')
  const proxyPass = pass ? locationProxyPass(pass, building, shape.match === 'prefix' || shape.match === 'exact') : undefined
  if (pass && proxyPass) yield* implicitUpstream(proxyPass, building, pass)
  for (const nested of block) {
    const inner = nested.name === 'if' ? nested.block?.find(({ name }) => name === 'proxy_pass') : undefined
    if (inner) yield* implicitUpstream(locationProxyPass(inner, building, false), building, inner)
  }
  const alias = one('alias')
  const root = one('root')
  if (alias && root)
    throw new ConfigError(
      `"${block.indexOf(alias) < block.indexOf(root) ? 'root' : 'alias'}" directive is duplicate, "${block.indexOf(alias) < block.indexOf(root) ? 'alias' : 'root'}" directive was specified earlier`,
      block.indexOf(alias) < block.indexOf(root) ? root : alias,
    )
  const tryFiles = one('try_files')?.args
  building.texts.push(...(tryFiles ?? []), alias?.args[0] ?? '')
  const location: Location = {
    ...shape,
    settings,
    alias: alias?.args[0],
    internal: one('internal') !== undefined,
    tryFiles,
    rewrites: rewriteSteps(block, settings, building),
    proxyPass,
    status: one('stub_status') !== undefined,
    locations: [],
  }
  return { ...location, locations: yield* buildLocations(block, settings, building, location) }
}

function checkNesting(shape: Pattern, parent: Location, found: Directive): void {
  if (parent.match === 'exact') throw new ConfigError(`location "${shape.text}" cannot be inside the exact location "${parent.text}"`, found)
  if (parent.match === 'named') throw new ConfigError(`location "${shape.text}" cannot be inside the named location "${parent.text}"`, found)
  if (shape.match === 'named') throw new ConfigError(`named location "${shape.text}" can be on the server level only`, found)
  if (shape.match !== 'regex' && parent.match === 'prefix' && !shape.text.startsWith(parent.text))
    throw new ConfigError(`location "${shape.text}" is outside location "${parent.text}"`, found)
}
