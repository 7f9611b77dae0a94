import { ChevronRight, CirclePlay } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chaptersOf, factsOf, type StoryNode, storiesOf } from '../../projections/narration/story.ts'
import type { StoryFact } from '../../worker/protocol.ts'
import { hopsOf, playStory } from '../diagram/journey.ts'
import { selectEntity } from '../diagram/selection.ts'
import { IconButton } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { clockText } from '../kit/time.ts'
import { useRecord } from '../session/record.ts'
import { useSentence } from './sentence.ts'

const chapterLimit = 25
const effectLimit = 60

/** The recorded story of what was done last, and before: each event under what caused it. */
export function StoryPanel() {
  const { t } = useTranslation()
  const facts = useRecord((record) => record.facts)
  const chapters = useMemo(() => chaptersOf(storiesOf(facts)).slice(-chapterLimit).reverse(), [facts])
  if (chapters.length === 0) return <Empty title={t('story.none')} hint={t('story.noneHint')} />
  const latest = chapters.findIndex(({ by }) => by === 'somebody')
  return (
    <div className="flex flex-col gap-2 p-3">
      <h3 className="px-1 font-semibold">{t('story.title')}</h3>
      {chapters.map((chapter, index) => {
        const [first] = chapter.stories
        if (!first) return null
        return chapter.by === 'somebody' ? (
          <Story key={first.fact.id} story={first} first={index === latest} />
        ) : (
          <Background key={first.fact.id} stories={chapter.stories} />
        )
      })}
    </div>
  )
}

/** What went on by itself between two deeds: folded, it is seldom what one looks for. */
function Background({ stories }: { readonly stories: readonly StoryNode<StoryFact>[] }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const size = stories.reduce((sum, story) => sum + story.size, 0)
  return (
    <section>
      <button
        type="button"
        aria-expanded={open}
        className="flex w-full items-center gap-1.5 rounded px-2 py-0.5 text-left text-mute text-sm"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight aria-hidden className={`size-4 shrink-0 transition-transform ${open ? 'rotate-90' : ''}`} />
        {t('story.background')} · {t('story.steps', { count: size })}
      </button>
      {open && (
        <div className="px-2">
          <Effects effects={stories} depth={0} />
        </div>
      )}
    </section>
  )
}

function Story({ story, first }: { readonly story: StoryNode<StoryFact>; readonly first: boolean }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const [open, setOpen] = useState(first)
  const playable = useMemo(() => hopsOf(factsOf(story)).length > 1, [story])
  return (
    <section className="rounded-xl border border-line">
      <header className="flex items-center gap-1 pr-1">
        <button
          type="button"
          aria-expanded={open}
          className="flex min-w-0 grow items-start gap-1.5 px-2 py-1.5 text-left text-sm"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight aria-hidden className={`mt-0.5 size-4 shrink-0 text-mute transition-transform ${open ? 'rotate-90' : ''}`} />
          <span className="min-w-0">
            <span className="break-words font-medium">{sentence(story.fact)}</span>
            <span className="block text-mute text-xs tabular-nums">
              {clockText(story.fact.atMs)} · {t('story.steps', { count: story.size })}
            </span>
          </span>
        </button>
        {playable && <IconButton icon={CirclePlay} label={t('story.replay')} onClick={() => playStory(story)} />}
      </header>
      {open && story.effects.length > 0 && (
        <div className="px-2 pb-2">
          <Effects effects={story.effects} depth={0} />
        </div>
      )}
    </section>
  )
}

const openDepth = 2

function Effects({ effects, depth }: { readonly effects: readonly StoryNode<StoryFact>[]; readonly depth: number }) {
  const { t } = useTranslation()
  return (
    <ol className={`flex flex-col gap-0.5 ${depth > 0 ? 'ml-2 border-line border-l pl-2' : ''}`}>
      {effects.slice(0, effectLimit).map((effect) => (
        <Effect key={effect.fact.id} effect={effect} depth={depth} />
      ))}
      {effects.length > effectLimit && <li className="text-mute text-xs">{t('story.more', { count: effects.length - effectLimit })}</li>}
    </ol>
  )
}

function Effect({ effect, depth }: { readonly effect: StoryNode<StoryFact>; readonly depth: number }) {
  const sentence = useSentence()
  const [open, setOpen] = useState(depth < openDepth)
  const { fact, effects } = effect
  const target = fact.touches.at(-1)?.entity
  return (
    <li className="text-sm">
      <div className="flex items-start gap-1">
        {effects.length > 0 ? (
          <button type="button" aria-expanded={open} aria-label={sentence(fact)} className="mt-0.5 shrink-0 rounded" onClick={() => setOpen(!open)}>
            <ChevronRight aria-hidden className={`size-4 text-mute transition-transform ${open ? 'rotate-90' : ''}`} />
          </button>
        ) : (
          <span aria-hidden className="mt-2 mr-1 ml-1.5 size-1.5 shrink-0 rounded-full bg-line" />
        )}
        <p className="min-w-0 break-words">
          {target === undefined ? (
            sentence(fact)
          ) : (
            <button type="button" className="text-left hover:text-accent" onClick={() => selectEntity(target)}>
              {sentence(fact)}
            </button>
          )}{' '}
          <span className="text-mute text-xs">{fact.actor}</span>
        </p>
      </div>
      {open && effects.length > 0 && <Effects effects={effects} depth={depth + 1} />}
    </li>
  )
}
