import { useTranslation } from 'react-i18next'
import type { StoryFact } from '../../worker/protocol.ts'

/** Says a fact, or one hop of a packet's, in the reader's language; one without a sentence is said by its name and data. */
export function useSentence(): (fact: StoryFact, hop?: number) => string {
  const { t, i18n } = useTranslation()
  // The keys follow the engine's facts, which the page cannot enumerate: `exists` stands in for the type check.
  const say = t as unknown as (key: string, values: object) => string
  return (fact, hop) => {
    const said = hop === undefined ? fact : hopOf(fact, hop)
    const key = `fact.${said.kind}`
    return i18n.exists(key) ? say(key, flat(said)).replace(/ {2,}/g, ' ').trim() : plain(said)
  }
}

/** A hop of a packet as a fact of its own. */
function hopOf(fact: StoryFact, index: number): StoryFact {
  const hop = Array.isArray(fact.data.hops) ? fact.data.hops[index] : undefined
  if (typeof hop !== 'object' || hop === null || Array.isArray(hop)) return fact
  const { hops: _, ...whole } = fact.data
  return { ...fact, kind: `hop.${String(hop.at)}`, data: { ...whole, ...hop } }
}

function plain({ kind, data }: StoryFact): string {
  const values = Object.entries(data)
    .filter(([name]) => name !== 'hops')
    .map(([name, value]) => `${name}=${wordOf(value)}`)
  return `${kind.replaceAll(/[.-]/g, ' ')}${values.length > 0 ? `: ${values.join(', ')}` : ''}`
}

function flat({ data, host, actor }: StoryFact): Readonly<Record<string, string | number>> {
  const words: Record<string, string | number> = { host, actor }
  for (const [name, value] of Object.entries(data)) words[name] = typeof value === 'number' ? value : wordOf(value)
  return words
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordOf).join(' ')
  const word = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
  return word.replace(/\b(?:sha256:)?([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1')
}
