// Figures of the built page in a real browser: node tools/bench-page.mjs. Times are this machine's; sizes are everybody's.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { build, preview } from 'vite'
import { findOrInstallBrowser } from './browser.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const say = (name, value) => console.log(`${name.padEnd(44)} ${value}`)
const prompt = /root@\S+.*[#$]$/

await build({ root, logLevel: 'error' })
const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } })
const address = server.httpServer.address()
const browser = await chromium.launch({
  executablePath: findOrInstallBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

/** What the first terminal shows, without the spaces after its end. */
const screen = async (page) => (await page.locator('.xterm-rows').first().innerText()).replaceAll('\u00a0', ' ').trimEnd()

async function until(page, shows) {
  for (;;) {
    const text = await screen(page).catch(() => '')
    if (shows(text)) return
    await page.waitForTimeout(5)
  }
}

async function timed(run) {
  const began = performance.now()
  await run()
  return performance.now() - began
}

/** A fresh profile on a world's first prompt, and how long that took. */
async function open(query) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1366, height: 768 }, serviceWorkers: 'block' })
  const page = await context.newPage()
  let bytes = 0
  const files = []
  page.on('response', (response) => files.push(new URL(response.url()).pathname))
  const tookMs = await timed(async () => {
    await page.goto(`http://127.0.0.1:${address.port}/${query}`)
    await until(page, (text) => prompt.test(text))
  })
  for (const file of new Set(files))
    if (file.endsWith('.js') && !/\/rest-/.test(file)) bytes += gzipSync(readFileSync(join(root, 'dist', file))).length
  await page.locator('.xterm-helper-textarea').first().focus()
  return { context, page, tookMs, bytes }
}

const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

const opens = []
let last
for (let round = 0; round < 5; round++) {
  await last?.context.close()
  last = await open('')
  opens.push(last.tookMs)
}
say('page: cold load to first prompt', `${middle(opens).toFixed(0)} ms (median of ${opens.length})`)
say('page: JavaScript fetched by then', `${(last.bytes / 1024).toFixed(0)} KiB gzipped, without the programs that follow the prompt`)
const all = readdirSync(join(root, 'dist/assets')).filter((name) => name.endsWith('.js'))
say(
  'page: all JavaScript',
  `${(all.reduce((sum, name) => sum + gzipSync(readFileSync(join(root, 'dist/assets', name))).length, 0) / 1024).toFixed(0)} KiB gzipped`,
)
await last.page.waitForTimeout(1_500)
const echoes = []
for (const key of 'abcdefghij') {
  echoes.push(
    await timed(async () => {
      await last.page.keyboard.press(key)
      await until(last.page, (text) => text.endsWith(key))
    }),
  )
}
say('page: key to echo on the screen', `${middle(echoes).toFixed(0)} ms (median of ${echoes.length}, polled every 5 ms)`)
await last.context.close()
const hello = await open('#/world/docker')
await hello.page.keyboard.type('docker run hello-world\n')
say('page: docker run hello-world, cold', `${(await timed(() => until(hello.page, (text) => text.includes('docs.docker.com')))).toFixed(0)} ms`)
const memory = await hello.page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0)
say('page: heap of the page after it', `${(memory / 1024 / 1024).toFixed(0)} MiB (the engine lives in a worker beside it)`)
await hello.context.close()
await browser.close()
await server.close()
