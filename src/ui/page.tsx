import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { preferredLocale, startLanguages } from '../i18n/i18n.ts'
import { App } from './frame/app.tsx'
import type { Connection } from './session/connection.ts'
import { openingBegan } from './session/place.ts'
import { attach } from './session/receive.ts'
import { isDark } from './settings/appearance.ts'
import { useSettings } from './settings/settings.ts'

/** Starts the page on an element, talking to the engine through a connection; `opening` is what the engine was asked to open already. */
export async function startPage(element: HTMLElement, connection: Connection, opening?: Parameters<typeof openingBegan>[0]): Promise<void> {
  if (opening) openingBegan(opening)
  attach(connection)
  const { theme, locale, presenter } = useSettings.getState()
  document.documentElement.dataset.theme = isDark(theme, matchMedia('(prefers-color-scheme: dark)').matches) ? 'dark' : 'light'
  document.documentElement.toggleAttribute('data-presenter', presenter)
  await startLanguages(locale ?? preferredLocale(navigator.languages))
  createRoot(element).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
