import { expect, type Page, test } from '@playwright/test'

const prompt = /\[root@matrix-01 [^\]]+\]# $/

/** What the terminal shows, the spaces that pad its lines and the empty lines below left out. */
const screen = async (page: Page): Promise<string> => {
  const lines = (await page.locator('.xterm-rows').first().innerText()).split('\n').map((line) => line.replaceAll('\u00a0', ' '))
  return lines.join('\n').replace(/\s+$/, ' ')
}

const shows = (page: Page, pattern: RegExp) => expect.poll(() => screen(page), { timeout: 60_000 }).toMatch(pattern)

/** Types a command and waits for the next prompt. */
async function run(page: Page, command: string, end = prompt): Promise<string> {
  await page.keyboard.type(command)
  await expect.poll(async () => (await screen(page)).replaceAll(/\s/g, '')).toContain(command.slice(-8).replaceAll(' ', ''))
  await page.keyboard.press('Enter')
  await page.waitForTimeout(120)
  await shows(page, end)
  return screen(page)
}

test('the workshop, typed: Docker installed, a page of our own in a container, open in the browser, and all of it back after a reload', async ({
  page,
}) => {
  test.setTimeout(300_000)
  await page.goto('/')
  await shows(page, prompt)
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.getByRole('button', { name: '10×' }).click()
  await page.locator('.xterm-helper-textarea').first().focus()
  await run(page, 'yum -y update | tail -1')
  await run(page, 'yum install -y yum-utils | tail -1')
  await run(page, 'yum-config-manager --add https://download.docker.com/linux/centos/docker-ce.repo')
  await run(page, 'yum makecache fast')
  expect(await run(page, 'yum -y install docker-ce | tail -2')).toContain('Complete!')
  await run(page, 'systemctl start docker')
  expect(await run(page, 'systemctl enable docker')).toContain('Created symlink')
  expect(await run(page, 'docker run hello-world | head -3')).toContain('Hello from Docker!')
  await run(page, 'docker run -it ubuntu bash', /root@[0-9a-f]{12}:\/# $/)
  await page.keyboard.press('Control+p')
  await page.keyboard.press('Control+q')
  await shows(page, prompt)
  expect(await run(page, 'clear; docker ps')).toMatch(/ubuntu +"bash"/)
  await run(page, 'docker pull -q httpd')
  await run(page, 'mkdir apache; cd apache')
  await run(page, 'vi Dockerfile', /~\n.*Dockerfile/)
  await page.keyboard.type('iFROM httpd:2.4\nCOPY ./public-html/ /usr/local/apache2/htdocs')
  await page.keyboard.press('Escape')
  await run(page, ':wq')
  await run(page, 'mkdir public-html')
  await run(page, 'vi public-html/index.html', /~\n.*index/)
  await page.keyboard.type('i<h1>Olá, contêiner!</h1>')
  await page.keyboard.press('Escape')
  await run(page, ':wq')
  await run(page, 'docker build -t meu-apache .')
  await run(page, 'docker run -dit --name meu-primeiro-container -p 8080:80 meu-apache')
  expect(await run(page, 'clear; netstat -antp | grep -i :8080')).toMatch(/0\.0\.0\.0:8080 .*LISTEN +\d+\/docker-/)
  expect(await run(page, 'clear; curl http://localhost:8080')).toContain('<h1>Olá, contêiner!</h1>')

  await expect(page.locator('.kind-container .thing-title', { hasText: 'meu-primeiro-container' })).toBeVisible()
  await page.getByRole('tab', { name: 'Browser' }).click()
  await page.getByRole('textbox', { name: 'Address' }).fill('http://localhost:8080')
  await page.keyboard.press('Enter')
  await expect(page.frameLocator('iframe').first().getByRole('heading', { name: 'Olá, contêiner!' })).toBeVisible()

  await page.waitForTimeout(2_000)
  await page.reload()
  await shows(page, /<h1>Olá, contêiner!<\/h1>\s+\[root@matrix-01 apache\]# $/)
  await expect(page.locator('.kind-container .thing-title', { hasText: 'meu-primeiro-container' })).toBeVisible()
})
