import type { en } from './en.ts'

type Widened<T> = { readonly [K in keyof T]: T[K] extends string ? string : Widened<T[K]> }

/** The shape of a locale: every key of the English one, no other. */
export type Messages = Widened<typeof en>

/** The keys' types for i18next: `t('frame.undo')` compiles, `t('frame.undoo')` does not. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
    returnNull: false
  }
}
