import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TerminalId } from '../../worker/protocol.ts'
import { sendInput } from '../session/connection.ts'
import { screenOf } from './screens.ts'

const keys = [
  { name: 'terminals.keyEscape', face: 'Esc', data: '\x1b' },
  { name: 'terminals.keyTab', face: 'Tab', data: '\t' },
  { name: 'terminals.keyUp', face: '↑', data: '\x1b[A' },
  { name: 'terminals.keyDown', face: '↓', data: '\x1b[B' },
  { name: 'terminals.keyLeft', face: '←', data: '\x1b[D' },
  { name: 'terminals.keyRight', face: '→', data: '\x1b[C' },
] as const

const controls = ['C', 'D', 'Z', 'P', 'Q', 'R', 'L'] as const
const signs = ['|', '-', '/', '~', ':'] as const

/** The keys that a phone's keyboard lacks. */
export function TouchKeys({ terminal }: { readonly terminal: TerminalId }) {
  const { t } = useTranslation()
  const [control, setControl] = useState(false)
  const press = (data: string) => {
    sendInput({ kind: 'keys', terminal, data })
    screenOf(terminal).emulator.focus()
    setControl(false)
  }
  const key =
    'min-w-11 shrink-0 rounded-md bg-white/10 px-2 py-2 font-mono text-sm text-term-ink active:bg-white/25 aria-pressed:bg-accent aria-pressed:text-on-accent'
  return (
    <div className="flex gap-1 overflow-x-auto bg-term-bar p-1 [scrollbar-width:none]" onPointerDown={(event) => event.preventDefault()}>
      <button type="button" aria-label={t('terminals.keyControl')} aria-pressed={control} className={key} onClick={() => setControl(!control)}>
        Ctrl
      </button>
      {control
        ? controls.map((letter) => (
            <button
              key={letter}
              type="button"
              aria-label={`Ctrl ${letter}`}
              className={key}
              onClick={() => press(String.fromCharCode(letter.charCodeAt(0) - 64))}
            >
              {letter}
            </button>
          ))
        : keys.map(({ name, face, data }) => (
            <button key={face} type="button" aria-label={t(name)} className={key} onClick={() => press(data)}>
              {face}
            </button>
          ))}
      {!control &&
        signs.map((sign) => (
          <button key={sign} type="button" aria-label={sign} className={key} onClick={() => press(sign)}>
            {sign}
          </button>
        ))}
    </div>
  )
}
