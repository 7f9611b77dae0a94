import type { Pid } from '../../kernel/calls.ts'
import type { Signal } from '../../kernel/signal.ts'
import type { Termios } from '../../kernel/tty/termios.ts'
import type { Dialect } from '../dialect.ts'
import { JobTable } from '../jobs/table.ts'
import type { Command, FunctionDefinition } from '../syntax.ts'
import { HistoryList } from './history-list.ts'
import { Options } from './options.ts'
import { bindSpecials } from './special.ts'
import { Variable } from './variable.ts'
import { Variables } from './variables.ts'

/** A defined function, and where. */
export interface ShellFunction {
  readonly definition: FunctionDefinition
  readonly source: string
  exported: boolean
  traced: boolean
}

/** A function being executed or a file being sourced: what `caller` and FUNCNAME show. */
export interface Frame {
  readonly name: string
  readonly source: string
  /** Line of the call. */
  readonly line: number
  /** Options to put back when it returns: `local -`. */
  options?: ReadonlySet<string>
}

/** How words of a command are completed: what `complete` was told. */
export interface CompletionSpec {
  readonly actions: readonly string[]
  readonly options: ReadonlySet<string>
  readonly globPattern?: string | undefined
  readonly words?: string | undefined
  readonly functionName?: string | undefined
  readonly command?: string | undefined
  readonly filter?: string | undefined
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
}

/** A pending `getopts` inside one argument. */
export interface GetoptsState {
  index: number
  offset: number
}

/** Where commands come from, which decides how errors are introduced. */
export type InputKind = 'command' | 'script' | 'stdin' | 'interactive'

/** Everything a shell process knows. Forking copies it: a subshell changes only its own. */
export class Shell {
  readonly variables: Variables
  readonly options: Options
  functions = new Map<string, ShellFunction>()
  aliases = new Map<string, string>()
  /** Remembered paths of commands, with how often they were used. */
  hashed = new Map<string, { path: string; hits: number }>()
  /** By `EXIT`, `ERR`, `DEBUG`, `RETURN` or signal name; '' ignores. */
  traps = new Map<string, string>()
  completions = new Map<string, CompletionSpec>()
  /** `pushd`'s directories below the current one. */
  directories: string[] = []
  history = new HistoryList()
  jobs = new JobTable()
  frames: Frame[] = []

  positional: readonly string[] = []
  /** $0. */
  name = 'bash'
  /** argv[0]: how an interactive shell names itself. */
  invokedAs = 'bash'
  input: InputKind = 'command'
  interactive = false
  login = false
  /** Job control is on and this is the terminal's descriptor. */
  terminal: number | undefined
  /** The terminal's modes as the user left them. */
  termios: Termios | undefined
  pgid: Pid = 0
  originalPgid: Pid = 0
  /** Who and where, for the prompt: looked up once, as bash does. */
  userName: string | undefined
  hostName: string | undefined
  /** $$. */
  pid: Pid = 0
  /** BASHPID. */
  ownPid: Pid = 0
  parentPid: Pid = 0
  subshellLevel = 0

  status = 0
  pipeStatus: readonly number[] = [0]
  lastArgument = ''
  lastBackground: Pid | undefined
  line = 0
  loops = 0
  functionDepth = 0
  sourceDepth = 0
  /** `eval`, `.` and traps being executed: deepens the prompt of `set -x`. */
  evaluations = 0
  /** `exec` had no command: its redirections stay. */
  execKeeps = false
  /** Descriptors of the present command's `<(…)`. */
  processSubstitutions: number[] = []
  /** Forked for one simple command of a pipeline or for `&`. */
  isStage = false
  readonlyFunctions = new Set<string>()
  disabledBuiltins = new Set<string>()
  /** Lists of more than one command being executed: Ctrl-C drops their rest. */
  listDepth = 0
  /** Inside a condition, `!`, `&&`: errexit and ERR do not apply. */
  conditions = 0
  inTrap = false
  /** The command being executed (for a loop, its head as text): BASH_COMMAND. */
  command: Command | string | undefined
  getopts: GetoptsState = { index: 1, offset: 0 }
  /** Status of the last command substitution in an assignment. */
  substitutionStatus: number | undefined

  /** SIGINT arrived at an interactive shell. */
  interrupted = false
  /** The newline after ^C is out already. */
  newlineWritten = false
  /** A foreground child died of SIGINT, or the shell got one while it waited. */
  interruptedWhileWaiting = false
  readonly pendingTraps: Signal[] = []
  /** Signals with a handler of ours in the kernel. */
  caught = new Set<Signal>()
  /** Signals ignored when the shell started: traps cannot change them in a non-interactive shell. */
  ignoredAtStart = new Set<Signal>()
  windowChanged = false
  hungUp = false
  /** Stopped jobs were warned about on the last `exit`. */
  exitWarned = false

  /** Commands since the CPU time used was last settled with the kernel. */
  work = 0
  /** CLOCK_REALTIME as last read, for SECONDS and the like. */
  nowMs = 0
  startedMs = 0
  secondsOffset = 0
  randomState = 1
  strongState = 0
  /** Prompt's command number. */
  commandNumber = 1
  umask = 0o022

  constructor(
    readonly dialect: Dialect,
    options?: Options,
  ) {
    this.options = options ?? new Options(dialect)
    this.variables = new Variables(dialect, (option) => this.options.has(option))
  }

  get isBash(): boolean {
    return this.dialect.name === 'bash'
  }

  /** A scalar variable's text. */
  get(name: string): string | undefined {
    return this.variables.value(name)
  }

  /** Sets without regard to readonly: what the shell itself maintains. */
  put(name: string, value: string): Variable {
    let variable = this.variables.own(name)
    if (!variable) {
      variable = new Variable()
      this.variables.global.set(name, variable)
    }
    variable.value = value
    return variable
  }

  /** A copy for a child process; jobs are not its own. */
  copy(): Shell {
    const copy = new Shell(this.dialect, new Options(this.dialect, this.options.names()))
    const { variables, options, jobs, pendingTraps } = copy
    Object.assign(copy, this, { variables, options, jobs, pendingTraps })
    this.variables.copyInto(variables)
    copy.functions = new Map(this.functions)
    copy.aliases = new Map(this.aliases)
    copy.hashed = new Map(this.hashed)
    copy.traps = new Map(this.traps)
    copy.completions = new Map(this.completions)
    copy.directories = [...this.directories]
    copy.history = this.history.copy()
    copy.frames = [...this.frames]
    copy.processSubstitutions = []
    copy.readonlyFunctions = new Set(this.readonlyFunctions)
    copy.disabledBuiltins = new Set(this.disabledBuiltins)
    copy.getopts = { ...this.getopts }
    copy.caught = new Set(this.caught)
    copy.work = 0
    bindSpecials(copy, false)
    return copy
  }
}
