// Runs the Playwright journeys against the built page: node tools/e2e.mjs [PLAYWRIGHT ARGS…]
import { spawnSync } from 'node:child_process'
import { findOrInstallBrowser } from './browser.mjs'

const browser = findOrInstallBrowser()
console.log(`e2e: ${browser}`)
const run = spawnSync('npx', ['playwright', 'test', ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, CAIS_BROWSER: browser } })
process.exit(run.status ?? 1)
