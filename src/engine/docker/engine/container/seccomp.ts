import type { HostConfig } from '../../api/host-config.ts'
import type { SpecLinux } from '../../oci/runtime-spec.ts'
import { invalid } from '../errdefs.ts'

/**
 * Docker's built-in seccomp profile (moby profiles/seccomp): of the calls the kernel has here, those it lets nobody make without the capability
 * that goes with them. Upstream lists what is allowed; here is what is left.
 */
const guarded: Readonly<Record<string, readonly string[]>> = {
  CAP_SYS_ADMIN: ['clone', 'mount', 'setns', 'sethostname', 'umount', 'unshare'],
  CAP_SYS_BOOT: ['reboot'],
  CAP_SYS_CHROOT: ['chroot'],
  CAP_SYS_MODULE: ['initModule', 'deleteModule'],
  CAP_SYSLOG: ['syslog'],
}

/** No capability opens these. */
const always = ['pivotRoot']

export function seccompOf(hostConfig: HostConfig, capabilities: readonly string[]): Pick<SpecLinux, 'seccomp'> {
  const asked = (hostConfig.SecurityOpt ?? []).map((option) => /^seccomp[:=](.*)$/.exec(option)?.[1]).find((profile) => profile !== undefined)
  if (hostConfig.Privileged || asked === 'unconfined') return {}
  if (asked !== undefined && asked !== 'builtin') throw invalid('cais: dockerd: seccomp profiles other than builtin and unconfined are not simulated')
  const held = new Set(capabilities)
  const names = Object.entries(guarded).flatMap(([capability, calls]) => (held.has(capability) ? [] : calls))
  return { seccomp: { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: [...names, ...always], action: 'SCMP_ACT_ERRNO' }] } }
}
