import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'

/** `docker: message` with the hint to ask for help, as each release words it. */
export function withHelp(cli: Cli, message: string, verb: 'run' | 'create', exitCode: number): Failure {
  if (cli.release.major >= 28) return new Failure(`docker: ${message}\n\nRun 'docker ${verb} --help' for more information`, exitCode)
  return new Failure(`docker: ${message.replace(/\.$/, '')}.\nSee 'docker ${verb} --help'.`, exitCode)
}

/** A container that could not be created or started: 127 when its program is not there, 126 when it cannot be run, else 125. */
export function runFailure(cli: Cli, failure: Failure, stage: 'create' | 'start'): Failure {
  const { message } = failure
  const exitCode = /executable file not found|no such file or directory|system cannot find the file specified/.test(message)
    ? 127
    : /permission denied|is a directory/.test(message)
      ? 126
      : 125
  if (cli.release.major >= 28 || stage === 'create') return withHelp(cli, message, 'run', exitCode)
  return new Failure(`docker: ${message.replace(/\.$/, '')}.`, exitCode)
}
