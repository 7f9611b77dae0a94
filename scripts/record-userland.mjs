// Records what this machine's GNU tools do with the cases of a fixture file: node scripts/record-userland.mjs FILE.json…
// A case is { name, files?, stdin?, env?, steps: [argv…], after?: [paths] }; `files` maps names to text, { link: target } or { directory: mode };
// all times are 2024-06-10 14:00:00 UTC. Each step gets { argv, stdin?, stdout, stderr, code } as recorded, in the C.UTF-8 locale and UTC.
import { spawnSync } from 'node:child_process'
import { chmodSync, lutimesSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const stampSeconds = 1_718_028_000

function prepare(root, files = {}) {
  for (const [name, what] of Object.entries(files)) {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    if (typeof what === 'string') writeFileSync(path, what)
    else if (what.base64 !== undefined) writeFileSync(path, Buffer.from(what.base64, 'base64'))
    else if (what.link !== undefined) symlinkSync(what.link, path)
    else if (what.directory !== undefined) {
      mkdirSync(path, { recursive: true })
      chmodSync(path, Number.parseInt(what.directory, 8))
    } else {
      writeFileSync(path, what.text)
      chmodSync(path, Number.parseInt(what.mode, 8))
    }
  }
  const all = spawnSync('find', ['.', '-depth', '-print0'], { cwd: root }).stdout.toString().split('\0').filter(Boolean)
  for (const path of all) lutimesSync(join(root, path), stampSeconds, stampSeconds)
}

for (const file of process.argv.slice(2)) {
  const cases = JSON.parse(readFileSync(file, 'utf8'))
  for (const one of cases) {
    const root = mkdtempSync(join(tmpdir(), 'userland-'))
    const work = join(root, 'w')
    mkdirSync(work)
    prepare(work, one.files)
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: '/root', ...one.env }
    one.steps = one.steps.map((step) => {
      const { argv, stdin } = Array.isArray(step) ? { argv: step } : step
      const run = spawnSync(argv[0], argv.slice(1), { cwd: work, input: stdin ?? '', env, timeout: 20_000 })
      const text = (bytes) => (bytes.toString('utf8').includes('\ufffd') ? { base64: bytes.toString('base64') } : bytes.toString('utf8'))
      return {
        argv,
        ...(stdin !== undefined && { stdin }),
        stdout: text(run.stdout),
        stderr: text(run.stderr),
        code: run.status ?? 128 + constants.signals[run.signal],
      }
    })
    rmSync(root, { recursive: true })
  }
  writeFileSync(
    file,
    `${JSON.stringify(cases, null, 1).replace(/\[\n\s+("(?:[^"\\]|\\.)*"(?:,\n\s+"(?:[^"\\]|\\.)*")*)\n\s+\]/g, (_, list) => `[${list.replace(/\n\s+/g, ' ')}]`)}\n`,
  )
}
