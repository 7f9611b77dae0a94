import type { World } from '../world.ts'
import { docker } from './docker.ts'
import { workshop } from './workshop.ts'

/** The worlds that can be entered, by name. */
export const worlds: ReadonlyMap<string, World> = new Map([workshop, docker].map((world) => [world.name, world]))
