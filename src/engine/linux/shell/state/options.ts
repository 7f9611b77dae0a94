import type { Dialect } from '../dialect.ts'
import { atLeast } from '../dialect.ts'

/** `set -o` names with their letters, in the order `set -o` lists them (builtins/set.def). */
export const setOptions: readonly (readonly [name: string, letter: string])[] = [
  ['allexport', 'a'],
  ['braceexpand', 'B'],
  ['emacs', ''],
  ['errexit', 'e'],
  ['errtrace', 'E'],
  ['functrace', 'T'],
  ['hashall', 'h'],
  ['histexpand', 'H'],
  ['history', ''],
  ['ignoreeof', ''],
  ['interactive-comments', ''],
  ['keyword', 'k'],
  ['monitor', 'm'],
  ['noclobber', 'C'],
  ['noexec', 'n'],
  ['noglob', 'f'],
  ['nolog', ''],
  ['notify', 'b'],
  ['nounset', 'u'],
  ['onecmd', 't'],
  ['physical', 'P'],
  ['pipefail', ''],
  ['posix', ''],
  ['privileged', 'p'],
  ['verbose', 'v'],
  ['vi', ''],
  ['xtrace', 'x'],
]

/** Options of dash and ash, in their listing order. */
export const posixOptions: readonly (readonly [name: string, letter: string])[] = [
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['ignoreeof', 'I'],
  ['interactive', 'i'],
  ['monitor', 'm'],
  ['noexec', 'n'],
  ['stdin', 's'],
  ['xtrace', 'x'],
  ['verbose', 'v'],
  ['vi', 'V'],
  ['emacs', 'E'],
  ['noclobber', 'C'],
  ['allexport', 'a'],
  ['notify', 'b'],
  ['nounset', 'u'],
  ['privileged', 'p'],
  ['nolog', ''],
  ['debug', ''],
  ['pipefail', ''],
]

/** shopt names and their defaults; the last column is the first release that has them. */
const SHOPTS: readonly (readonly [name: string, on: boolean, since: readonly [number, number]])[] = [
  ['autocd', false, [4, 0]],
  ['assoc_expand_once', false, [5, 0]],
  ['cdable_vars', false, [4, 0]],
  ['cdspell', false, [4, 0]],
  ['checkhash', false, [4, 0]],
  ['checkjobs', false, [4, 0]],
  ['checkwinsize', true, [4, 0]],
  ['cmdhist', true, [4, 0]],
  ['compat31', false, [4, 0]],
  ['compat32', false, [4, 0]],
  ['compat40', false, [4, 0]],
  ['compat41', false, [4, 2]],
  ['compat42', false, [4, 3]],
  ['compat43', false, [4, 4]],
  ['compat44', false, [5, 0]],
  ['complete_fullquote', true, [4, 4]],
  ['direxpand', false, [4, 2]],
  ['dirspell', false, [4, 0]],
  ['dotglob', false, [4, 0]],
  ['execfail', false, [4, 0]],
  ['expand_aliases', false, [4, 0]],
  ['extdebug', false, [4, 0]],
  ['extglob', false, [4, 0]],
  ['extquote', true, [4, 0]],
  ['failglob', false, [4, 0]],
  ['force_fignore', true, [4, 0]],
  ['globasciiranges', true, [4, 3]],
  ['globskipdots', true, [5, 2]],
  ['globstar', false, [4, 0]],
  ['gnu_errfmt', false, [4, 0]],
  ['histappend', false, [4, 0]],
  ['histreedit', false, [4, 0]],
  ['histverify', false, [4, 0]],
  ['hostcomplete', true, [4, 0]],
  ['huponexit', false, [4, 0]],
  ['inherit_errexit', false, [4, 4]],
  ['interactive_comments', true, [4, 0]],
  ['lastpipe', false, [4, 2]],
  ['lithist', false, [4, 0]],
  ['localvar_inherit', false, [5, 0]],
  ['localvar_unset', false, [5, 0]],
  ['login_shell', false, [4, 0]],
  ['mailwarn', false, [4, 0]],
  ['no_empty_cmd_completion', false, [4, 0]],
  ['nocaseglob', false, [4, 0]],
  ['nocasematch', false, [4, 0]],
  ['noexpand_translation', false, [5, 2]],
  ['nullglob', false, [4, 0]],
  ['patsub_replacement', true, [5, 2]],
  ['progcomp', true, [4, 0]],
  ['progcomp_alias', false, [5, 0]],
  ['promptvars', true, [4, 0]],
  ['restricted_shell', false, [4, 0]],
  ['shift_verbose', false, [4, 0]],
  ['sourcepath', true, [4, 0]],
  ['varredir_close', false, [5, 2]],
  ['xpg_echo', false, [4, 0]],
]

/** Options of one shell, both kinds: names that are on. */
export class Options {
  private readonly on: Set<string>
  readonly shoptNames: readonly string[]

  constructor(dialect: Dialect, on?: ReadonlySet<string>) {
    const shopts = SHOPTS.filter(([, , [major, minor]]) => atLeast(dialect, major, minor))
    this.shoptNames = shopts.map(([name]) => name)
    this.on = new Set(on ?? ['braceexpand', 'hashall', 'interactive-comments', ...shopts.filter(([, byDefault]) => byDefault).map(([name]) => name)])
  }

  has(name: string): boolean {
    return this.on.has(name)
  }

  set(name: string, value: boolean): void {
    if (value) this.on.add(name)
    else this.on.delete(name)
    if (name === 'emacs' && value) this.on.delete('vi')
    if (name === 'vi' && value) this.on.delete('emacs')
  }

  reset(on: ReadonlySet<string>): void {
    this.on.clear()
    for (const name of on) this.on.add(name)
  }

  names(): ReadonlySet<string> {
    return this.on
  }

  /** What SHELLOPTS holds. */
  get shellOptions(): string {
    return setOptions
      .map(([name]) => name)
      .filter((name) => this.on.has(name))
      .join(':')
  }

  /** What BASHOPTS holds. */
  get bashOptions(): string {
    return this.shoptNames.filter((name) => this.on.has(name)).join(':')
  }
}
