import type { Sys } from '../../../linux/kernel/calls.ts'
import type { AuthConfig, AuthResponse } from '../../api/system.ts'
import type { Daemon } from '../daemon.ts'
import { unauthorized } from '../errdefs.ts'

export function* logIn(_daemon: Daemon, _auth: AuthConfig): Sys<AuthResponse> {
  throw unauthorized('not yet')
}
