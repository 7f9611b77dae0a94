import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'

/**
 * Image references: `[domain/]path[:tag][@digest]`. Models distribution/reference: the grammar, Docker's defaults (docker.io, library/) and
 * the errors, word for word. Both the client and the daemon parse with it.
 */
export interface Reference {
  /** `docker.io`, `localhost:5000`. */
  readonly domain: string
  /** `library/nginx`. */
  readonly path: string
  readonly tag?: string
  /** `sha256:…`. */
  readonly digest?: string
}

const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domain = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`
const pathComponent = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*'
const remoteName = `${pathComponent}(?:/${pathComponent})*`
const tagPattern = '[\\w][\\w.-]{0,127}'
const digestPattern = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*[:][0-9a-fA-F]{32,}'
const referencePattern = new RegExp(`^(?:(${domain})/)?(${remoteName})(?::(${tagPattern}))?(?:@(${digestPattern}))?$`)
const identifier = /^[a-f0-9]{64}$/
const wholeDigest = new RegExp(`^${digestPattern}$`)
const wholeTag = new RegExp(`^${tagPattern}$`)

export const defaultDomain = 'docker.io'

/** reference.ParseNormalizedNamed: `nginx` becomes docker.io/library/nginx. The error is the message. */
export function parseReference(text: string): Result<Reference, string> {
  if (identifier.test(text)) return err(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`)
  const [host, remainder] = splitDomain(text)
  const remote = remainder.split(':')[0] as string
  if (remote.toLowerCase() !== remote) return err(`invalid reference format: repository name (${remote}) must be lowercase`)
  const match = referencePattern.exec(`${host}/${remainder}`)
  if (!match) return err('invalid reference format')
  const [, , path = '', tag, digest] = match
  if (host.length + 1 + path.length > 255) return err('repository name must not be more than 255 characters')
  if (digest !== undefined && !isDigest(digest)) {
    return err(
      /^sha256:/.test(digest)
        ? 'invalid checksum digest length'
        : /^[a-z0-9]+:/.test(digest)
          ? 'unsupported digest algorithm'
          : 'invalid reference format',
    )
  }
  return ok({ domain: host, path, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) })
}

function splitDomain(text: string): readonly [domain: string, remainder: string] {
  const slash = text.indexOf('/')
  const first = text.slice(0, Math.max(0, slash))
  const named = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)
  const host = named ? (first === 'index.docker.io' ? defaultDomain : first) : defaultDomain
  const remainder = named ? text.slice(slash + 1) : text
  return [host, host === defaultDomain && !remainder.includes('/') ? `library/${remainder}` : remainder]
}

/** A digest Docker accepts: sha256 (64 hexadecimal digits), sha384 or sha512. */
export const isDigest = (text: string): boolean => /^(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/.test(text)

export const looksLikeDigest = (text: string): boolean => wholeDigest.test(text)

export const isTag = (text: string): boolean => wholeTag.test(text)

/** reference.TagNameOnly: adds `latest` to a bare name. */
export const withDefaultTag = (reference: Reference): Reference =>
  reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference

/** `docker.io/library/nginx`. */
export const repositoryName = (reference: Reference): string => `${reference.domain}/${reference.path}`

/** `docker.io/library/nginx:latest@sha256:…`. */
export const referenceText = (reference: Reference): string => repositoryName(reference) + suffix(reference)

/** As people write it: `nginx`, `user/app`, `localhost:5000/app`. */
export function familiarName(reference: Reference): string {
  if (reference.domain !== defaultDomain) return repositoryName(reference)
  const parts = reference.path.split('/')
  return parts.length === 2 && parts[0] === 'library' ? (parts[1] as string) : reference.path
}

/** `nginx:latest`. */
export const familiarText = (reference: Reference): string => familiarName(reference) + suffix(reference)

const suffix = ({ tag, digest }: Reference): string => (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`)
