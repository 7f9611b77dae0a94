import { expect, test } from 'vitest'
import { en } from './en.ts'
import { preferredLocale } from './i18n.ts'
import { ptBR } from './pt-BR.ts'

function texts(messages: object, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as const] : texts(value, `${prefix}${key}.`),
  )
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('every text says the same values in both languages', () => {
  const portuguese = new Map(texts(ptBR))
  for (const [key, text] of texts(en)) expect([key, placeholders(portuguese.get(key) ?? '')]).toEqual([key, placeholders(text)])
  expect(portuguese.size).toBe(texts(en).length)
})

test('a browser that prefers Portuguese gets it, any other English', () => {
  expect(preferredLocale(['pt-BR', 'en'])).toBe('pt-BR')
  expect(preferredLocale(['pt-PT'])).toBe('pt-BR')
  expect(preferredLocale(['de', 'pt'])).toBe('en')
  expect(preferredLocale([])).toBe('en')
})
