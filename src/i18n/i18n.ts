/**
 * The page's languages. Brazilian Portuguese where the browser prefers Portuguese, English elsewhere, until the reader chooses. Only the
 * locale in use is loaded; plural forms follow the locale's own rules.
 */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Messages } from './messages.ts'

export type Locale = 'pt-BR' | 'en'

export const locales: readonly { readonly locale: Locale; readonly name: string; readonly short: string }[] = [
  { locale: 'pt-BR', name: 'Português (Brasil)', short: 'PT' },
  { locale: 'en', name: 'English', short: 'EN' },
]

const load: Readonly<Record<Locale, () => Promise<Messages>>> = {
  'pt-BR': async () => (await import('./pt-BR.ts')).ptBR,
  en: async () => (await import('./en.ts')).en,
}

/** The locale for a browser's preferences, best first. */
export function preferredLocale(languages: readonly string[]): Locale {
  return languages[0]?.toLowerCase().startsWith('pt') ? 'pt-BR' : 'en'
}

export async function startLanguages(locale: Locale): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    resources: { [locale]: { translation: await load[locale]() } },
    fallbackLng: false,
    interpolation: { escapeValue: false },
    // A fact may lack a value that its sentence has room for: it is said without.
    missingInterpolationHandler: () => '',
    returnNull: false,
  })
}

export async function changeLocale(locale: Locale): Promise<void> {
  if (!i18next.hasResourceBundle(locale, 'translation')) i18next.addResourceBundle(locale, 'translation', await load[locale]())
  await i18next.changeLanguage(locale)
}
