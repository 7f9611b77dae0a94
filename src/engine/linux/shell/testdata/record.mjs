// Records what the real bash does with the commands of cases.txt into cases.json. Run by hand where bash 5.2 is /bin/bash:
//   node src/engine/linux/shell/testdata/record.mjs
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const commands = readFileSync(new URL('cases.txt', here), 'utf8')
  .trimEnd()
  .split(/\n====\n/)
const directory = '/tmp/cais-shell'
const cases = commands.map((command) => {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory)
  const ran = spawnSync('/bin/bash', ['-c', command], {
    cwd: directory,
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', USER: 'root', LOGNAME: 'root', LANG: 'C.UTF-8' },
    encoding: 'utf8',
    timeout: 10_000,
    // A socket would make bash take itself for a remote shell and read ~/.bashrc.
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { command, stdout: ran.stdout, stderr: ran.stderr, code: ran.status ?? 128 + 15 }
})
rmSync(directory, { recursive: true, force: true })
writeFileSync(new URL('cases.json', here), `[\n${cases.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`)
