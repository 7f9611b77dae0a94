import { expect, type Page, test } from '@playwright/test'

const prompt = /\[root@matrix-01 [^\]]+\]# $/

const screen = async (page: Page): Promise<string> => {
  const text = await page.locator('.xterm-rows').first().innerText()
  return text.replaceAll('\u00a0', ' ').replace(/\s+$/, ' ')
}

const shows = (page: Page, pattern: RegExp) => expect.poll(() => screen(page), { timeout: 45_000 }).toMatch(pattern)

async function atPrompt(page: Page): Promise<void> {
  await page.goto('/')
  await shows(page, prompt)
  await page.locator('.xterm-helper-textarea').first().focus()
}

/** The page answers while the terminal is busy: a lens opens within the time a person would wait. */
async function answers(page: Page): Promise<void> {
  await page
    .getByRole('radio', { name: 'Processes' })
    .or(page.getByRole('tab', { name: 'Processes' }))
    .first()
    .click({ timeout: 5_000 })
  await page
    .getByRole('radio', { name: 'Machine' })
    .or(page.getByRole('tab', { name: 'Machine' }))
    .first()
    .click({ timeout: 5_000 })
  await page.locator('.xterm-helper-textarea').first().focus()
}

/** Ends what runs and is back at the prompt. */
async function interrupt(page: Page): Promise<void> {
  await page.keyboard.press('Control+c')
  await shows(page, prompt)
}

for (const flood of ['yes', 'cat /dev/urandom', 'while :; do :; done', 'find / -name "*" ; yes | cat -n']) {
  test(`a flood stops at once and the page answers meanwhile: ${flood}`, async ({ page }) => {
    await atPrompt(page)
    await page.keyboard.type(`${flood}\n`)
    await page.waitForTimeout(1_500)
    await answers(page)
    await interrupt(page)
    await page.keyboard.type('clear; echo still $((40 + 2))\n')
    await shows(page, /still 42/)
  })
}

test('a fork bomb meets the limit of processes; the page answers, and starting over gives a whole machine', async ({ page }) => {
  test.setTimeout(120_000)
  await atPrompt(page)
  await page.keyboard.type('ulimit -u 200; :(){ :|:& };:\n')
  await shows(page, /fork: (retry: )?Resource temporarily unavailable/)
  await answers(page)
  await page.getByRole('button', { name: 'Start over' }).click()
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Start over' }).click()
  await shows(page, prompt)
})

test('a megabyte pasted is text for the shell, and the page answers', async ({ page }) => {
  test.setTimeout(120_000)
  await atPrompt(page)
  await page.keyboard.type('cat > /tmp/pasted\n')
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', 'uma linha de texto colada\n'.repeat(40_000))
    document
      .querySelector('.xterm-helper-textarea')
      ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await answers(page)
  await expect.poll(() => screen(page), { timeout: 60_000 }).toContain('uma linha de texto colada')
  await page.keyboard.press('Control+d')
  await expect.poll(() => screen(page), { timeout: 90_000 }).toMatch(prompt)
  await page.keyboard.type('clear; wc -c /tmp/pasted\n')
  await shows(page, /1040000 \/tmp\/pasted/)
})

/** Puts a value where the session of the workshop is kept, in place of what is there. */
const store = (page: Page, value: unknown) =>
  page.evaluate(
    (what) =>
      new Promise<void>((done, fail) => {
        const opened = indexedDB.open('cais')
        opened.onerror = () => fail(opened.error)
        opened.onsuccess = () => {
          const change = opened.result.transaction('sessions', 'readwrite')
          change.objectStore('sessions').put(what, 'workshop')
          change.oncomplete = () => {
            opened.result.close()
            done()
          }
        }
      }),
    value,
  )

const keys = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        const opened = indexedDB.open('cais')
        opened.onsuccess = () => {
          const all = opened.result.transaction('sessions').objectStore('sessions').getAllKeys()
          all.onsuccess = () => done(all.result.map(String))
        }
      }),
  )

for (const [name, value] of [
  ['corrupted', { format: 1, engine: '0.1.0', world: 'workshop', seed: 1, untilMs: 5, inputs: [{ atMs: 'x' }] }],
  ['of a newer version', { format: 9, engine: '9.9.9', world: 'workshop', seed: 1, untilMs: 5, inputs: [] }],
  ['no session at all', '<img src=x onerror=alert(1)>'],
] as const) {
  test(`a saved session that is ${name} is put aside, said so, and the page opens`, async ({ page }) => {
    await page.goto('/')
    await shows(page, prompt)
    await page.waitForTimeout(1_500)
    await store(page, value)
    await page.reload()
    await shows(page, prompt)
    await expect(
      page
        .getByRole('alert')
        .or(page.getByRole('status'))
        .filter({ hasText: /session|saved/i })
        .first(),
    ).toBeVisible()
    expect((await keys(page)).filter((key) => key.startsWith('workshop ')).length).toBe(1)
  })
}

test('where nothing may be stored, the page says so and works', async ({ page }) => {
  await page.route(/assets\/worker-.*\.js/, async (route) => {
    const answer = await route.fetch()
    const refusing = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') };"
    await route.fulfill({ response: answer, body: `${refusing}${await answer.text()}` })
  })
  await atPrompt(page)
  await page.keyboard.type('echo kept only here\n')
  await shows(page, /kept only here\s+\[root/)
  await expect(page.getByText('This browser does not let the page keep data.')).toBeVisible()
})
