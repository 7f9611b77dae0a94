/** Global options of runc and what its release changes. */
export interface RuncSettings {
  /** Where states are kept: /run/runc unless told. */
  readonly root: string
  readonly log: string | undefined
  readonly logFormat: 'text' | 'json'
  readonly systemdCgroup: boolean
  readonly version: string
  /** From 1.2 on every error of the first process is «error during container init». */
  readonly namesInit: boolean
}
