import { ArrowLeft, ArrowRight, Lock, RotateCw } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../kit/button.tsx'
import { Empty } from '../../kit/empty.tsx'
import { useSession } from '../../session/session.ts'
import { Page } from './page.tsx'
import { travel, useBrowsing, visit } from './visits.ts'

/** A web browser inside the world: it runs on one of its machines and sees what that machine can reach. */
export function Browser() {
  const { t } = useTranslation()
  const { history, at, pending, page } = useBrowsing()
  const url = history[at]
  return (
    <div className="flex h-full flex-col">
      <div className="flex shrink-0 flex-col gap-1 border-line border-b p-2">
        <div className="flex items-center">
          <IconButton icon={ArrowLeft} label={t('browser.back')} disabled={at <= 0} onClick={() => travel(-1)} />
          <IconButton icon={ArrowRight} label={t('browser.forward')} disabled={at >= history.length - 1} onClick={() => travel(1)} />
          <IconButton icon={RotateCw} label={t('browser.reload')} disabled={url === undefined} onClick={() => travel(0)} />
          <AddressBar url={url} />
        </div>
        <HostChoice />
      </div>
      <div aria-live="polite" className="relative min-h-0 grow">
        {pending !== undefined && (
          <div
            className="absolute inset-x-0 top-0 z-10 h-0.5 overflow-hidden bg-line"
            role="progressbar"
            aria-label={t('browser.loading', { url: url ?? '' })}
          >
            <div className="loading h-full w-1/3 bg-accent" />
          </div>
        )}
        {page ? <Page page={page} /> : pending === undefined && <Blank />}
      </div>
    </div>
  )
}

function useHost(): string {
  const chosen = useBrowsing((browsing) => browsing.host)
  const first = useSession((session) => session.hosts[0]?.host)
  return chosen ?? first ?? ''
}

function AddressBar({ url }: { readonly url: string | undefined }) {
  const { t } = useTranslation()
  const host = useHost()
  const [typed, setTyped] = useState('')
  useEffect(() => setTyped(url ?? ''), [url])
  const go = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') visit(typed, host)
  }
  return (
    <form onSubmit={go} className="relative min-w-0 grow">
      {url?.startsWith('https:') && <Lock aria-hidden className="absolute top-2 left-2 size-3.5 text-ok" />}
      <input
        aria-label={t('browser.address')}
        placeholder="http://localhost:8080"
        value={typed}
        spellCheck={false}
        autoCapitalize="none"
        className={`w-full rounded-full border border-line bg-paper py-1 pr-3 font-mono text-sm ${url?.startsWith('https:') ? 'pl-7' : 'pl-3'}`}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
    </form>
  )
}

/** On which machine the browser runs, where there are several. */
function HostChoice() {
  const { t } = useTranslation()
  const hosts = useSession((session) => session.hosts)
  const host = useHost()
  if (hosts.length <= 1) return null
  return (
    <label className="flex items-center gap-2 px-2 text-mute text-xs">
      {t('browser.host')}
      <select
        value={host}
        className="rounded border border-line bg-card px-1 text-ink"
        onChange={(event) => useBrowsing.setState({ host: event.target.value })}
      >
        {hosts.map((each) => (
          <option key={each.host}>{each.host}</option>
        ))}
      </select>
    </label>
  )
}

function Blank() {
  const { t } = useTranslation()
  const host = useHost()
  return (
    <Empty title={t('browser.blank')} hint={t('browser.blankHint')}>
      <Button className="font-mono" onClick={() => visit('http://localhost:8080', host)}>
        http://localhost:8080
      </Button>
    </Empty>
  )
}
