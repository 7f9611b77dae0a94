import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

/** Types a command into the first terminal. */
async function type(page: Page, command: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.type(`${command}\n`)
}

const lens = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).click()

const thing = (page: Page, kind: string, text: string) => page.locator(`.kind-${kind}`).filter({ hasText: text }).first()

test('containers, networks and volumes are one graph; what a container changed and its life are drawn as they happen', async ({ page }) => {
  test.setTimeout(120_000)
  await page.goto('/#/world/docker')
  await expect(page.locator('.xterm-rows').first()).toContainText('root@', { timeout: 60_000 })
  await type(page, "docker run -d --name site -p 8080:80 -v dados:/d:ro alpine sh -c 'rm /etc/motd; echo a > /novo; sleep 1000'")
  await lens(page, 'Containers')
  await expect(thing(page, 'container', 'site')).toBeVisible({ timeout: 60_000 })
  await expect(thing(page, 'network', '172.17.0.0/16 gw 172.17.0.1')).toBeVisible()
  await expect(thing(page, 'published', '8080 → 80/tcp')).toBeVisible()
  await expect(thing(page, 'volume', 'dados')).toBeVisible()
  await expect(page.locator('.link-labels')).toContainText('/d (ro)')
  await type(page, 'docker network create --subnet 10.5.0.0/24 web && docker network connect web site')
  await expect(page.locator('.link-labels')).toContainText('10.5.0.2')

  await lens(page, 'Storage')
  await expect(thing(page, 'created', 'A /novo')).toBeVisible()
  await expect(thing(page, 'whiteout', 'D /etc/motd')).toBeVisible()

  await thing(page, 'container', 'site').locator('.thing-title').first().click()
  await expect(page.locator('.life-state[data-now]')).toHaveText('running')
  await type(page, 'docker pause site')
  await expect(page.locator('.life-state[data-now]')).toHaveText('paused')
  await expect(page.getByRole('list', { name: 'Its life so far' }).locator('[aria-current="step"]')).toContainText('running → paused')

  const { violations } = await new AxeBuilder({ page }).exclude('.xterm').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
})
