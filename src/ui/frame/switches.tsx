import { BookOpen, LayoutDashboard, type LucideIcon, Monitor, Moon, Presentation, Projector, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { changeLocale, locales } from '../../i18n/i18n.ts'
import { IconButton } from '../kit/button.tsx'
import { changeSettings, type LayoutPreset, type Theme, useSettings } from '../settings/settings.ts'

const themes: readonly {
  readonly theme: Theme
  readonly icon: LucideIcon
  readonly name: 'frame.themeLight' | 'frame.themeDark' | 'frame.themeSystem'
}[] = [
  { theme: 'system', icon: Monitor, name: 'frame.themeSystem' },
  { theme: 'light', icon: Sun, name: 'frame.themeLight' },
  { theme: 'dark', icon: Moon, name: 'frame.themeDark' },
]

/** Goes through the themes. */
export function ThemeSwitch() {
  const { t } = useTranslation()
  const theme = useSettings((settings) => settings.theme)
  const index = themes.findIndex((each) => each.theme === theme)
  const [shown, next] = [themes[index] ?? themes[0], themes[(index + 1) % themes.length]]
  if (!shown || !next) return null
  return <IconButton icon={shown.icon} label={`${t('frame.theme')}: ${t(shown.name)}`} onClick={() => changeSettings({ theme: next.theme })} />
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const next = locales.find(({ locale }) => locale !== i18n.language) ?? locales[0]
  const shown = locales.find(({ locale }) => locale === i18n.language)
  if (!next) return null
  return (
    <button
      type="button"
      lang={next.locale}
      aria-label={`${t('frame.language')}: ${next.name}`}
      data-tip={next.name}
      className="inline-flex h-8 items-center rounded-lg px-2 font-semibold text-mute text-xs hover:bg-ink/6 hover:text-ink"
      onClick={() => {
        changeSettings({ locale: next.locale })
        void changeLocale(next.locale)
      }}
    >
      {shown?.short}
    </button>
  )
}

export function PresenterSwitch() {
  const { t } = useTranslation()
  const presenter = useSettings((settings) => settings.presenter)
  return <IconButton icon={Projector} label={t('frame.presenter')} pressed={presenter} onClick={() => changeSettings({ presenter: !presenter })} />
}

const layouts: readonly {
  readonly layout: LayoutPreset
  readonly icon: LucideIcon
  readonly name: 'frame.layoutStudy' | 'frame.layoutTeach' | 'frame.layoutFree'
}[] = [
  { layout: 'study', icon: BookOpen, name: 'frame.layoutStudy' },
  { layout: 'teach', icon: Presentation, name: 'frame.layoutTeach' },
  { layout: 'free', icon: LayoutDashboard, name: 'frame.layoutFree' },
]

export function LayoutSwitch() {
  const { t } = useTranslation()
  const chosen = useSettings((settings) => settings.layout)
  return (
    <fieldset aria-label={t('frame.layout')} className="flex items-center rounded-lg border border-line">
      {layouts.map(({ layout, icon, name }) => (
        <IconButton
          key={layout}
          icon={icon}
          label={`${t('frame.layout')}: ${t(name)}`}
          pressed={layout === chosen}
          className="h-7"
          onClick={() => changeSettings({ layout })}
        />
      ))}
    </fieldset>
  )
}
