import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

/** The lab has opened: its first machine is drawn. */
async function opened(page: Page): Promise<void> {
  await expect(page.locator('.react-flow__node').filter({ hasText: 'matrix-01' }).first()).toBeVisible({ timeout: 30_000 })
}

test('the page opens on a lesson, with a terminal, a diagram and a panel', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  await expect(page).toHaveURL(/#\/lesson\//)
  await expect(page.getByRole('region', { name: 'Terminals' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: /Workshop/ })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Compare' })).toHaveAttribute('aria-selected', 'true')
})

test('nothing is asked of any other host', async ({ page }) => {
  const foreign: string[] = []
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') foreign.push(request.url())
  })
  await page.goto('/')
  await opened(page)
  expect(foreign).toEqual([])
})

test('the language changes in place and is remembered', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  await page.getByRole('button', { name: /^Language/ }).click()
  await expect(page.getByRole('tab', { name: 'Comparar' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR')
  await page.reload()
  await expect(page.getByRole('tab', { name: 'Comparar' })).toBeVisible()
})

test('a Portuguese browser gets Portuguese', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'pt-BR' })
  const page = await context.newPage()
  await page.goto('/')
  await expect(page.getByRole('tab', { name: 'Comparar' })).toBeVisible()
  await context.close()
})

test('the palette finds a lens and an action from anywhere, the terminal included', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  await page.locator('.xterm').click()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('storage')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('radio', { name: 'Storage' })).toBeChecked()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('teach')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'Compare' })).toBeHidden()
  await expect(page.locator('.xterm')).toBeVisible()
})

test('a click inspects, the outline says the same as text', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  await page.locator('.kind-kernel .thing-title').click()
  await expect(page.getByRole('tab', { name: 'Inspect' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('heading', { name: /^Linux 3\.10/ })).toBeVisible()
  await page.getByRole('button', { name: 'As text' }).click()
  await expect(page.getByRole('treeitem', { name: /Kernel Linux 3\.10/ })).toHaveAttribute('aria-selected', 'true')
})

test('on a phone one pane is shown at a time', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/')
  await expect(page.locator('.xterm')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Diagram', exact: true }).click()
  await opened(page)
  await expect(page.locator('.xterm')).toBeHidden()
  await page.getByRole('button', { name: 'Lesson', exact: true }).click()
  await expect(page.getByRole('heading', { level: 2 })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

test('a second tab on the same session says so, and can take it over', async ({ context }) => {
  const [first, second] = [await context.newPage(), await context.newPage()]
  await first.goto('/')
  await opened(first)
  await second.goto('/')
  await second.getByRole('button', { name: 'Use it here' }).click()
  await opened(second)
  await expect(first.getByText(/moved to another tab/)).toBeVisible()
})

for (const look of [
  { name: 'light', settings: { theme: 'light', presenter: false } },
  { name: 'dark', settings: { theme: 'dark', presenter: false } },
  { name: 'projector', settings: { theme: 'light', presenter: true } },
]) {
  test(`no accessibility violations: ${look.name}`, async ({ page }) => {
    await page.addInitScript((state) => localStorage.setItem('cais-settings', JSON.stringify({ state, version: 1 })), look.settings)
    await page.goto('/')
    await opened(page)
    await page.waitForTimeout(600)
    const builder = new AxeBuilder({ page }).exclude('.xterm')
    const results = await (look.name === 'projector'
      ? builder.options({ rules: { 'color-contrast-enhanced': { enabled: true } } })
      : builder
    ).analyze()
    expect(results.violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 160))])).toEqual([])
  })
}
