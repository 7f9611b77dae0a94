import { act, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { type Locale, startLanguages } from '../../i18n/i18n.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

export interface Rendered {
  readonly element: HTMLElement
  /** The element of that role and name; an error when there is none. */
  readonly byRole: (role: string, name: string | RegExp) => HTMLElement
  readonly unmount: () => void
}

/** Draws a part of the page for a test, in a language. */
export async function render(part: ReactNode, locale: Locale = 'en'): Promise<Rendered> {
  await startLanguages(locale)
  const element = document.createElement('div')
  document.body.append(element)
  const root = createRoot(element)
  await act(async () => root.render(part))
  return {
    element,
    byRole: (role, name) => {
      const candidates = [...element.querySelectorAll<HTMLElement>(role === 'button' ? 'button' : `[role="${role}"]`)]
      const found = candidates.find((each) => (typeof name === 'string' ? nameOf(each) === name : name.test(nameOf(each))))
      if (!found) throw new Error(`no ${role} called ${name}; there are: ${candidates.map(nameOf).join(', ')}`)
      return found
    },
    unmount: () => {
      act(() => root.unmount())
      element.remove()
    },
  }
}

export function click(element: HTMLElement): void {
  act(() => element.click())
}

export function press(element: HTMLElement, key: string): void {
  act(() => {
    element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
}

function nameOf(element: HTMLElement): string {
  return (element.getAttribute('aria-label') ?? element.textContent ?? '').trim()
}
