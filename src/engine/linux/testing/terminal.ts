import { encode, Utf8Stream } from '../../base/utf8.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { spawnFromKernel } from '../kernel/process/spawn.ts'
import type { Process } from '../kernel/task.ts'
import { openWindow } from '../kernel/tty/host-terminal.ts'
import type { Terminal } from '../kernel/tty/terminal.ts'
import { Screen } from './screen.ts'

export interface TestTerminalOptions {
  readonly cols?: number
  readonly rows?: number
  /** Executed with the terminal as its controlling one. */
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** A window on a test host, with somebody typing into it. */
export interface TestTerminal {
  readonly process: Process
  readonly terminal: Terminal
  /** Types, then lets `settleMs` (default 100) of virtual time pass. */
  type(text: string, settleMs?: number): void
  /** What the window shows. */
  screen(): string
  cursor(): { readonly row: number; readonly column: number }
  /** Everything that was ever sent to the window. */
  output(): string
  resize(cols: number, rows: number): void
  close(): void
}

export function openTestTerminal(kernel: Kernel, options: TestTerminalOptions): TestTerminal {
  const size = { cols: options.cols ?? 80, rows: options.rows ?? 24 }
  const screen = new Screen(size.cols, size.rows)
  const utf8 = new Utf8Stream()
  let output = ''
  const window = openWindow(kernel, size, 0, (bytes) => {
    const text = utf8.push(bytes)
    output += text
    screen.write(text)
  })
  if (!window) throw new Error('there is no devpts on /dev/pts')
  const name = options.argv[0] ?? ''
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    USER: 'root',
    TERM: 'xterm-256color',
    ...options.env,
  }
  const process = spawnFromKernel(kernel, {
    path: name.includes('/') ? name : `/bin/${name}`,
    argv: options.argv,
    env: new Map(Object.entries(env)),
    cwd: options.cwd ?? '/root',
    terminal: window.path,
  })
  const settle = (ms: number): void => void kernel.clock.advanceTo(kernel.clock.nowMs + ms)
  settle(100)
  return {
    process,
    terminal: window.host.terminal,
    type: (text, settleMs = 100) => {
      window.host.input(encode(text))
      settle(settleMs)
    },
    screen: () => screen.text(),
    cursor: () => screen.cursor,
    output: () => output,
    resize: (cols, rows) => {
      window.host.resize({ cols, rows })
      settle(10)
    },
    close: () => {
      window.host.close()
      settle(10)
    },
  }
}
