import { expect, type Page, test } from '@playwright/test'

/** The lab has opened: its first machine is drawn. */
async function opened(page: Page): Promise<void> {
  await expect(page.locator('.kind-vm .thing-title').first()).toBeVisible({ timeout: 30_000 })
}

/** The menu of what can be done to the machine. */
async function machineMenu(page: Page): Promise<void> {
  await page.locator('.kind-vm .thing-title').first().click({ button: 'right' })
}

async function unplug(page: Page): Promise<void> {
  await machineMenu(page)
  await page.getByRole('menuitem', { name: 'Unplug the network cable' }).click()
}

async function expectUnplugged(page: Page): Promise<void> {
  await machineMenu(page)
  await expect(page.getByRole('menuitem', { name: 'Plug the network cable', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
}

test('a reload brings the session back as it was', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  await unplug(page)
  await page.waitForTimeout(2_000)
  await page.reload()
  await opened(page)
  await expect(page.getByText('Your work is back, as you left it.')).toBeVisible()
  await expectUnplugged(page)
})

test('undo takes the last deed back', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  await unplug(page)
  await expectUnplugged(page)
  await page.getByRole('button', { name: 'Undo the last command' }).click()
  await expect(page.getByText('The last command never happened.')).toBeVisible()
  await machineMenu(page)
  await expect(page.getByRole('menuitem', { name: 'Unplug the network cable' })).toBeVisible()
})

test('a share link opens the same session elsewhere', async ({ page, browser }) => {
  await page.goto('/')
  await opened(page)
  await unplug(page)
  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: /^Link/ }).inputValue()
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await other.goto(link)
  await opened(other)
  await expectUnplugged(other)
  await elsewhere.close()
})

test('a link that was cut says so, and the page opens all the same', async ({ page }) => {
  await page.goto('/#/shared/abcdef')
  await expect(page.getByText(/link or file cannot be read/)).toBeVisible()
  await opened(page)
})

test('starting over asks first and then begins anew', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  await unplug(page)
  await page.getByRole('button', { name: 'Start over' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click()
  await expect(page.getByText('The world is new.')).toBeVisible()
  await machineMenu(page)
  await expect(page.getByRole('menuitem', { name: 'Unplug the network cable' })).toBeVisible()
})

test('pausing stops virtual time, a speed starts it again', async ({ page }) => {
  await page.goto('/')
  await opened(page)
  const clock = page.getByRole('group', { name: 'Virtual time' }).locator('time')
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.waitForTimeout(400)
  const stopped = await clock.textContent()
  await page.waitForTimeout(1_500)
  await expect(clock).toHaveText(stopped ?? '')
  await page.getByRole('button', { name: 'Speed 60×' }).click()
  await expect(clock).not.toHaveText(stopped ?? '')
})

test('after the first visit the page works without a network', async ({ page, context }) => {
  await page.goto('/')
  await opened(page)
  await expect(page.getByText('Cais works offline from now on.')).toBeVisible({ timeout: 20_000 })
  await context.setOffline(true)
  await page.reload()
  await opened(page)
  await expect(page.getByRole('heading', { level: 2, name: /Workshop/ })).toBeVisible()
})
