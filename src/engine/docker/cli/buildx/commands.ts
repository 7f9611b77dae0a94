import type { CommandSpec } from '../command/spec.ts'

/** Filled in below. */
export const buildxCommands: readonly CommandSpec[] = []
