export interface WindowSize {
  readonly rows: number
  readonly cols: number
}

/** What the line discipline looks at (termios(3)); control characters are byte values, 0 disables one. */
export interface Termios {
  /** ICANON: input by lines, with erase and kill. Off: as it comes. */
  readonly icanon: boolean
  readonly echo: boolean
  /** Echo erase as backspace-space-backspace. */
  readonly echoe: boolean
  /** Echo control characters as ^X. */
  readonly echoctl: boolean
  /** ^C, ^Z, ^\ make signals. */
  readonly isig: boolean
  readonly iexten: boolean
  /** Carriage return becomes newline on input. */
  readonly icrnl: boolean
  readonly ixon: boolean
  /** OPOST with ONLCR: newline becomes carriage return, newline on output. */
  readonly opost: boolean
  readonly onlcr: boolean
  /** Background writers get SIGTTOU. */
  readonly tostop: boolean
  readonly cc: ControlCharacters
}

export interface ControlCharacters {
  readonly intr: number
  readonly quit: number
  readonly erase: number
  readonly kill: number
  readonly eof: number
  readonly susp: number
  readonly start: number
  readonly stop: number
  readonly werase: number
  readonly lnext: number
  readonly reprint: number
}

/** What a fresh terminal has (`stty sane`). */
export const saneTermios: Termios = {
  icanon: true,
  echo: true,
  echoe: true,
  echoctl: true,
  isig: true,
  iexten: true,
  icrnl: true,
  ixon: true,
  opost: true,
  onlcr: true,
  tostop: false,
  cc: { intr: 3, quit: 28, erase: 127, kill: 21, eof: 4, susp: 26, start: 17, stop: 19, werase: 23, lnext: 22, reprint: 18 },
}

/** cfmakeraw(3). */
export const rawTermios = (from: Termios): Termios => ({
  ...from,
  icanon: false,
  echo: false,
  isig: false,
  iexten: false,
  icrnl: false,
  ixon: false,
  opost: false,
})
