import type { Sys } from '../../../linux/kernel/calls.ts'
import type { HttpError } from '../../../linux/libc/http/client.ts'
import { request } from '../../../linux/libc/http/client.ts'
import { reasonPhrase } from '../../../linux/libc/http/status.ts'
import { sys } from '../../../linux/sys.ts'
import type { Hub } from './hub.ts'
import { type Delivery, type HubRepository, namespaceOf } from './records.ts'

/** How long a receiver may take. */
const PATIENCE_MS = 10_000
/** Deliveries kept of a webhook. */
const KEPT = 20

/** Tells everyone who wants to hear of pushes, each on a thread of its own. */
export function* tellWebhooks(hub: Hub, name: string, tag: string, pusher: string): Sys<void> {
  for (const { name: webhook } of hub.records.repository(name)?.webhooks ?? []) {
    yield* sys.clone({
      thread: true,
      *main() {
        yield* deliver(hub, name, webhook, tag, pusher)
        return 0
      },
    })
  }
}

function* deliver(hub: Hub, name: string, webhook: string, tag: string, pusher: string): Sys<void> {
  const repository = hub.records.repository(name)
  const url = repository?.webhooks.find((one) => one.name === webhook)?.url
  if (!repository || url === undefined) return
  const atMs = Math.round(yield* sys.clockRealtime({}))
  const answer = yield* request({
    url,
    method: 'POST',
    headers: [
      ['Content-Type', 'application/json'],
      ['User-Agent', 'python-requests/2.31.0'],
    ],
    body: JSON.stringify(payload(repository, tag, pusher, atMs)),
    timeoutMs: PATIENCE_MS,
    connectTimeoutMs: PATIENCE_MS,
  })
  if (answer.ok) yield* answer.value.body.drain()
  const outcome = answer.ok ? `${answer.value.status} ${answer.value.reason || reasonPhrase(answer.value.status)}` : whyNot(answer.error)
  yield* sys.record({ kind: 'hub.webhook-called', data: { repository: name, tag, url, outcome } })
  yield* note(hub, name, webhook, (deliveries) => [{ atMs, tag, outcome }, ...deliveries].slice(0, KEPT))
}

/** What the receiver has to say afterwards: POST to the callback URL with a state. */
export function* noteCallback(hub: Hub, name: string, atMs: number, state: string): Sys<boolean> {
  const webhook = hub.records.repository(name)?.webhooks.find(({ deliveries }) => deliveries.some((one) => one.atMs === atMs))
  if (!webhook) return false
  yield* note(hub, name, webhook.name, (deliveries) => deliveries.map((one) => (one.atMs === atMs ? { ...one, state } : one)))
  return true
}

function* note(hub: Hub, name: string, webhook: string, change: (deliveries: readonly Delivery[]) => readonly Delivery[]): Sys<void> {
  const repository = hub.records.repository(name)
  if (!repository) return
  const webhooks = repository.webhooks.map((one) => (one.name === webhook ? { ...one, deliveries: change(one.deliveries) } : one))
  yield* hub.records.keep({ ...repository, webhooks })
}

/** Docker Hub's webhook message. */
function payload(repository: HubRepository, tag: string, pusher: string, atMs: number): object {
  const namespace = namespaceOf(repository.name)
  const name = repository.name.slice(namespace.length + 1)
  return {
    callback_url: `https://hub.docker.com/u/${repository.name}/hook/${atMs}/`,
    push_data: { pushed_at: Math.floor(atMs / 1000), pusher, tag, media_type: 'application/vnd.docker.distribution.manifest.v2+json', images: [] },
    repository: {
      comment_count: 0,
      date_created: Math.floor(repository.createdMs / 1000),
      description: repository.description,
      dockerfile: '',
      full_description: '',
      is_official: repository.official,
      is_private: repository.private,
      is_trusted: false,
      name,
      namespace,
      owner: namespace,
      repo_name: repository.name,
      repo_url: `https://hub.docker.com/r/${repository.name}`,
      star_count: repository.stars,
      status: 'Active',
    },
  }
}

function whyNot(error: HttpError): string {
  switch (error.kind) {
    case 'resolve':
      return 'the name does not resolve'
    case 'connect':
      return error.errno === 'ECONNREFUSED'
        ? 'connection refused'
        : error.errno === 'ETIMEDOUT'
          ? 'nobody answered in time'
          : 'no route: the Hub cannot reach that address'
    case 'timeout':
      return 'nobody answered in time'
    case 'tls':
      return 'the certificate is not trusted, or the port does not speak TLS'
    case 'url':
      return 'not an address'
    default:
      return 'the connection broke'
  }
}
