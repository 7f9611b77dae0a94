import { Grammar } from './grammar.ts'
import { Lexical } from './lexical.ts'

const settings = { extglob: true, comments: true, bash: true }

/** Ends of constructs inside text that was accepted before: words being taken apart. */
export const lexical: Lexical = new Lexical((text, from) => new Grammar(text, from, settings).substitution())
