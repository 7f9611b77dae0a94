import { Unplug } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { PageOutcome, PageResult } from '../../../worker/protocol.ts'
import { Button } from '../../kit/button.tsx'
import { documentOf } from './document.ts'
import { travel, visit } from './visits.ts'

type Response = Extract<PageOutcome, { kind: 'response' }>

/** What came back: the page, or why there is none. */
export function Page({ page }: { readonly page: PageResult }) {
  const { outcome } = page
  if (outcome.kind === 'error') return <Failure page={page} error={outcome} />
  return (
    <div className="flex h-full flex-col">
      <Sheet page={page} response={outcome} />
      <Headers response={outcome} />
    </div>
  )
}

/**
 * The page in a frame of its own: no scripts run in it, and nothing in it loads from anywhere. Its links and forms are followed by the lab's
 * browser, inside the world.
 */
function Sheet({ page, response }: { readonly page: PageResult; readonly response: Response }) {
  const { t } = useTranslation()
  const frame = useRef<HTMLIFrameElement>(null)
  const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const html = useMemo(() => documentOf(response.body, type), [response.body, type])
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const follow = () => followLinks(element, page)
    element.addEventListener('load', follow)
    return () => element.removeEventListener('load', follow)
  }, [page])
  if (response.binary) return <p className="grow p-4 text-mute text-sm">{t('browser.binary', { type })}</p>
  return (
    <iframe
      ref={frame}
      key={page.visit}
      title={t('browser.page', { url: page.url })}
      sandbox="allow-same-origin"
      referrerPolicy="no-referrer"
      srcDoc={html}
      className="min-h-0 w-full grow bg-white"
    />
  )
}

function followLinks(frame: HTMLIFrameElement, page: PageResult): void {
  const inside = frame.contentDocument
  inside?.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a[href]')
    if (!link) return
    event.preventDefault()
    go(link.getAttribute('href') ?? '', page)
  })
  inside?.addEventListener('submit', (event) => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value)
    const target = new URL(form.getAttribute('action') ?? '', page.url)
    if (form.method === 'post') return go(target.href, page, fields.toString())
    target.search = fields.toString()
    go(target.href, page)
  })
}

function go(address: string, page: PageResult, form?: string): void {
  const target = URL.parse(address, page.url)
  if (target?.protocol.startsWith('http')) visit(target.href, page.host, form)
}

function Headers({ response }: { readonly response: Response }) {
  const { t } = useTranslation()
  const { status, reason, headers } = response
  return (
    <details className="max-h-[45%] shrink-0 overflow-auto border-line border-t bg-card text-xs">
      <summary className="px-3 py-1.5">
        <span className={`font-mono font-semibold ${status < 400 ? 'text-ok' : 'text-bad'}`}>
          {status} {reason}
        </span>{' '}
        <span className="text-mute">{t('browser.headers')}</span>
      </summary>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 px-3 pb-2 font-mono">
        {headers.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may be repeated
          <div key={index} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-mute">{name}</dt>
            <dd className="break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Failure({ page, error }: { readonly page: PageResult; readonly error: Extract<PageOutcome, { kind: 'error' }> }) {
  const { t } = useTranslation()
  const target = URL.parse(page.url)
  const port = target?.port || (target?.protocol === 'https:' ? '443' : '80')
  return (
    <div className="flex h-full flex-col items-start justify-center gap-3 p-6">
      <Unplug aria-hidden className="size-8 text-mute" />
      <h3 className="font-semibold text-lg">{t('browser.failed')}</h3>
      <p className="text-sm">{t(`browser.error.${error.error}`, { host: target?.hostname ?? page.url, port })}</p>
      <p className="break-all font-mono text-mute text-xs">{error.message}</p>
      <Button onClick={() => travel(0)}>{t('browser.tryAgain')}</Button>
    </div>
  )
}
