import type { Sys } from '../../../linux/kernel/calls.ts'
import { crypt, passwordMatches } from '../../../linux/libc/crypt.ts'
import { base64 } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import { readJson, writeAtomically } from '../../oci/files.ts'
import { accountsPath, repositoriesPath } from '../layout.ts'

/** A person's account. */
export interface Account {
  readonly username: string
  readonly email: string
  /** As crypt(3) writes it. */
  readonly password: string
  /** Given out to devices, each as good as the password. */
  readonly accessTokens?: readonly string[]
}

/** One try to tell a webhook of a push. */
export interface Delivery {
  readonly atMs: number
  readonly tag: string
  /** `200 OK`, or why nobody answered. */
  readonly outcome: string
  /** What the receiver said of it through the callback URL. */
  readonly state?: string
}

export interface Webhook {
  readonly name: string
  readonly url: string
  /** Latest first. */
  readonly deliveries: readonly Delivery[]
}

/** What the Hub knows of a repository beside its images. */
export interface HubRepository {
  /** `library/nginx`, `aluno/site`. */
  readonly name: string
  readonly description: string
  readonly stars: number
  readonly official: boolean
  readonly private: boolean
  /** Searches do not find it. */
  readonly unlisted?: boolean
  readonly createdMs: number
  /** Manifests handed out. */
  readonly pulls: number
  /** When each tag was pushed, Unix milliseconds. */
  readonly pushedMs: Readonly<Record<string, number>>
  readonly webhooks: readonly Webhook[]
}

/** A repository nobody has pushed to. */
export const newRepository = (name: string, createdMs: number): HubRepository => ({
  name,
  description: '',
  stars: 0,
  official: false,
  private: false,
  createdMs,
  pulls: 0,
  pushedMs: {},
  webhooks: [],
})

export const hashedPassword = (password: string, salt: string): string => crypt(password, `$6$rounds=1000$${salt}`) ?? ''

/** The Hub's accounts and repositories: read from its disk once, written back at each change. */
export class HubRecords {
  private constructor(
    private readonly accounts: Map<string, Account>,
    private readonly known: Map<string, HubRepository>,
  ) {}

  static *load(): Sys<HubRecords> {
    const accounts = (yield* readJson<readonly Account[]>(accountsPath)) ?? []
    const repositories = (yield* readJson<readonly HubRepository[]>(repositoriesPath)) ?? []
    return new HubRecords(
      new Map(accounts.map((account) => [account.username, account])),
      new Map(repositories.map((repository) => [repository.name, repository])),
    )
  }

  account(username: string): Account | undefined {
    return this.accounts.get(username)
  }

  /** The account whose password, with its name or e-mail address, this is. */
  signIn(name: string, password: string): Account | undefined {
    const account = this.accounts.get(name) ?? [...this.accounts.values()].find(({ email }) => email === name)
    const good = account && (account.accessTokens?.includes(password) || passwordMatches(password, account.password))
    return good ? account : undefined
  }

  /** An access token for a device. */
  *giveToken(account: Account): Sys<string> {
    const token = `dckr_pat_${base64(yield* sys.getrandom({ count: 20 }))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')}`
    this.accounts.set(account.username, { ...account, accessTokens: [...(account.accessTokens ?? []), token] })
    yield* this.saveAccounts()
    return token
  }

  *open(username: string, email: string, password: string): Sys<Account> {
    const salt = [...(yield* sys.getrandom({ count: 4 }))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    const account = { username, email, password: hashedPassword(password, salt) }
    this.accounts.set(username, account)
    yield* this.saveAccounts()
    yield* sys.record({ kind: 'hub.account-opened', data: { username } })
    return account
  }

  repository(name: string): HubRepository | undefined {
    return this.known.get(name)
  }

  repositories(): readonly HubRepository[] {
    return [...this.known.values()]
  }

  *keep(repository: HubRepository): Sys<void> {
    this.known.set(repository.name, repository)
    yield* this.save()
  }

  private *saveAccounts(): Sys<void> {
    yield* writeAtomically(accountsPath, JSON.stringify([...this.accounts.values()]), 0o600)
  }

  private *save(): Sys<void> {
    yield* writeAtomically(repositoriesPath, JSON.stringify([...this.known.values()]))
  }
}

/** Whether somebody (nobody in particular: undefined) may see a repository. */
export const mayPull = (repository: HubRepository, username: string | undefined): boolean =>
  !repository.private || namespaceOf(repository.name) === username

export const namespaceOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf('/')))
