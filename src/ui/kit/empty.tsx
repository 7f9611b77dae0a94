import type { ReactNode } from 'react'

/** What a pane shows while it has nothing: what is missing and what to do next. */
export function Empty({ title, hint, children }: { readonly title: string; readonly hint?: string; readonly children?: ReactNode }) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 p-6 text-center">
      <p className="font-medium">{title}</p>
      {hint && <p className="max-w-72 text-mute text-sm">{hint}</p>}
      {children}
    </div>
  )
}
