import { defineConfig } from '@playwright/test'

const port = 4179
const flags = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** The journeys run against the built page, in the browser that tools/browser.mjs found. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  workers: 1,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'en-US',
    viewport: { width: 1366, height: 768 },
    launchOptions: {
      ...(process.env.CAIS_BROWSER && { executablePath: process.env.CAIS_BROWSER }),
      args: ['--no-sandbox', ...flags],
    },
  },
  webServer: {
    command: `npx vite build --logLevel error && npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    timeout: 120_000,
  },
})
