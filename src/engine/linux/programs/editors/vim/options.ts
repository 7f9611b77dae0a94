/** vim's options that have an effect here, with vim's defaults; distributions set a few at start. */
export interface Options {
  number: boolean
  relativenumber: boolean
  list: boolean
  ignorecase: boolean
  smartcase: boolean
  hlsearch: boolean
  incsearch: boolean
  wrapscan: boolean
  expandtab: boolean
  autoindent: boolean
  paste: boolean
  readonly: boolean
  ruler: boolean
  showcmd: boolean
  showmode: boolean
  wrap: boolean
  cursorline: boolean
  startofline: boolean
  gdefault: boolean
  magic: boolean
  tabstop: number
  shiftwidth: number
  softtabstop: number
  scrolloff: number
  report: number
  fileformat: string
}

export const optionNames: Readonly<Record<string, keyof Options>> = {
  nu: 'number',
  rnu: 'relativenumber',
  ic: 'ignorecase',
  scs: 'smartcase',
  hls: 'hlsearch',
  is: 'incsearch',
  ws: 'wrapscan',
  et: 'expandtab',
  ai: 'autoindent',
  ro: 'readonly',
  ru: 'ruler',
  sc: 'showcmd',
  smd: 'showmode',
  cul: 'cursorline',
  sol: 'startofline',
  gd: 'gdefault',
  ts: 'tabstop',
  sw: 'shiftwidth',
  sts: 'softtabstop',
  so: 'scrolloff',
  ff: 'fileformat',
}

export function defaultOptions(version: string): Options {
  const modern = Number.parseInt(version, 10) >= 8
  return {
    number: false,
    relativenumber: false,
    list: false,
    ignorecase: false,
    smartcase: false,
    hlsearch: false,
    incsearch: modern,
    wrapscan: true,
    expandtab: false,
    autoindent: false,
    paste: false,
    readonly: false,
    ruler: true,
    showcmd: modern,
    showmode: true,
    wrap: true,
    cursorline: false,
    startofline: true,
    gdefault: false,
    magic: true,
    tabstop: 8,
    shiftwidth: 8,
    softtabstop: 0,
    scrolloff: modern ? 5 : 0,
    report: 2,
    fileformat: 'unix',
  }
}
