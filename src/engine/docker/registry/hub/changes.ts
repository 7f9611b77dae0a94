import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { parseUrl } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { Hub } from './hub.ts'
import { type Account, type HubRepository, newRepository } from './records.ts'

// What people change on the Hub, by page or by API. Errors are sentences for them.

/** A new account: four to thirty lower-case letters and digits, a password of eight characters or more. */
export function* signUp(hub: Hub, username: string, email: string, password: string): Sys<Result<Account, string>> {
  if (!/^[a-z0-9]{4,30}$/.test(username)) return err('A Docker ID has 4 to 30 lower-case letters and digits.')
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) return err('That is not an e-mail address.')
  if (password.length < 8) return err('A password has at least 8 characters.')
  if (hub.records.account(username) || username === 'library') return err(`The Docker ID ${username} is taken.`)
  return ok(yield* hub.records.open(username, email, password))
}

export interface RepositorySettings {
  readonly description?: string | undefined
  readonly private?: boolean | undefined
}

/** A repository before anybody pushes to it: how one that is private from the start is made. */
export function* createRepository(hub: Hub, owner: string, name: string, settings: RepositorySettings): Sys<Result<HubRepository, string>> {
  if (!/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/.test(name) || name.length < 2)
    return err('A repository name has at least two lower-case letters or digits, with dots, dashes or underscores between them.')
  const full = `${owner}/${name}`
  if (hub.records.repository(full)) return err(`There is already a repository ${full}.`)
  const repository = changed(newRepository(full, yield* sys.clockRealtime({})), settings)
  yield* hub.records.keep(repository)
  yield* sys.record({ kind: 'hub.repository-created', data: { repository: full, private: repository.private } })
  return ok(repository)
}

export function* changeRepository(hub: Hub, repository: HubRepository, settings: RepositorySettings): Sys<HubRepository> {
  const next = changed(repository, settings)
  yield* hub.records.keep(next)
  return next
}

const changed = (repository: HubRepository, settings: RepositorySettings): HubRepository => ({
  ...repository,
  description: (settings.description ?? repository.description).slice(0, 100),
  private: settings.private ?? repository.private,
})

/** Who is to hear of pushes: a name and an http or https address. */
export function* addWebhook(hub: Hub, repository: HubRepository, name: string, url: string): Sys<Result<HubRepository, string>> {
  const scheme = parseUrl(url)?.scheme
  if (name === '') return err('A webhook needs a name.')
  if (scheme !== 'http' && scheme !== 'https') return err(`${url || 'An empty text'} is no http or https address.`)
  if (repository.webhooks.some((one) => one.name === name)) return err(`There is already a webhook called ${name}.`)
  const next = { ...repository, webhooks: [...repository.webhooks, { name, url, deliveries: [] }] }
  yield* hub.records.keep(next)
  return ok(next)
}

export function* removeWebhook(hub: Hub, repository: HubRepository, name: string): Sys<HubRepository> {
  const next = { ...repository, webhooks: repository.webhooks.filter((one) => one.name !== name) }
  yield* hub.records.keep(next)
  return next
}
