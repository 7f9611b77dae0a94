/** Signal numbers of Linux on x86-64 (signal(7)). */
export const signals = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const

export type SignalName = keyof typeof signals
export type Signal = number

const names = new Map<number, SignalName>(Object.entries(signals).map(([name, number]) => [number, name as SignalName]))

export const signalName = (signal: Signal): SignalName | undefined => names.get(signal)

/** What a signal does to a process that neither handles nor ignores it. */
export type DefaultAction = 'terminate' | 'core' | 'ignore' | 'stop' | 'continue'

const cores = new Set<Signal>([3, 4, 5, 6, 7, 8, 11, 24, 25, 31])

export function defaultAction(signal: Signal): DefaultAction {
  switch (signal) {
    case signals.SIGCHLD:
    case signals.SIGURG:
    case signals.SIGWINCH:
      return 'ignore'
    case signals.SIGCONT:
      return 'continue'
    case signals.SIGSTOP:
    case signals.SIGTSTP:
    case signals.SIGTTIN:
    case signals.SIGTTOU:
      return 'stop'
    default:
      return cores.has(signal) ? 'core' : 'terminate'
  }
}

/** A number, `TERM` or `SIGTERM` (any case) as a signal number. */
export function parseSignal(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) {
    const number = Number(text)
    return number <= 64 ? number : undefined
  }
  const upper = text.toUpperCase()
  return signals[(upper.startsWith('SIG') ? upper : `SIG${upper}`) as SignalName]
}
