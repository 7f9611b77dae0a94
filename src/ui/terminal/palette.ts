import type { ITheme } from '@xterm/xterm'

/** The terminal is dark in every theme; each colour reads at AA (projector: AAA) on its background. */
export const terminalTheme: ITheme = {
  background: '#0f1820',
  foreground: '#dfe7ec',
  cursor: '#7fe0d5',
  cursorAccent: '#0f1820',
  selectionBackground: '#2f6f7f99',
  black: '#2b3945',
  red: '#ff8f85',
  green: '#7ee0b5',
  yellow: '#f2c76e',
  blue: '#82b1ff',
  magenta: '#d3a4ff',
  cyan: '#6fd6cc',
  white: '#dfe7ec',
  brightBlack: '#8aa0af',
  brightRed: '#ffb0a8',
  brightGreen: '#a3f0cf',
  brightYellow: '#ffdf9c',
  brightBlue: '#a9caff',
  brightMagenta: '#e5c8ff',
  brightCyan: '#9aeae2',
  brightWhite: '#ffffff',
}

export const darkTerminalTheme: ITheme = { ...terminalTheme, background: '#0b1117', cursorAccent: '#0b1117' }
