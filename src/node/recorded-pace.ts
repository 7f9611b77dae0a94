/**
 * Recordings tell what was typed, not how long whoever recorded them paused between two commands. Ages in the answers tell of the pauses: nothing
 * that a scenario made is older than the scenario, so where something has been up for 7 seconds when 2 have passed, there was a pause of at least
 * 5. Only ages in seconds count: images came hours before. Pauses are whole seconds, as people type them.
 *
 * `answer` is what the command printed in the recording; milliseconds to let pass before it.
 */
export function pauseBefore(answer: string, elapsedMs: number): number {
  const ages = [...answer.matchAll(/\b(?:Up (\d+) seconds?|(\d+) seconds? ago)\b/g)]
  const oldestMs = Math.max(0, ...ages.map(([, up, ago]) => Number(up ?? ago) * 1000))
  return Math.max(0, Math.ceil((oldestMs - elapsedMs) / 1000) * 1000)
}
