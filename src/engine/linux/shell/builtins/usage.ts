/** Usage lines of bash's builtins, as errors and `help -s` show them, and what each is for. */
export interface BuiltinUsage {
  readonly synopsis: string
  readonly purpose: string
}

export const usages: Readonly<Record<string, BuiltinUsage>> = {
  '.': { synopsis: '. filename [arguments]', purpose: 'Runs the commands of a file in this shell.' },
  ':': { synopsis: ':', purpose: 'Does nothing, successfully.' },
  '[': { synopsis: '[ arg... ]', purpose: 'Evaluates a conditional expression.' },
  alias: { synopsis: 'alias [-p] [name[=value] ... ]', purpose: 'Defines or shows aliases.' },
  bg: { synopsis: 'bg [job_spec ...]', purpose: 'Continues stopped jobs in the background.' },
  bind: {
    synopsis:
      'bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]',
    purpose: 'Shows or sets key bindings of the line editor.',
  },
  break: { synopsis: 'break [n]', purpose: 'Leaves loops.' },
  builtin: { synopsis: 'builtin [shell-builtin [arg ...]]', purpose: 'Runs a shell builtin even where a function has its name.' },
  caller: { synopsis: 'caller [expr]', purpose: 'Shows where the current function was called.' },
  cd: { synopsis: 'cd [-L|[-P [-e]] [-@]] [dir]', purpose: 'Changes the working directory.' },
  command: { synopsis: 'command [-pVv] command [arg ...]', purpose: 'Runs a command without looking at functions, or tells what it is.' },
  compgen: {
    synopsis:
      'compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]',
    purpose: 'Shows possible completions.',
  },
  complete: {
    synopsis:
      'complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]',
    purpose: 'Sets how the words of a command are completed.',
  },
  compopt: { synopsis: 'compopt [-o|+o option] [-DEI] [name ...]', purpose: 'Changes options of a completion.' },
  continue: { synopsis: 'continue [n]', purpose: 'Goes on with the next turn of a loop.' },
  declare: {
    synopsis: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
    purpose: 'Sets or shows variables and their attributes.',
  },
  dirs: { synopsis: 'dirs [-clpv] [+N] [-N]', purpose: 'Shows the directory stack.' },
  disown: { synopsis: 'disown [-h] [-ar] [jobspec ... | pid ...]', purpose: 'Removes jobs from the job table.' },
  echo: { synopsis: 'echo [-neE] [arg ...]', purpose: 'Writes its arguments.' },
  enable: { synopsis: 'enable [-a] [-dnps] [-f filename] [name ...]', purpose: 'Enables, disables or lists shell builtins.' },
  eval: { synopsis: 'eval [arg ...]', purpose: 'Runs its arguments as a command.' },
  exec: {
    synopsis: 'exec [-cl] [-a name] [command [argument ...]] [redirection ...]',
    purpose: 'Replaces the shell by a command, or makes redirections stay.',
  },
  exit: { synopsis: 'exit [n]', purpose: 'Ends the shell.' },
  export: { synopsis: 'export [-fn] [name[=value] ...] or export -p', purpose: 'Marks variables for the environment of programs.' },
  false: { synopsis: 'false', purpose: 'Does nothing, unsuccessfully.' },
  fc: { synopsis: 'fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]', purpose: 'Shows or runs commands of the history.' },
  fg: { synopsis: 'fg [job_spec]', purpose: 'Continues a job in the foreground.' },
  getopts: { synopsis: 'getopts optstring name [arg ...]', purpose: 'Parses option arguments.' },
  hash: { synopsis: 'hash [-lr] [-p pathname] [-dt] [name ...]', purpose: 'Remembers or shows where programs are.' },
  help: { synopsis: 'help [-dms] [pattern ...]', purpose: 'Tells about builtins.' },
  history: {
    synopsis: 'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
    purpose: 'Shows or changes the history list.',
  },
  jobs: { synopsis: 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]', purpose: 'Shows jobs.' },
  kill: {
    synopsis: 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
    purpose: 'Sends a signal to processes or jobs.',
  },
  let: { synopsis: 'let arg [arg ...]', purpose: 'Evaluates arithmetic expressions.' },
  local: { synopsis: 'local [option] name[=value] ...', purpose: 'Makes variables local to a function.' },
  logout: { synopsis: 'logout [n]', purpose: 'Ends a login shell.' },
  mapfile: {
    synopsis: 'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
    purpose: 'Reads lines into an array.',
  },
  popd: { synopsis: 'popd [-n] [+N | -N]', purpose: 'Takes a directory off the stack.' },
  printf: { synopsis: 'printf [-v var] format [arguments]', purpose: 'Writes formatted text.' },
  pushd: { synopsis: 'pushd [-n] [+N | -N | dir]', purpose: 'Puts a directory on the stack.' },
  pwd: { synopsis: 'pwd [-LP]', purpose: 'Shows the working directory.' },
  read: {
    synopsis: 'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
    purpose: 'Reads a line and splits it into variables.',
  },
  readarray: {
    synopsis: 'readarray [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
    purpose: 'Reads lines into an array.',
  },
  readonly: { synopsis: 'readonly [-aAf] [name[=value] ...] or readonly -p', purpose: 'Makes variables or functions constant.' },
  return: { synopsis: 'return [n]', purpose: 'Returns from a function or sourced file.' },
  set: {
    synopsis: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
    purpose: 'Sets shell options and positional parameters, or shows variables.',
  },
  shift: { synopsis: 'shift [n]', purpose: 'Moves positional parameters down.' },
  shopt: { synopsis: 'shopt [-pqsu] [-o] [optname ...]', purpose: 'Sets shell options.' },
  source: { synopsis: 'source filename [arguments]', purpose: 'Runs the commands of a file in this shell.' },
  suspend: { synopsis: 'suspend [-f]', purpose: 'Stops the shell until it is continued.' },
  test: { synopsis: 'test [expr]', purpose: 'Evaluates a conditional expression.' },
  times: { synopsis: 'times', purpose: 'Shows the CPU time used.' },
  trap: { synopsis: 'trap [-lp] [[arg] signal_spec ...]', purpose: 'Sets what happens when signals arrive.' },
  true: { synopsis: 'true', purpose: 'Does nothing, successfully.' },
  type: { synopsis: 'type [-afptP] name [name ...]', purpose: 'Tells what a command name stands for.' },
  typeset: {
    synopsis: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
    purpose: 'Sets or shows variables and their attributes.',
  },
  ulimit: { synopsis: 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]', purpose: 'Shows or sets resource limits.' },
  umask: { synopsis: 'umask [-p] [-S] [mode]', purpose: 'Shows or sets the file mode mask.' },
  unalias: { synopsis: 'unalias [-a] name [name ...]', purpose: 'Removes aliases.' },
  unset: { synopsis: 'unset [-f] [-v] [-n] [name ...]', purpose: 'Unsets variables or functions.' },
  wait: { synopsis: 'wait [-fn] [-p var] [id ...]', purpose: 'Waits for jobs to end.' },
}
