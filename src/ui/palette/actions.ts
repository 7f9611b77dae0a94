import type { TFunction } from 'i18next'
import { navigate } from 'wouter/use-hash-location'
import { lessons, openWorlds } from '../../course/catalog.ts'
import { changeLocale, type Locale, locales } from '../../i18n/i18n.ts'
import { lenses } from '../../projections/layout/lens.ts'
import { openDialog } from '../frame/dialog-state.ts'
import { pathOf } from '../session/address.ts'
import { send } from '../session/connection.ts'
import { useSession } from '../session/session.ts'
import { changeSettings, type LayoutPreset, type SideTab, showSide, type Theme, useSettings } from '../settings/settings.ts'
import { openTerminal } from '../terminal/workspace.ts'

interface Action {
  readonly name: string
  readonly run: () => void
}

export interface ActionGroup {
  readonly name: string
  readonly actions: readonly Action[]
}

/** All that the palette can do, by kind. */
export function actionGroups(t: TFunction, locale: Locale): readonly ActionGroup[] {
  return [
    {
      name: t('palette.lessons'),
      actions: lessons.map(({ id, number, title }) => ({
        name: `${number} · ${title[locale]}`,
        run: () => navigate(pathOf({ kind: 'lesson', lesson: id })),
      })),
    },
    {
      name: t('palette.worlds'),
      actions: openWorlds.map((world) => ({ name: t(`places.world.${world}`), run: () => navigate(pathOf({ kind: 'world', world })) })),
    },
    {
      name: t('palette.lenses'),
      actions: lenses.map((lens) => ({ name: t(`lens.${lens}`), run: () => changeSettings({ lens, pane: 'diagram' }) })),
    },
    { name: t('palette.actions'), actions: [...worldActions(t), ...pageActions(t)] },
  ]
}

function worldActions(t: TFunction): readonly Action[] {
  const { speed, hosts } = useSession.getState()
  return [
    ...hosts.filter(({ powered }) => powered).map(({ host }) => ({ name: t('terminals.newOn', { host }), run: () => void openTerminal(host) })),
    speed === 0
      ? { name: t('clock.play'), run: () => send({ kind: 'pace', speed: 1 }) }
      : { name: t('clock.pause'), run: () => send({ kind: 'pace', speed: 0 }) },
    { name: t('frame.undo'), run: () => send({ kind: 'undo' }) },
    { name: t('frame.reset'), run: () => openDialog('reset') },
    { name: t('frame.share'), run: () => openDialog('share') },
  ]
}

function pageActions(t: TFunction): readonly Action[] {
  const { presenter, terminalZoom } = useSettings.getState()
  const tabs: readonly SideTab[] = ['compare', 'inspect', 'browser', 'story']
  const layouts: readonly (readonly [LayoutPreset, string])[] = [
    ['study', t('frame.layoutStudy')],
    ['teach', t('frame.layoutTeach')],
    ['free', t('frame.layoutFree')],
  ]
  const themes: readonly (readonly [Theme, string])[] = [
    ['light', t('frame.themeLight')],
    ['dark', t('frame.themeDark')],
    ['system', t('frame.themeSystem')],
  ]
  return [
    ...tabs.map((tab) => ({ name: t(`side.${tab}`), run: () => showSide(tab) })),
    ...layouts.map(([layout, name]) => ({ name: `${t('frame.layout')}: ${name}`, run: () => changeSettings({ layout }) })),
    ...themes.map(([theme, name]) => ({ name: `${t('frame.theme')}: ${name}`, run: () => changeSettings({ theme }) })),
    ...locales.map(({ locale, name }) => ({
      name: `${t('frame.language')}: ${name}`,
      run: () => {
        changeSettings({ locale })
        void changeLocale(locale)
      },
    })),
    { name: t('frame.presenter'), run: () => changeSettings({ presenter: !presenter }) },
    { name: t('terminals.larger'), run: () => changeSettings({ terminalZoom: terminalZoom + 1 }) },
    { name: t('terminals.smaller'), run: () => changeSettings({ terminalZoom: Math.max(-4, terminalZoom - 1) }) },
  ]
}
