// npm run lab -- [--world W] [--seed N] [--json] [--trace] [--steps IN.jsonl] FILE|-
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runScript } from './script.ts'
import { replaySteps } from './steps.ts'

const usage = 'usage: npm run lab -- [--world W] [--seed N] [--json] [--trace] FILE|-\n       npm run lab -- --steps RECORDING.jsonl\n'

function main(): number {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse()
  } catch (error) {
    process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n${usage}`)
    return 2
  }
  const { values, positionals } = parsed
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  if (values.steps !== undefined) return replaySteps(readFileSync(values.steps, 'utf8'), (line) => process.stdout.write(line))
  const [path = '-'] = positionals
  let text: string
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    process.stderr.write(`lab: ${path}: ${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  }
  return runScript(text, {
    world: values.world ?? 'docker',
    seed: Number(values.seed ?? 1),
    json: values.json ?? false,
    trace: values.trace ?? false,
    out: (line) => process.stdout.write(line),
    error: (line) => process.stderr.write(line),
  })
}

const parse = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      world: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean' },
      trace: { type: 'boolean' },
      steps: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })

process.exitCode = main()
