import type { Sys } from '../../linux/kernel/calls.ts'
import { readFile } from '../../linux/libc/stdio.ts'

/** What dockerd asks /proc and /etc of its host. */
export function* hostCpus(): Sys<number> {
  const info = yield* readFile('/proc/cpuinfo')
  return info.ok ? Math.max(1, (info.value.match(/^processor\s*:/gm) ?? []).length) : 1
}

/** MemTotal in bytes. */
export function* hostMemory(): Sys<number> {
  const info = yield* readFile('/proc/meminfo')
  return info.ok ? Number(/^MemTotal:\s+(\d+)/m.exec(info.value)?.[1] ?? 0) * 1024 : 0
}

/** PRETTY_NAME of os-release. */
export function* operatingSystem(): Sys<{ readonly name: string; readonly version: string }> {
  const text = yield* readFile('/etc/os-release')
  const value = (key: string) => (text.ok ? (new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text.value)?.[1] ?? '') : '')
  return { name: value('PRETTY_NAME') || 'Linux', version: value('VERSION_ID') }
}
