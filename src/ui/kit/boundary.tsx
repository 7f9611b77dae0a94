import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'

/** Keeps a failure to draw inside its pane: the others, and the lab, go on. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly failure: Error | undefined }> {
  override state: { readonly failure: Error | undefined } = { failure: undefined }

  static getDerivedStateFromError(failure: unknown) {
    return { failure: failure instanceof Error ? failure : new Error(String(failure)) }
  }

  override render() {
    const { failure } = this.state
    return failure ? <Failed failure={failure} again={() => this.setState({ failure: undefined })} /> : this.props.children
  }
}

function Failed({ failure, again }: { readonly failure: Error; readonly again: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className="flex h-full flex-col items-start justify-center gap-3 p-6 text-sm">
      <p>{t('problem.crash', { message: failure.message })}</p>
      <Button onClick={again}>{t('problem.redraw')}</Button>
    </div>
  )
}
