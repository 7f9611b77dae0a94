/** less's options, as given on the command line, in LESS, or typed after `-` while it runs. */
export interface Settings {
  chop: boolean
  numbers: boolean
  raw: boolean
  quitIfOneScreen: boolean
  quitAtEnd: number
  noInit: boolean
  ignoreCase: 'no' | 'smart' | 'yes'
  longPrompt: 0 | 1 | 2
  squeeze: boolean
  highlight: boolean
  tildes: boolean
  promptText: string | undefined
  /** Commands to do first: `+G`, `+/text`. */
  initial: string[]
}

export const defaultSettings = (): Settings => ({
  chop: false,
  numbers: false,
  raw: false,
  quitIfOneScreen: false,
  quitAtEnd: 0,
  noInit: false,
  ignoreCase: 'no',
  longPrompt: 0,
  squeeze: false,
  highlight: true,
  tildes: true,
  promptText: undefined,
  initial: [],
})

type Flag = 'chop' | 'numbers' | 'raw' | 'quitIfOneScreen' | 'noInit' | 'squeeze' | 'highlight' | 'tildes'
type Toggle = (settings: Settings) => string

const flag =
  (key: Flag, on: string, off: string): Toggle =>
  (settings) => {
    settings[key] = !settings[key]
    return settings[key] ? on : off
  }

/** A setting of several values that goes between its default and one other. */
const between =
  <K extends 'ignoreCase' | 'quitAtEnd' | 'longPrompt'>(key: K, value: Settings[K], usual: Settings[K], on: string, off: string): Toggle =>
  (settings) => {
    settings[key] = settings[key] === value ? usual : value
    return settings[key] === value ? on : off
  }

const caseMatters = 'Case is significant in searches'

const toggles: Readonly<Record<string, Toggle>> = {
  S: flag('chop', 'Chop long lines', 'Fold long lines'),
  N: flag('numbers', 'Constantly display line numbers', "Don't use line numbers"),
  R: flag('raw', 'Display ANSI sequences directly, others as ^X', 'Display control characters as ^X'),
  r: flag('raw', 'Display control characters directly', 'Display control characters as ^X'),
  F: flag('quitIfOneScreen', 'Quit if entire file fits on first screen', "Don't quit if end-of-file on first screen"),
  X: flag('noInit', "Don't send init strings to terminal", 'Send init strings to terminal'),
  s: flag('squeeze', 'Squeeze multiple blank lines', 'Display all blank lines'),
  G: flag('highlight', 'Highlight matches', "Don't highlight search matches"),
  '~': flag('tildes', 'Display tildes after end of file', "Don't show tildes after end of file"),
  i: between('ignoreCase', 'smart', 'no', 'Ignore case in searches', caseMatters),
  I: between('ignoreCase', 'yes', 'no', 'Ignore case in searches and in patterns', caseMatters),
  e: between('quitAtEnd', 2, 0, 'Quit at second end-of-file', "Don't quit at end-of-file"),
  E: between('quitAtEnd', 1, 0, 'Quit immediately at end-of-file', "Don't quit at end-of-file"),
  m: between('longPrompt', 1, 0, 'Medium prompt', 'Short prompt'),
  M: between('longPrompt', 2, 0, 'Long prompt', 'Short prompt'),
}

/** Turns one option letter; undefined when there is none such, else the words less says. */
export const toggle = (settings: Settings, letter: string): string | undefined => toggles[letter]?.(settings)

const longNames: Readonly<Record<string, string>> = {
  'chop-long-lines': 'S',
  'LINE-NUMBERS': 'N',
  'RAW-CONTROL-CHARS': 'R',
  'raw-control-chars': 'r',
  'quit-if-one-screen': 'F',
  'no-init': 'X',
  'ignore-case': 'i',
  'IGNORE-CASE': 'I',
  'quit-at-eof': 'e',
  'QUIT-AT-EOF': 'E',
  'long-prompt': 'm',
  'LONG-PROMPT': 'M',
  'squeeze-blank-lines': 's',
  tilde: '~',
}

/** Without effect in this model of a terminal: clearing, bells, keyboard interrupts, buffers, searching from the top. */
const harmless = new Set(['q', 'Q', 'c', 'C', 'd', 'f', 'K', 'n', 'u', 'w', 'W', 'a', 'g', 'J', 'L'])
const taking = new Set(['b', 'h', 'j', 'k', 'o', 'O', 'p', 'P', 't', 'T', 'x', 'y', 'z', '#'])

/** Reads one word of options; the message is less's own. */
export function applyOption(settings: Settings, word: string, next: () => string | undefined): string | undefined {
  if (word.startsWith('--')) {
    const name = word.slice(2).split('=')[0] as string
    const letter = longNames[name]
    if (!letter) return `There is no ${name} option ("less --help" for help)`
    toggle(settings, letter)
    return undefined
  }
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] as string
    if (toggles[letter]) toggle(settings, letter)
    else if (taking.has(letter)) {
      const value = word.slice(i + 1) || next()
      if (value === undefined) return `Value is required after -${letter} ("less --help" for help)`
      if (letter === 'p') settings.initial.push(`/${value}`)
      else if (letter === 'P') settings.promptText = value.replace(/^[smM=hw]/, '')
      return undefined
    } else if (!harmless.has(letter)) return `There is no ${letter} option ("less --help" for help)`
  }
  return undefined
}
