// Checks the layer rules with dependency-cruiser: first every import against the layers, then value imports alone for cycles (types may refer to
// each other). Fails when it looked at nothing, as it does without a TypeScript parser.
import { createRequire } from 'node:module'

// dependency-cruiser asks swc for TypeScript without JSX, and does not tell imports of types from imports of values.
const { Compiler } = createRequire(import.meta.url)('@swc/core')
const parseFile = Compiler.prototype.parseFileSync
let valuesOnly = false
const namesValues = ({ typeOnly, specifiers }) => !typeOnly && (!specifiers?.length || specifiers.some((specifier) => !specifier.isTypeOnly))
Compiler.prototype.parseFileSync = function parse(path, options) {
  const ast = parseFile.call(this, path, { ...options, tsx: path.endsWith('x') })
  return valuesOnly ? { ...ast, body: ast.body.filter((item) => !/^(Import|ExportNamed)Declaration$/.test(item.type) || namesValues(item)) } : ast
}

const { cruise } = await import('dependency-cruiser')
const { default: extractOptions } = await import('dependency-cruiser/config-utl/extract-depcruise-options')
const options = await extractOptions(new URL('../.dependency-cruiser.cjs', import.meta.url).pathname)

let failures = 0
for (const pass of ['layers', 'cycles']) {
  valuesOnly = pass === 'cycles'
  const forbidden = options.ruleSet.forbidden.filter((rule) => (rule.name === 'no-cycles') === valuesOnly)
  const { output } = await cruise(['src'], { ...options, ruleSet: { ...options.ruleSet, forbidden }, validate: true, outputType: 'json' })
  const { summary } = JSON.parse(output)
  if (summary.totalCruised < 50) {
    console.error(`layers: only ${summary.totalCruised} modules were read; is the parser there?`)
    process.exit(1)
  }
  for (const { rule, from, to, cycle } of summary.violations) {
    console.error(`${rule.severity}: ${rule.name}: ${from} -> ${cycle ? cycle.map((step) => step.name).join(' -> ') : to}`)
  }
  console.log(`${pass}: ${summary.totalCruised} modules, ${summary.error} violations`)
  failures += summary.error
}
process.exit(failures > 0 ? 1 : 0)
