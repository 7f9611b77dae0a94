/**
 * How the interpreter leaves what it is doing. None of these are bugs, so none extends Error: they carry what the catcher needs.
 */

/** `break`, `continue`: caught by the loops. */
export class LoopJump {
  constructor(
    readonly kind: 'break' | 'continue',
    public levels: number,
  ) {}
}

/** `return`: caught by function calls and sourced files. */
export class ReturnJump {
  constructor(readonly status: number) {}
}

/** `exit`, an error that ends the shell, end by `set -e`: caught by the shell's main program or a subshell's. */
export class ExitJump {
  constructor(readonly status: number) {}
}

/** Drops the line of commands being run (an error in an expansion, SIGINT at an interactive shell): its message is written. */
export class DiscardJump {
  constructor(
    readonly status: number,
    /** By SIGINT: also drops the loops and lists around. */
    readonly interrupted = false,
  ) {}
}

/** An error found in code that cannot write: written as `name: line N: message` by the nearest command. */
export class ShellError {
  constructor(
    readonly message: string,
    readonly status = 1,
    /** A non-interactive shell ends. */
    readonly fatal = false,
  ) {}
}
