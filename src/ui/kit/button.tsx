import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactNode } from 'react'

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon
  /** Its name, read aloud and shown as its tooltip. */
  readonly label: string
  readonly shortcut?: string
  readonly pressed?: boolean
  readonly tone?: 'plain' | 'terminal'
}

const tones = {
  plain: 'text-mute hover:bg-ink/6 hover:text-ink aria-pressed:bg-ink/8 aria-pressed:text-ink',
  terminal: 'text-term-mute hover:bg-white/10 hover:text-white aria-pressed:bg-white/12 aria-pressed:text-white',
}

/** A square button that is only a picture: it always has a name and a tooltip. */
export function IconButton({ icon: Icon, label, shortcut, pressed, tone = 'plain', className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      data-tip={label}
      data-tip-keys={shortcut}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-lg transition-colors disabled:opacity-40 ${tones[tone]} ${className}`}
      {...rest}
    >
      <Icon aria-hidden className="size-[1.15em]" strokeWidth={1.9} />
    </button>
  )
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'solid' | 'outline' | 'quiet'
  readonly icon?: LucideIcon
  readonly children: ReactNode
}

const looks = {
  solid: 'bg-accent text-on-accent hover:brightness-110',
  outline: 'border border-line bg-card hover:border-mute/60',
  quiet: 'text-accent hover:bg-accent/10',
}

export function Button({ look = 'outline', icon: Icon, className = '', children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex items-center gap-1.5 rounded-lg px-3 py-1.5 font-medium text-sm transition disabled:opacity-50 ${looks[look]} ${className}`}
      {...rest}
    >
      {Icon && <Icon aria-hidden className="size-4" strokeWidth={1.9} />}
      {children}
    </button>
  )
}
