import { useEffect, useSyncExternalStore } from 'react'
import { type Theme, useSettings } from './settings.ts'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
  )
}

/** True where one pane at a time is shown. */
export function useIsPhone(): boolean {
  return useMedia('(max-width: 760px)')
}

export function usePrefersStill(): boolean {
  return useMedia('(prefers-reduced-motion: reduce)')
}

export function useDark(): boolean {
  const theme = useSettings((settings) => settings.theme)
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  return isDark(theme, systemDark)
}

export function isDark(theme: Theme, systemDark: boolean): boolean {
  return theme === 'dark' || (theme === 'system' && systemDark)
}

/** Puts theme, presenter mode and language on the document. */
export function useAppearance(locale: string): void {
  const dark = useDark()
  const presenter = useSettings((settings) => settings.presenter)
  useEffect(() => {
    const root = document.documentElement
    root.dataset.theme = dark ? 'dark' : 'light'
    root.toggleAttribute('data-presenter', presenter)
    root.lang = locale
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark ? '#172029' : '#ffffff')
  }, [dark, presenter, locale])
}
