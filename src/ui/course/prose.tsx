import Markdown, { type Components, defaultUrlTransform, type ExtraProps } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { kindLooks } from '../kit/kinds.ts'
import { CommandBlock } from './command-block.tsx'

type Element = NonNullable<ExtraProps['node']>

const plugins = [remarkGfm]

/**
 * Markdown of a lesson, built in or imported: no HTML, no scripts. Its `sh` blocks become commands to type, and a link to `kind:container`
 * shows its text in the colour that containers have everywhere.
 */
export function Prose({ text, className = '' }: { readonly text: string; readonly className?: string }) {
  return (
    <div className={`prose ${className}`}>
      <Markdown remarkPlugins={plugins} components={components} urlTransform={(url) => (url.startsWith('kind:') ? url : defaultUrlTransform(url))}>
        {text}
      </Markdown>
    </div>
  )
}

const components: Components = {
  pre: ({ node, children }) => {
    const code = node?.children[0]
    if (code?.type !== 'element' || !isShell(code)) return <pre className="shown">{children}</pre>
    const text = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('')
    return <CommandBlock text={text.trimEnd()} host={hostOf(code)} />
  },
  a: ({ href = '', children }) => {
    const kind = href.startsWith('kind:') ? href.slice(5) : undefined
    if (kind !== undefined && isKind(kind)) return <span className={`font-medium text-hue ${kindLooks[kind].hue}`}>{children}</span>
    return (
      <a href={href} target="_blank" rel="noreferrer">
        {children}
      </a>
    )
  },
}

function isKind(name: string): name is keyof typeof kindLooks {
  return name in kindLooks
}

function isShell(code: Element): boolean {
  const { className } = code.properties
  return Array.isArray(className) && className.includes('language-sh')
}

function hostOf(code: Element): string | undefined {
  return /(?:^| )host=(\S+)/.exec(code.data?.meta ?? '')?.[1]
}
