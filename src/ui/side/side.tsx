import { PanelRightClose } from 'lucide-react'
import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Boundary } from '../kit/boundary.tsx'
import { IconButton } from '../kit/button.tsx'
import { useIsPhone } from '../settings/appearance.ts'
import { changeSettings, type SideTab, useSettings } from '../settings/settings.ts'
import { StoryPanel } from '../story/panel.tsx'
import { Browser } from './browser/browser.tsx'
import { Compare } from './compare.tsx'
import { Inspect } from './inspect.tsx'

const tabs: readonly { readonly tab: SideTab; readonly content: ReactNode }[] = [
  { tab: 'compare', content: <Compare /> },
  { tab: 'inspect', content: <Inspect /> },
  { tab: 'browser', content: <Browser /> },
  { tab: 'story', content: <StoryPanel /> },
]

/** The panel beside the diagram. */
export function Side() {
  const { t } = useTranslation()
  const phone = useIsPhone()
  const chosen = useSettings((settings) => settings.sideTab)
  return (
    <Tabs.Root value={chosen} onValueChange={(tab) => changeSettings({ sideTab: tab as SideTab })} className="flex h-full flex-col">
      <div className="flex shrink-0 items-center border-line border-b pr-1 pl-2">
        <Tabs.List aria-label={t('side.label')} className="flex min-w-0 grow overflow-x-auto [scrollbar-width:none]">
          {tabs.map(({ tab }) => (
            <Tabs.Trigger
              key={tab}
              value={tab}
              className="-mb-px shrink-0 border-transparent border-b-2 px-1.5 py-2 text-mute text-sm -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-ink"
            >
              {t(`side.${tab}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {!phone && <IconButton icon={PanelRightClose} label={t('frame.fold')} onClick={() => changeSettings({ panelFolded: true })} />}
      </div>
      {tabs.map(({ tab, content }) => (
        <Tabs.Content key={tab} value={tab} className="min-h-0 grow overflow-y-auto -outline-offset-2">
          <Boundary>{content}</Boundary>
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}
