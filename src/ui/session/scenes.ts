/** The scene as it is, and as it was: diffs are kept so that the timeline can look back. */
import { create } from 'zustand'
import { applyDiff, emptyScene, reverseDiff } from '../../projections/scene/apply.ts'
import type { Scene, SceneDiff } from '../../projections/scene/scene.ts'

interface Scenes {
  readonly live: Scene
  /** What is drawn: `live`, or an earlier scene while looking back. */
  readonly shown: Scene
  /** The instant looked back at. */
  readonly backMs: number | undefined
  /** Oldest first; the scene before the first of them can no longer be shown. */
  readonly diffs: readonly SceneDiff[]
  /** When the last command was sent: what changed since then glows. */
  readonly commandMs: number
}

const diffLimit = 20_000

const initial: Scenes = { live: emptyScene, shown: emptyScene, backMs: undefined, diffs: [], commandMs: Number.POSITIVE_INFINITY }

export const useScenes = create<Scenes>()(() => initial)

export function sceneReset(): void {
  useScenes.setState(initial)
}

export function sceneChanged(diff: SceneDiff): void {
  useScenes.setState((scenes) => {
    const live = applyDiff(scenes.live, diff)
    const kept = scenes.diffs.length >= diffLimit ? scenes.diffs.slice(diffLimit >> 1) : scenes.diffs
    return { live, diffs: [...kept, diff], shown: scenes.backMs === undefined ? live : scenes.shown }
  })
}

export function commandSent(atMs: number): void {
  useScenes.setState({ commandMs: atMs })
}

/** Shows the scene of an earlier instant; without one, the present. */
export function lookBack(backMs: number | undefined): void {
  useScenes.setState(({ live, diffs }) => ({ backMs, shown: backMs === undefined ? live : sceneAt(live, diffs, backMs) }))
}

/** The scene of an instant, by taking back what came after it. */
export function sceneAt(live: Scene, diffs: readonly SceneDiff[], atMs: number): Scene {
  let scene = live
  for (let index = diffs.length - 1; index > 0; index--) {
    const diff = diffs[index]
    if (!diff || diff.toMs <= atMs) break
    scene = applyDiff(scene, reverseDiff(diff))
  }
  return scene
}
