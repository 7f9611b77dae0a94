// Records what the real bash (5.2) and dash (0.5.12) do with the commands of cases.txt and dash.txt. Run by hand where they are in /bin:
//   node src/engine/linux/shell/testdata/record.mjs
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const directory = '/tmp/cais-shell'

function record(shell, from, to) {
  const commands = readFileSync(new URL(from, here), 'utf8')
    .trimEnd()
    .split(/\n====\n/)
  const cases = commands.map((command) => run(shell, command))
  writeFileSync(new URL(to, here), `[\n${cases.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`)
}

function run(shell, command) {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory)
  const ran = spawnSync(shell, ['-c', command], {
    cwd: directory,
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', USER: 'root', LOGNAME: 'root', LANG: 'C.UTF-8' },
    encoding: 'utf8',
    timeout: 10_000,
    // A socket would make bash take itself for a remote shell and read ~/.bashrc.
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { command, stdout: ran.stdout, stderr: ran.stderr, code: ran.status ?? 128 + 15 }
}

record('/bin/bash', 'cases.txt', 'cases.json')
record('/bin/dash', 'dash.txt', 'dash.json')
rmSync(directory, { recursive: true, force: true })
