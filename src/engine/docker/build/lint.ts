import type { ParsedDockerfile } from './parse/instructions.ts'
import type { DockerfileSource, SourceInstruction } from './parse/source.ts'
import { jsonArray, parsePairs } from './parse/words.ts'

/** A finding of BuildKit's checks (frontend/dockerfile/linter). */
export interface Warning {
  readonly rule: string
  /** What the rule is about, for `--check`. */
  readonly description: string
  /** In a list: `FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)`. */
  readonly detail: string
  readonly url: string
  readonly line: number
  readonly lastLine: number
}

const kebab = (rule: string): string =>
  rule
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()

/** What the checks find, in the order BuildKit reports: casing of the whole file first, then instruction by instruction. */
export function lint(source: DockerfileSource, file: ParsedDockerfile): readonly Warning[] {
  const warnings: Warning[] = []
  const warn = (rule: string, message: string, line: SourceInstruction | number, last?: number) => {
    const at = typeof line === 'number' ? line : line.firstLine
    warnings.push({
      rule,
      description: message,
      detail: `${rule}: ${message} (line ${at})`,
      url: `https://docs.docker.com/go/dockerfile/rule/${kebab(rule)}/`,
      line: at,
      lastLine: last ?? (typeof line === 'number' ? line : line.lastLine),
    })
  }
  if (source.emptyContinuation !== undefined) warn('NoEmptyContinuation', 'Empty continuation line', source.emptyContinuation)
  checkCasing(source.instructions, warn)
  checkStages(source.instructions, warn)
  for (const line of source.instructions) checkInstruction(line, source.escapeChar, warn)
  checkRepeats(source.instructions, file, warn)
  return skipped(source.check, warnings)
}

type Warn = (rule: string, message: string, line: SourceInstruction | number, last?: number) => void

/** `# check=skip=RuleA,RuleB` or `skip=all`. */
function skipped(check: string | undefined, warnings: readonly Warning[]): readonly Warning[] {
  const skip =
    /(?:^|;)\s*skip=([^;]*)/
      .exec(check ?? '')?.[1]
      ?.split(',')
      .map((rule) => rule.trim().toLowerCase()) ?? []
  return skip.includes('all') ? [] : warnings.filter((warning) => !skip.includes(warning.rule.toLowerCase()))
}

function checkCasing(lines: readonly SourceInstruction[], warn: Warn): void {
  const isUpper = (word: string) => word === word.toUpperCase()
  const isLower = (word: string) => word === word.toLowerCase()
  const upper = lines.filter((line) => isUpper(line.word)).length
  const lower = lines.filter((line) => isLower(line.word)).length
  const wanted = upper >= lower ? 'uppercase' : 'lowercase'
  for (const line of lines) {
    if (wanted === 'uppercase' ? isUpper(line.word) : isLower(line.word)) continue
    warn('ConsistentInstructionCasing', `Command '${line.word}' should match the case of the command majority (${wanted})`, line)
  }
}

function checkStages(lines: readonly SourceInstruction[], warn: Warn): void {
  const names = new Set<string>()
  for (const line of lines.filter((candidate) => candidate.keyword === 'FROM')) {
    const match = /\s(as)\s+(\S+)\s*$/i.exec(line.original)
    if (!match) continue
    const [, as = '', name = ''] = match
    const upper = line.word === line.word.toUpperCase()
    if ((upper && as !== as.toUpperCase()) || (!upper && as !== as.toLowerCase())) {
      warn('FromAsCasing', `'${as}' and '${line.word}' keywords' casing do not match`, line)
    }
    if (name !== name.toLowerCase()) warn('StageNameCasing', `Stage name '${name}' should be lowercase`, line)
    if (['scratch', 'context'].includes(name.toLowerCase()))
      warn('ReservedStageName', `Stage name should not use the same name as reserved stage "${name}"`, line)
    if (names.has(name.toLowerCase())) warn('DuplicateStageName', `Duplicate stage name "${name}", stage names should be unique`, line)
    names.add(name.toLowerCase())
  }
}

const secretName = /(^|_)(apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)($|_)/i
const publicName = /public/i

function checkInstruction(line: SourceInstruction, escapeChar: string, warn: Warn): void {
  switch (line.keyword) {
    case 'MAINTAINER':
      warn('MaintainerDeprecated', 'Maintainer instruction is deprecated in favor of using label', line)
      return
    case 'ENV':
    case 'LABEL': {
      const parsed = parsePairs(line.rest, line.keyword, escapeChar)
      if (typeof parsed === 'string') return
      if (parsed.legacy)
        warn('LegacyKeyValueFormat', `"${line.keyword} key=value" should be used instead of legacy "${line.keyword} key value" format`, line)
      if (line.keyword === 'ENV') for (const { name } of parsed.pairs) checkSecret(line, name, warn)
      return
    }
    case 'ARG':
      checkSecret(line, line.rest.split(/[=\s]/)[0] ?? '', warn)
      return
    case 'CMD':
    case 'ENTRYPOINT':
      if (line.rest.trim() !== '' && !jsonArray(line.rest)) {
        warn('JSONArgsRecommended', `JSON arguments recommended for ${line.keyword} to prevent unintended behavior related to OS signals`, line)
      }
      return
    case 'EXPOSE':
      for (const port of line.rest.split(/\s+/)) {
        const [, protocol] = port.split('/')
        if (protocol && protocol !== protocol.toLowerCase())
          warn('ExposeProtoCasing', `Defined protocol '${port}' in EXPOSE instruction should be lowercase`, line)
      }
      return
    default:
      return
  }
}

function checkSecret(line: SourceInstruction, name: string, warn: Warn): void {
  if (!secretName.test(name) || publicName.test(name)) return
  warn('SecretsUsedInArgOrEnv', `Do not use ARG or ENV instructions for sensitive data (${line.keyword} "${name}")`, line)
}

/** A second CMD, ENTRYPOINT or HEALTHCHECK in a stage makes the first useless. */
function checkRepeats(lines: readonly SourceInstruction[], file: ParsedDockerfile, warn: Warn): void {
  for (const [index, stage] of file.stages.entries()) {
    const end = file.stages[index + 1]?.place.firstLine ?? Number.POSITIVE_INFINITY
    const inside = lines.filter((line) => line.firstLine > stage.place.firstLine && line.firstLine < end)
    for (const keyword of ['CMD', 'ENTRYPOINT', 'HEALTHCHECK']) {
      const same = inside.filter((line) => line.keyword === keyword)
      for (const line of same.slice(0, -1)) {
        warn(
          'MultipleInstructionsDisallowed',
          `Multiple ${keyword} instructions should not be used in the same stage because only the last one will be used`,
          line,
        )
      }
    }
  }
}
