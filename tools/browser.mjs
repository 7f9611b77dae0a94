// Finds a Chromium for the end-to-end tests, or installs one. Order: CAIS_BROWSER, Playwright's own download, a browser on PATH,
// Playwright's installer, Debian's package when root; else a clear message.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const onPath = () => {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const found = spawnSync('which', [name], { encoding: 'utf8' })
    if (found.status === 0) return found.stdout.trim()
  }
  return undefined
}

const downloaded = () => {
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : undefined
}

export function findBrowser() {
  const named = process.env.CAIS_BROWSER
  if (named) return existsSync(named) ? named : undefined
  return downloaded() ?? onPath()
}

export function findOrInstallBrowser() {
  const found = findBrowser()
  if (found) return found
  if (process.env.CAIS_BROWSER) throw new Error(`CAIS_BROWSER names ${process.env.CAIS_BROWSER}, which does not exist`)
  console.log('e2e: no browser found; trying to install one')
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit', timeout: 300_000 })
  const after = findBrowser()
  if (after) return after
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    execFileSync('apt-get', ['update', '-q'], { stdio: 'inherit' })
    execFileSync('apt-get', ['install', '-y', '-q', 'chromium'], { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  }
  const last = findBrowser()
  if (!last) throw new Error('No Chromium found and none could be installed. Install chromium or google-chrome, or set CAIS_BROWSER to its path.')
  return last
}
