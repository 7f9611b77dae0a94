import type { GoValue } from '../../../base/go-value.ts'
import type { FlagValues } from '../command/flag-values.ts'
import { Failure } from '../failure.ts'

/** The Healthcheck of `run` and `create`, undefined when no flag asks for one. Durations in nanoseconds. */
export function healthConfig(flags: FlagValues): GoValue | undefined {
  const times = ['health-interval', 'health-timeout', 'health-start-period', 'health-start-interval'] as const
  const retries = flags.int('health-retries')
  const command = flags.text('health-cmd')
  const asked = command !== '' || retries !== 0 || times.some((name) => flags.duration(name) !== 0)
  if (flags.bool('no-healthcheck')) {
    if (asked) throw new Failure('--no-healthcheck conflicts with --health-* options')
    return { Test: ['NONE'] }
  }
  if (!asked) return undefined
  for (const name of ['health-interval', 'health-timeout', 'health-retries', 'health-start-period', 'health-start-interval']) {
    const value = name === 'health-retries' ? retries : flags.duration(name)
    if (value < 0) throw new Failure(`--${name} cannot be negative`)
  }
  const field = (name: string, value: number) => (value === 0 ? {} : { [name]: value })
  return {
    ...(command !== '' && { Test: ['CMD-SHELL', command] }),
    ...field('Interval', flags.duration('health-interval')),
    ...field('Timeout', flags.duration('health-timeout')),
    ...field('StartPeriod', flags.duration('health-start-period')),
    ...field('StartInterval', flags.duration('health-start-interval')),
    ...field('Retries', retries),
  }
}
