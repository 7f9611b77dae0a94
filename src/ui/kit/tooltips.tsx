import { useEffect, useState } from 'react'

interface Tip {
  readonly text: string
  readonly keys: string | undefined
  readonly x: number
  readonly y: number
  readonly below: boolean
}

const delayMs = 350

/** One tooltip for the whole page: it shows the `data-tip` (and `data-tip-keys`) of what the pointer or the keyboard rests on. */
export function Tooltips() {
  const [tip, setTip] = useState<Tip>()
  useEffect(() => {
    let timer = 0
    const show = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null
      window.clearTimeout(timer)
      if (!target) return setTip(undefined)
      if (event.type === 'focusin' && !target.matches(':focus-visible')) return
      timer = window.setTimeout(() => setTip(tipOf(target)), delayMs)
    }
    const hide = () => {
      window.clearTimeout(timer)
      setTip(undefined)
    }
    document.addEventListener('pointerover', show)
    document.addEventListener('focusin', show)
    document.addEventListener('focusout', hide)
    document.addEventListener('pointerdown', hide)
    document.addEventListener('keydown', hide)
    return () => {
      hide()
      document.removeEventListener('pointerover', show)
      document.removeEventListener('focusin', show)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('pointerdown', hide)
      document.removeEventListener('keydown', hide)
    }
  }, [])
  if (!tip) return null
  return (
    <div
      role="presentation"
      className="pointer-events-none fixed z-[100] flex max-w-72 items-center gap-2 rounded-md bg-code px-2 py-1 text-code-ink text-xs shadow-float"
      style={{ left: tip.x, top: tip.y, transform: `translate(-50%, ${tip.below ? '0' : '-100%'})` }}
    >
      {tip.text}
      {tip.keys && <kbd className="whitespace-nowrap font-mono text-code-mute">{tip.keys}</kbd>}
    </div>
  )
}

function tipOf(target: HTMLElement): Tip | undefined {
  const text = target.dataset.tip
  if (!text) return undefined
  const box = target.getBoundingClientRect()
  const below = box.bottom + 44 < window.innerHeight
  const half = Math.min(144, 8 + text.length * 4)
  const x = Math.min(window.innerWidth - half, Math.max(half, box.left + box.width / 2))
  return { text, keys: target.dataset.tipKeys, x, y: below ? box.bottom + 6 : box.top - 6, below }
}
