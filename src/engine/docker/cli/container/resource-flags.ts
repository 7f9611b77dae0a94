import type { RestartPolicy, RestartPolicyName } from '../../api/host-config.ts'
import { Failure } from '../failure.ts'

/** Values of `run`, `create` and `update` flags that several of them share. */

/** `--cpus 1.5` in billionths. */
export function nanoCpus(text: string): number {
  if (text === '') return 0
  const [value = '', divisor = '1'] = text.split('/')
  return Math.round((Number(value) / Number(divisor)) * 1e9)
}

/** `--restart on-failure:3`; empty leaves it as it is. */
export function restartPolicy(text: string): RestartPolicy {
  const [, name = '', count] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? []
  if (count !== undefined && name === '') throw new Failure('invalid restart policy format: no policy provided before colon')
  if (count && !/^[-+]?\d+$/.test(count)) throw new Failure('invalid restart policy format: maximum retry count must be an integer')
  return { Name: name as RestartPolicyName, MaximumRetryCount: Number(count || 0) }
}
