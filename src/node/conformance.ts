// npm run conformance -- [--show N] [--area A] [--from FOLDER]: replays recordings of the real systems and counts the steps that match.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { readSteps, replayScenario, type Step, scenariosOf } from './steps.ts'

interface Compared {
  readonly step: Step
  readonly matched: boolean
  readonly differences: readonly { readonly field: string; readonly want: unknown; readonly got: unknown }[]
}

const { values } = parseArgs({ options: { show: { type: 'string' }, area: { type: 'string' }, from: { type: 'string' } } })

async function main(): Promise<number> {
  const folder = resolve(values.from ?? '../shared/oracle/golden')
  if (!existsSync(folder)) {
    console.error(`conformance: no recordings at ${folder}`)
    return 2
  }
  const { compare } = (await import(/* @vite-ignore */ pathToFileURL(join(folder, '../compare.mjs')).href)) as {
    compare: (a: readonly Step[], b: readonly Step[]) => Compared[]
  }
  const totals = new Map<string, { matched: number; total: number }>()
  let shown = Number(values.show ?? 0)
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()) {
    const steps = readSteps(readFileSync(join(folder, file), 'utf8'))
    for (const scenario of scenariosOf(steps)) {
      if (values.area && scenario[0]?.area !== values.area) continue
      for (const { step, matched, differences } of compare(scenario, replayScenario(scenario))) {
        const total = totals.get(`${file.replace('.jsonl', '')} ${step.area}`) ?? { matched: 0, total: 0 }
        total.total++
        if (matched) total.matched++
        totals.set(`${file.replace('.jsonl', '')} ${step.area}`, total)
        if (matched || shown-- <= 0) continue
        console.log(`✗ ${step.area} / ${step.scenario} / ${step.step}: ${step.cmd}`)
        for (const { field, want, got } of differences) console.log(`  ${field}\n    want ${JSON.stringify(want)}\n    got  ${JSON.stringify(got)}`)
      }
    }
  }
  for (const [name, { matched, total }] of totals) console.log(`${name}: ${matched} / ${total}`)
  return 0
}

main().then((code) => {
  process.exitCode = code
})
