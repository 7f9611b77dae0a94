import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { capture } from '../../../linux/libc/spawn.ts'
import { sys } from '../../../linux/sys.ts'
import { internal } from '../errdefs.ts'

export interface IptablesRule {
  readonly table: 'filter' | 'nat' | 'raw'
  readonly chain: string
  readonly rule: readonly string[]
}

/**
 * Executes /usr/sbin/iptables as dockerd does: with --wait, asking with -C before it adds (moby libnetwork/iptables). With a namespace file the
 * command runs inside that network namespace.
 */
export class Iptables {
  constructor(
    private readonly enabled: boolean,
    private readonly namespace?: string,
  ) {}

  private *run(args: readonly string[]): Sys<{ readonly ok: boolean; readonly output: string }> {
    const { namespace } = this
    const done = yield* capture(['/usr/sbin/iptables', '--wait', ...args], namespace === undefined ? {} : { before: () => enter(namespace) })
    return { ok: done.exitCode === 0, output: done.stderr + done.stdout }
  }

  private *must(args: readonly string[]): Sys<void> {
    if (!this.enabled) return
    const { ok, output } = yield* this.run(args)
    if (!ok) throw internal(`iptables failed: iptables --wait ${args.join(' ')}: ${output.trim()} (exit status 1)`)
  }

  *newChain(table: IptablesRule['table'], chain: string): Sys<void> {
    if (!this.enabled) return
    const { ok } = yield* this.run(['-t', table, '-n', '-L', chain])
    if (!ok) yield* this.must(['-t', table, '-N', chain])
  }

  *flush(table: IptablesRule['table'], chain: string): Sys<void> {
    if (this.enabled) yield* this.run(['-t', table, '-F', chain])
  }

  private *exists({ table, chain, rule }: IptablesRule): Sys<boolean> {
    return (yield* this.run(['-t', table, '-C', chain, ...rule])).ok
  }

  *append(rule: IptablesRule): Sys<void> {
    if (this.enabled && !(yield* this.exists(rule))) yield* this.must(['-t', rule.table, '-A', rule.chain, ...rule.rule])
  }

  /** At the top. */
  *insert(rule: IptablesRule): Sys<void> {
    if (this.enabled && !(yield* this.exists(rule))) yield* this.must(['-t', rule.table, '-I', rule.chain, ...rule.rule])
  }

  *delete(rule: IptablesRule): Sys<void> {
    if (this.enabled && (yield* this.exists(rule))) yield* this.must(['-t', rule.table, '-D', rule.chain, ...rule.rule])
  }

  /** Takes the rule out and puts it back at the top. */
  *raise(rule: IptablesRule): Sys<void> {
    yield* this.delete(rule)
    if (this.enabled) yield* this.must(['-t', rule.table, '-I', rule.chain, ...rule.rule])
  }

  *policy(chain: string, policy: 'ACCEPT' | 'DROP'): Sys<void> {
    yield* this.must(['-t', 'filter', '-P', chain, policy])
  }
}

function* enter(namespace: string): Sys<void> {
  const fd = yield* sys.open({ path: namespace, flags: O.RDONLY | O.CLOEXEC })
  if (fd.ok) yield* sys.setns({ fd: fd.value, kind: 'net' })
}
