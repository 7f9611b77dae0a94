/** The lessons that are there, in the course's order, and where their texts are. Knows nothing of the engine: the page loads it first. */
import type { Locale } from '../i18n/i18n.ts'
import { type LessonText, parseLesson } from './text.ts'

export interface LessonEntry {
  readonly id: string
  /** Its number in the course. */
  readonly number: number
  readonly world: string
  readonly title: Readonly<Record<Locale, string>>
}

export const lessons: readonly LessonEntry[] = [
  {
    id: 'install-docker',
    number: 7,
    world: 'workshop',
    title: { 'pt-BR': 'Oficina: instalar o Docker', en: 'Workshop: install Docker' },
  },
  {
    id: 'apache-image',
    number: 10,
    world: 'workshop',
    title: { 'pt-BR': 'Oficina: uma imagem Apache', en: 'Workshop: an Apache image' },
  },
]

/** Worlds that can be entered without a lesson. */
export const openWorlds = ['workshop', 'docker'] as const

const texts = import.meta.glob<string>('./*/*.md', { query: '?raw', import: 'default' })

/** The lesson's text in a language; undefined where there is none (yet). */
export async function loadLesson(id: string, locale: Locale): Promise<LessonText | undefined> {
  const load = texts[`./${id}/${locale}.md`]
  return load ? parseLesson(await load()) : undefined
}

export function lessonById(id: string | undefined): LessonEntry | undefined {
  return lessons.find((lesson) => lesson.id === id)
}
