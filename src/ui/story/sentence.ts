import type { ParseKeys } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { StoryFact } from '../../worker/protocol.ts'

/** Says a fact in the reader's language; one without a sentence is said by its name and data. */
export function useSentence(): (fact: StoryFact) => string {
  const { t, i18n } = useTranslation()
  return (fact) => {
    const key = `fact.${fact.kind}`
    return i18n.exists(key) ? String(t(key as ParseKeys, flat(fact))) : plain(fact)
  }
}

function plain({ kind, data }: StoryFact): string {
  const values = Object.entries(data).map(([name, value]) => `${name}=${wordOf(value)}`)
  return `${kind.replaceAll(/[.-]/g, ' ')}${values.length > 0 ? `: ${values.join(', ')}` : ''}`
}

function flat({ data, host, actor }: StoryFact): Readonly<Record<string, string | number>> {
  const words: Record<string, string | number> = { host, actor }
  for (const [name, value] of Object.entries(data)) words[name] = typeof value === 'number' ? value : wordOf(value)
  return words
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordOf).join(' ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}
