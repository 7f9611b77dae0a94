import { describe, expect, it } from 'vitest'
import { print, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { testHost } from '../../../testing/host.ts'
import type { ProgramTable } from '../../program.ts'

const programs: ProgramTable = new Map([
  [
    't/cat',
    {
      main: function* ({ argv }) {
        for (const path of argv.slice(1)) {
          const text = yield* readFile(path)
          yield* print(text.ok ? text.value : `${text.error}\n`)
        }
        return 0
      },
      rssBytes: 2_000_000,
    },
  ],
  [
    't/ls',
    {
      main: function* ({ argv }) {
        const entries = yield* sys.getdents({ path: argv[1] ?? '.' })
        yield* print(entries.ok ? `${entries.value.map((entry) => entry.name).join(' ')}\n` : `${entries.error}\n`)
        return 0
      },
    },
  ],
  [
    't/readlink',
    {
      main: function* ({ argv }) {
        for (const path of argv.slice(1)) {
          const target = yield* sys.readlink({ path })
          yield* print(`${target.ok ? target.value : target.error}\n`)
        }
        return 0
      },
    },
  ],
])

describe('/proc', () => {
  const host = testHost({ programs: [programs] })
  const cat = (...paths: string[]) => host.run(['cat', ...paths]).stdout

  it('tells of the reader itself', () => {
    expect(cat('/proc/self/cmdline')).toBe('cat\0/proc/self/cmdline\0')
    expect(cat('/proc/self/comm')).toBe('cat\n')
    const pid = cat('/proc/self/stat').split(' ')[0]
    expect(Number(pid)).toBeGreaterThan(1)
    expect(host.run(['readlink', '/proc/self/exe', '/proc/self/cwd', '/proc/self/root']).stdout).toBe('/bin/readlink\n/root\n/\n')
    expect(host.run(['readlink', '/proc/self/ns/net', '/proc/1/ns/pid']).stdout).toBe('net:[4026531840]\npid:[4026531836]\n')
    expect(cat('/proc/self/cgroup')).toBe('0::/\n')
  })

  it('has 52 fields in stat and the lines of status that ps reads', () => {
    const stat = cat('/proc/1/stat')
    expect(stat).toMatch(/^1 \(init\) S 0 /)
    expect(stat.trimEnd().split(' ')).toHaveLength(52)
    const status = cat('/proc/self/status')
    expect(status).toMatch(
      /^Name:\tcat\nUmask:\t0022\nState:\tR \(running\)\nTgid:\t\d+\nNgid:\t0\nPid:\t\d+\nPPid:\t\d+\nTracerPid:\t0\nUid:\t0\t0\t0\t0\n/,
    )
    expect(status).toMatch(/\nVmRSS:\t +\d+ kB\n/)
    expect(status).toContain('\nCapEff:\t000001ffffffffff\n')
    expect(cat('/proc/self/limits')).toContain('Max open files            1024                 ')
    expect(cat('/proc/self/statm').trimEnd().split(' ')).toHaveLength(7)
    expect(cat('/proc/self/uid_map')).toBe('         0          0 4294967295\n')
  })

  it('tells of the host', () => {
    expect(cat('/proc/meminfo')).toMatch(/^MemTotal: {8}\d{7} kB\nMemFree: {9}\d{7} kB\nMemAvailable: {4}\d{7} kB\n/)
    expect(cat('/proc/loadavg')).toMatch(/^\d\.\d\d \d\.\d\d \d\.\d\d \d+\/\d+ \d+\n$/)
    expect(cat('/proc/uptime')).toMatch(/^\d+\.\d\d \d+\.\d\d\n$/)
    expect(cat('/proc/version')).toMatch(/^Linux version 6\.1\.0-18-amd64 /)
    expect(cat('/proc/stat')).toMatch(/^cpu {2}\d+ \d+ \d+ \d+ 0 0 0 0 0 0\ncpu0 /)
    expect(cat('/proc/cpuinfo')).toContain('processor\t: 1\n')
    expect(cat('/proc/filesystems')).toContain('nodev\toverlay\n')
    expect(cat('/proc/partitions')).toMatch(/^major minor {2}#blocks {2}name\n\n {3}8 {8}0 {3}20971520 sda\n/)
    expect(cat('/proc/sys/kernel/hostname')).toBe('debian\n')
    expect(cat('/proc/sys/kernel/random/uuid')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n$/)
    expect(cat('/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv4/conf/lo/forwarding')).toBe('0\n0\n')
    expect(cat('/proc/mounts')).toContain('proc /proc proc rw,relatime 0 0\n')
  })

  it('leads to what is open, named or not', () => {
    expect(host.run(['cat', '/dev/stdin'], { stdin: 'from a pipe' }).stdout).toBe('from a pipe')
    expect(host.run(['readlink', '/proc/self/fd/0']).stdout).toMatch(/^pipe:\[\d+\]\n$/)
  })

  it('lists processes, and hides others’ secrets', () => {
    expect(host.run(['ls', '/proc']).stdout).toMatch(/ 1 /)
    expect(host.run(['cat', '/proc/1/environ'], { uid: 1000 }).stdout).toBe('EACCES\n')
    expect(cat('/proc/1/environ')).toBe('HOME=/\0TERM=linux\0')
    expect(cat('/proc/99999/stat')).toBe('ENOENT\n')
  })
})
