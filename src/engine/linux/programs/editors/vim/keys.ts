/** Keys as vim writes them: a character stands for itself, `<Esc>`, `<Up>`, `<C-Left>` for the rest; control characters stay characters. */
const letters: Readonly<Record<string, string>> = {
  A: '<Up>',
  B: '<Down>',
  C: '<Right>',
  D: '<Left>',
  H: '<Home>',
  F: '<End>',
  P: '<F1>',
  Q: '<F2>',
  R: '<F3>',
  S: '<F4>',
}

const numbers: Readonly<Record<string, string>> = {
  1: '<Home>',
  2: '<Insert>',
  3: '<Del>',
  4: '<End>',
  5: '<PageUp>',
  6: '<PageDown>',
  7: '<Home>',
  8: '<End>',
  11: '<F1>',
  12: '<F2>',
  13: '<F3>',
  14: '<F4>',
  15: '<F5>',
  200: '<PasteStart>',
  201: '<PasteEnd>',
}

export const escapeKey = '<Esc>'

/** The keys of a piece of terminal input: escape sequences of cursor keys (normal and application mode), anything else by character. */
export function decodeKeys(text: string): string[] {
  const keys: string[] = []
  let rest = text
  while (rest !== '') {
    const sequence = rest[0] === '\x1b' ? /^\x1b(?:O([A-DHFP-S])|\[(?:1;(\d))?([A-DHF])|\[(\d+)(?:;\d+)?~)/.exec(rest) : null
    if (sequence) {
      const [whole, application, modifier, normal, number] = sequence
      const name = number ? numbers[number] : letters[application ?? normal ?? '']
      if (name) keys.push(modifier === '5' ? name.replace('<', '<C-') : modifier === '2' ? name.replace('<', '<S-') : name)
      rest = rest.slice(whole.length)
      continue
    }
    const key = String.fromCodePoint(rest.codePointAt(0) as number)
    keys.push(key === '\x1b' ? escapeKey : key)
    rest = rest.slice(key.length)
  }
  return keys
}

/** A key of one character that would be inserted as itself. */
export const isText = (key: string): boolean =>
  (key.length === 1 || (key.length === 2 && key.charCodeAt(0) >= 0xd800)) && key >= ' ' && key !== '\x7f'
