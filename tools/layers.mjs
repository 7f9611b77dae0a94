// Checks the layer rules with dependency-cruiser and fails when it looked at nothing (as it does without a TypeScript parser).
import { cruise } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'

const options = await extractOptions(new URL('../.dependency-cruiser.cjs', import.meta.url).pathname)
const { output } = await cruise(['src'], { ...options, validate: true, outputType: 'json' })
const { summary } = JSON.parse(output)
if (summary.totalCruised < 50) {
  console.error(`layers: only ${summary.totalCruised} modules were read; is the parser there?`)
  process.exit(1)
}
for (const { rule, from, to, cycle } of summary.violations) {
  console.error(`${rule.severity}: ${rule.name}: ${from} -> ${cycle ? cycle.map((step) => step.name).join(' -> ') : to}`)
}
console.log(`layers: ${summary.totalCruised} modules, ${summary.error} violations`)
process.exit(summary.error > 0 ? 1 : 0)
