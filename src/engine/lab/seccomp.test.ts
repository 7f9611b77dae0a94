import { beforeAll, expect, test } from 'vitest'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

let lab: Lab

beforeAll(() => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
  runCommand(lab, lab.firstHost, 'docker pull -q debian:12')
}, 120_000)

const inContainer = (flags: string, command: string): string => {
  const { stdout, stderr } = runCommand(lab, lab.firstHost, `docker run --rm ${flags} debian:12 ${command}`)
  return stdout + stderr
}
const status = (flags: string) => inContainer(flags, 'grep Seccomp: /proc/self/status')

test('containers run under the built-in profile unless told otherwise', () => {
  expect(status('')).toBe('Seccomp:\t2\n')
  expect(status('--privileged')).toBe('Seccomp:\t0\n')
  expect(status('--security-opt seccomp=unconfined')).toBe('Seccomp:\t0\n')
  expect(runCommand(lab, lab.firstHost, 'grep Seccomp: /proc/self/status').stdout).toBe('Seccomp:\t0\n')
})

test('user namespaces are for those with CAP_SYS_ADMIN alone', () => {
  const refused = 'unshare: unshare failed: Operation not permitted\n'
  expect(inContainer('', 'unshare --user true')).toBe(refused)
  expect(inContainer('--security-opt seccomp=unconfined', 'unshare --user true')).toBe('')
  expect(inContainer('--cap-add SYS_ADMIN', 'unshare --user true')).toBe('')
})

test('commands executed in a container have its filter', () => {
  runCommand(lab, lab.firstHost, 'docker run -d --name box debian:12 sleep 1000')
  expect(runCommand(lab, lab.firstHost, 'docker exec box grep Seccomp: /proc/self/status').stdout).toBe('Seccomp:\t2\n')
})
