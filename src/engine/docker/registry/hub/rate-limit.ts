/** Six hours: the window in which pulls count. */
const WINDOW_SECONDS = 21_600

export interface PullAllowance {
  readonly limit: number
  readonly remaining: number
}

/** How many manifests each source may still have: an address without an account, or an account. */
export class PullRates {
  private readonly pulls = new Map<string, number[]>()

  constructor(private readonly limits: { readonly anonymous: number; readonly account: number }) {}

  allowance(source: string, account: boolean, nowMs: number): PullAllowance {
    const limit = account ? this.limits.account : this.limits.anonymous
    const recent = (this.pulls.get(source) ?? []).filter((atMs) => atMs > nowMs - WINDOW_SECONDS * 1000)
    this.pulls.set(source, recent)
    return { limit, remaining: Math.max(0, limit - recent.length) }
  }

  count(source: string, nowMs: number): void {
    this.pulls.set(source, [...(this.pulls.get(source) ?? []), nowMs])
  }
}

/** As `ratelimit-limit` and `ratelimit-remaining` write it: `100;w=21600`. */
export const rateText = (count: number): string => `${count};w=${WINDOW_SECONDS}`

/** 2024-12-01: since then the Hub says whose limit it is. */
const SINCE_MS = 1_733_011_200_000

export function rateLimitText(account: string, nowMs: number): string {
  if (account !== '')
    return `You have reached your pull rate limit as '${account}'. You may increase the limit by upgrading. https://www.docker.com/increase-rate-limit`
  return nowMs < SINCE_MS
    ? 'You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit'
    : 'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit'
}
