import { parseSignal, signals } from '../../kernel/signal.ts'

/** Names in order of their numbers, without SIG (procps calls SIGIO POLL). */
export const signalNames: readonly string[] = Object.keys(signals).map((name) => (name === 'SIGIO' ? 'POLL' : name.slice(3)))

/** A signal by number or name as kill and pkill take it. */
export function signalOf(text: string): number | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '')
  if (name === 'POLL') return signals.SIGIO
  if (name === 'CLD') return signals.SIGCHLD
  if (name === 'IOT') return signals.SIGABRT
  return parseSignal(text)
}

/** Takes `-9`, `-KILL`, `-SIGKILL` out of the words; what is left and the signal. */
export function takeSignal(args: readonly string[]): { readonly rest: readonly string[]; readonly signal: number | undefined } {
  const at = args.findIndex((word) => /^-(?:\d+|(?:SIG)?[A-Z][A-Z0-9+-]{1,})$/.test(word) && signalOf(word.slice(1)) !== undefined)
  if (at < 0) return { rest: args, signal: undefined }
  return { rest: args.filter((_, i) => i !== at), signal: signalOf((args[at] as string).slice(1)) }
}
