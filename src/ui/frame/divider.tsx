import { Separator } from 'react-resizable-panels'

const tones = { paper: 'bg-line', terminal: 'bg-white/15' }

/** The line between two panes, by which they are resized. */
export function Divider({ id, label, tone = 'paper' }: { readonly id: string; readonly label?: string; readonly tone?: keyof typeof tones }) {
  return (
    <Separator
      id={id}
      aria-label={label}
      className={`${tones[tone]} relative z-10 basis-px transition-colors before:absolute before:-inset-1 hover:bg-accent data-[separator=active]:bg-accent data-[separator=focus]:bg-accent`}
    />
  )
}
