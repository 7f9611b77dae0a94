import type { Main } from '../../kernel/program.ts'
import { run } from '../../libc/spawn.ts'
import { fail, print, printError } from '../../libc/stdio.ts'

/** service(8): on systemd machines a redirection to systemctl. */
export const service: Main = function* ({ argv, build }) {
  const [, name, verb] = argv
  if (name === undefined || verb === undefined) {
    yield* print('Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n')
    return 1
  }
  if (name.startsWith('--')) return yield* fail('cais: service', `${name} is not simulated`)
  if (build.get('distribution') === 'centos') yield* printError(`Redirecting to /bin/systemctl ${verb} ${name}.service\n`)
  return yield* run(['systemctl', verb, `${name}.service`])
}
