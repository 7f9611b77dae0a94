/** What a machine goes through between the button and its kernel's first program; init's own work follows and is simulated, not timed. */
export interface BootStage {
  readonly name: 'firmware' | 'boot-loader' | 'kernel'
  readonly durationMs: number
}

/**
 * Durations are assumptions (no published source measures them apart): a virtual machine's firmware is quick, a server's tests its memory; the
 * loader waits its usual five seconds on neither. Public machines are taken as running since long ago.
 */
export function bootStages(virtual: boolean, place: 'host' | 'public'): readonly BootStage[] {
  if (place === 'public') return []
  return [
    { name: 'firmware', durationMs: virtual ? 1_200 : 12_000 },
    { name: 'boot-loader', durationMs: 1_000 },
    { name: 'kernel', durationMs: 1_800 },
  ]
}
