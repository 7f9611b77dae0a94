import type { OptionSpec, Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import type { AptConfig } from './config.ts'
import type { AptFlags } from './session.ts'

const table =
  'y|yes assume-yes assume-no q|quiet=? s|simulate just-print dry-run recon no-act d|download-only f|fix-broken m|fix-missing ignore-missing reinstall no-install-recommends install-recommends install-suggests no-install-suggests purge auto-remove autoremove only-upgrade no-upgrade V|verbose-versions a|all-versions allow-unauthenticated allow-downgrades allow-remove-essential allow-change-held-packages allow-releaseinfo-change allow-insecure-repositories print-uris t|target-release= default-release= o|option= c|config-file= h|help v|version installed upgradable upgradeable manual-installed n|names-only no-download show-progress u|show-upgraded trivial-only force-yes no-remove i|important recurse error-on='

export type AptOptions = { readonly ok: true; readonly value: Parsed } | { readonly ok: false; readonly error: string }

/** apt's own words for what it does not know. */
export function parseOptions(args: readonly string[]): AptOptions {
  const specs: readonly OptionSpec[] = optionTable(table)
  const parsed = getopt(args, specs)
  if (parsed.ok) return parsed
  const long = /^unrecognized option '(.*)'$/.exec(parsed.message)?.[1]
  const short = /^invalid option -- '(.)'$/.exec(parsed.message)?.[1]
  if (long !== undefined) return { ok: false, error: `Command line option ${long} is not understood in combination with the other options` }
  if (short !== undefined) {
    const word = args.find((arg) => /^-[^-]/.test(arg) && arg.includes(short)) ?? `-${short}`
    return { ok: false, error: `Command line option '${short}' [from ${word}] is not understood in combination with the other options.` }
  }
  return { ok: false, error: `Option ${parsed.message.replace(/^option '?(requires an argument -- ')?(-*\w+).*/, '$2')} requires an argument.` }
}

export function flagsOf(asked: Parsed, config: AptConfig, terminal: boolean, operation: string): AptFlags {
  const any = (...keys: readonly string[]) => keys.some((key) => asked.has(key))
  const levels = asked.options.filter((option) => option.key === 'quiet').map((option) => (option.value === 'q' || option.value === '2' ? 2 : 1))
  const quiet = Math.max(
    terminal ? 0 : 1,
    levels.reduce((sum, level) => sum + level, 0),
  )
  const flag = (key: string) => config.is(key, false)
  return {
    assumeYes: any('yes', 'assume-yes', 'force-yes') || flag('APT::Get::Assume-Yes') || quiet >= 2,
    assumeNo: any('assume-no') || flag('APT::Get::Assume-No'),
    quiet,
    simulate: any('simulate', 'just-print', 'dry-run', 'recon', 'no-act'),
    downloadOnly: any('download-only'),
    reinstall: any('reinstall') || operation === 'reinstall',
    fixBroken: any('fix-broken'),
    recommends: asked.has('install-recommends') || (!asked.has('no-install-recommends') && config.is('APT::Install-Recommends', true)),
    suggests: asked.has('install-suggests') || (!asked.has('no-install-suggests') && flag('APT::Install-Suggests')),
    purge: any('purge') || operation === 'purge' || operation === 'autopurge' || flag('APT::Get::Purge'),
    autoRemove: any('auto-remove', 'autoremove') || operation === 'autoremove' || operation === 'autopurge' || flag('APT::Get::AutomaticRemove'),
    onlyUpgrade: any('only-upgrade'),
    noUpgrade: any('no-upgrade'),
    showVersions: any('verbose-versions'),
    allVersions: any('all-versions'),
    allowUnauthenticated: any('allow-unauthenticated'),
    printUris: any('print-uris'),
    targetRelease: asked.value('target-release') ?? asked.value('default-release'),
  }
}
