import { Crosshair } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Entity, EntityId, Scene } from '../../projections/scene/scene.ts'
import type { Inspection } from '../../worker/protocol.ts'
import { CommandBlock } from '../course/command-block.tsx'
import { selectEntity, useSelection } from '../diagram/selection.ts'
import { IconButton } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { kindLooks } from '../kit/kinds.ts'
import { inspectEntity } from '../session/requests.ts'
import { useScenes } from '../session/scenes.ts'
import { changeSettings } from '../settings/settings.ts'
import { Life } from './life.tsx'

/** All there is to know of the chosen thing. */
export function Inspect() {
  const { t } = useTranslation()
  const id = useSelection((selection) => selection.selected)
  const scene = useScenes((scenes) => scenes.shown)
  const live = id === undefined ? undefined : scene.entities.get(id)
  const [last, setLast] = useState<Entity>()
  useEffect(() => {
    if (live) setLast(live)
  }, [live])
  const entity = live ?? (last?.id === id ? last : undefined)
  if (!entity) return <Empty title={t('inspect.none')} hint={t('inspect.noneHint')} />
  return <Inspected key={entity.id} entity={entity} scene={scene} gone={live === undefined} />
}

function Inspected({ entity, scene, gone }: { readonly entity: Entity; readonly scene: Scene; readonly gone: boolean }) {
  const { t } = useTranslation()
  const inspection = useInspection(entity)
  const facts = { ...entity.facts, ...inspection?.facts }
  return (
    <div className="flex flex-col gap-4 p-4">
      <Heading entity={entity} />
      {gone && <p className="rounded-lg border border-warn-line bg-warn-soft px-3 py-1.5 text-sm">{t('inspect.gone')}</p>}
      <p className="text-sm">{t(`about.${entity.kind}`)}</p>
      {entity.kind === 'container' && <Life entity={entity} gone={gone} />}
      <FactTable facts={facts} />
      {inspection?.command && (
        <section>
          <h3 className="font-semibold text-sm">{t('inspect.command')}</h3>
          <CommandBlock text={inspection.command.text} host={inspection.command.host} />
        </section>
      )}
      <Relations entity={entity} scene={scene} />
      {inspection?.json !== undefined && (
        <details>
          <summary className="font-semibold text-sm">{t('inspect.json')}</summary>
          <pre className="mt-1 max-h-96 overflow-auto rounded-lg bg-code p-3 font-mono text-code-ink text-xs">
            {JSON.stringify(inspection.json, null, 2)}
          </pre>
        </details>
      )}
    </div>
  )
}

function Heading({ entity }: { readonly entity: Entity }) {
  const { t } = useTranslation()
  const { icon: Icon, hue } = kindLooks[entity.kind]
  return (
    <header className={`flex items-center gap-3 ${hue}`}>
      <span className="flex size-10 shrink-0 items-center justify-center rounded-lg border border-hue-line bg-hue-soft text-hue">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="min-w-0 grow">
        <p className="text-hue text-xs">
          {t(`kind.${entity.kind}`)}
          {entity.state !== undefined && ` · ${t(`state.${entity.state}`)}`}
        </p>
        <h2 className="break-words font-semibold leading-tight">{entity.label}</h2>
      </div>
      <IconButton icon={Crosshair} label={t('act.follow')} onClick={() => showInDiagram(entity.id)} />
    </header>
  )
}

function showInDiagram(id: EntityId): void {
  changeSettings({ pane: 'diagram' })
  useSelection.setState(({ focus }) => ({ selected: id, focus: focus + 1 }))
}

/** Asks the worker once for each thing and each change of it. */
function useInspection(entity: Entity): Inspection | undefined {
  const [inspection, setInspection] = useState<Inspection>()
  const { id, changedMs } = entity
  useEffect(() => {
    let gone = false
    if (changedMs >= 0) void inspectEntity(id).then((answer) => !gone && setInspection(answer))
    return () => {
      gone = true
    }
  }, [id, changedMs])
  return inspection
}

function FactTable({ facts }: { readonly facts: Entity['facts'] }) {
  const { t } = useTranslation()
  const rows = Object.entries(facts)
  if (rows.length === 0) return null
  return (
    <section>
      <h3 className="mb-1 font-semibold text-sm">{t('inspect.facts')}</h3>
      <dl className="grid grid-cols-[minmax(5.5rem,auto)_1fr] text-sm">
        {rows.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid border-line border-t py-1">
            <dt className="break-words pr-3 text-mute">{name}</dt>
            <dd className="break-all font-mono text-[0.92em]">{String(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Relations({ entity, scene }: { readonly entity: Entity; readonly scene: Scene }) {
  const { t } = useTranslation()
  const parent = entity.parent === undefined ? undefined : scene.entities.get(entity.parent)
  const children = [...scene.entities.values()].filter((each) => each.parent === entity.id).slice(0, 12)
  const linked = [...scene.links.values()].flatMap((link) => {
    const other = link.from === entity.id ? link.to : link.to === entity.id ? link.from : undefined
    const thing = other === undefined ? undefined : scene.entities.get(other)
    return thing ? [{ thing, word: t(`link.${link.kind}`) }] : []
  })
  return (
    <section className="flex flex-col gap-2 text-sm empty:hidden">
      {parent && <Relation name={t('inspect.inside')} things={[{ thing: parent }]} />}
      {children.length > 0 && <Relation name={t('inspect.holds')} things={children.map((thing) => ({ thing }))} />}
      {linked.length > 0 && <Relation name={t('inspect.linked')} things={linked} />}
    </section>
  )
}

function Relation({ name, things }: { readonly name: string; readonly things: readonly { readonly thing: Entity; readonly word?: string }[] }) {
  return (
    <div>
      <h3 className="mb-1 font-semibold">{name}</h3>
      <ul className="flex flex-wrap gap-1">
        {things.map(({ thing, word }) => {
          const { icon: Icon, hue } = kindLooks[thing.kind]
          return (
            <li key={`${word}/${thing.id}`}>
              <button
                type="button"
                className={`inline-flex items-center gap-1 rounded-md border border-hue-line bg-hue-soft px-1.5 py-0.5 text-hue text-xs hover:border-hue ${hue}`}
                onClick={() => selectEntity(thing.id)}
              >
                {word !== undefined && <span className="text-mute">{word}</span>}
                <Icon aria-hidden className="size-3.5" />
                {thing.label}
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
