/** What the lab needs after its first prompt: a file of its own, so that the prompt does not wait for it. */
export { wholeSupply } from '../engine/lab/programs.ts'
