import { beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import type { PageOutcome } from './visit.ts'
import { worlds } from './worlds/worlds.ts'

// Docker Hub as its users meet it: client, pages, API.

let lab: Lab

function open(world: string): void {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world, seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
}

const sh = (command: string): string => {
  const { stdout, stderr } = runCommand(lab, lab.firstHost, command)
  return stdout + stderr
}

let visits = 0
/** What a visit with the lab's browser answers. */
function browse(url: string, form?: string): { readonly status: number; readonly body: string } {
  const pages: PageOutcome[] = []
  lab.listener = { ...lab.listener, page: (_, outcome) => void pages.push(outcome) }
  lab.apply({ kind: 'browse', visit: ++visits, host: lab.firstHost, url, ...(form !== undefined && { form }) })
  lab.advance(3000)
  const page = pages.at(-1)
  return page?.kind === 'response' ? page : { status: 0, body: JSON.stringify(page) }
}

const warning = 'WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n'

describe('accounts', () => {
  beforeAll(() => {
    open('docker')
    sh('docker pull -q hello-world')
  }, 120_000)

  test('logging in: wrong password, right password, what is kept, logging out', () => {
    expect(sh('docker login -u aluno -p errada')).toBe(
      `${warning}Error response from daemon: Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password\n`,
    )
    expect(sh('echo cais2024 | docker login -u aluno --password-stdin')).toMatch(/^Login Succeeded\n/m)
    expect(sh('cat .docker/config.json')).toContain('"https://index.docker.io/v1/": {\n\t\t\t"auth": "YWx1bm86Y2FpczIwMjQ="')
    expect(sh('docker logout')).toBe('Removing login credentials for https://index.docker.io/v1/\n')
  })

  test('pushing: only under the own name, layers mounted from where they came', () => {
    sh('docker tag hello-world aluno/ola; docker tag hello-world professor/ola')
    const denied = /denied: requested access to the resource is denied\n$/
    expect(sh('docker push aluno/ola')).toMatch(denied)
    sh('echo cais2024 | docker login -u aluno --password-stdin')
    expect(sh('docker push professor/ola')).toMatch(denied)
    const pushed = sh('docker push aluno/ola')
    expect(pushed).toContain(': Mounted from library/hello-world')
    const digest = /latest: digest: (sha256:[0-9a-f]{64}) size: \d+/.exec(pushed)?.[1]
    sh('docker rmi -f aluno/ola')
    expect(sh(`docker pull aluno/ola@${digest}`)).toContain(`docker.io/aluno/ola@${digest}\n`)
    expect(sh('docker search ola')).toBe('NAME        DESCRIPTION   STARS     OFFICIAL\naluno/ola                 0         \n')
    expect(sh('docker search --filter is-official=true --format "{{.Name}}" hello')).toBe('hello-world\n')
  })

  test('a stale password spoils what needs none', () => {
    sh(`mkdir -p .docker; echo '{"auths":{"https://index.docker.io/v1/":{"auth":"YWx1bm86dmVsaGE="}}}' > .docker/config.json`)
    expect(sh('docker pull busybox')).toContain('unauthorized: incorrect username or password\n')
    sh('docker logout')
  })

  test('logging in at a terminal: with the browser, then with what was kept', () => {
    let screen = ''
    const { listener } = lab
    const output = (_: string, text: string): void => {
      screen += text
    }
    lab.listener = { ...listener, output }
    const type = (data: string, ms: number): string => {
      if (data !== '') screen = ''
      lab.apply({ kind: 'keys', terminal: 't', data })
      lab.advance(ms)
      return screen
    }
    lab.apply({ kind: 'open-terminal', terminal: 't', host: lab.firstHost, cols: 120, rows: 30 })
    lab.advance(1000)
    const code = /confirmation code is: .*?([A-Z]{4}-[A-Z]{4})/.exec(type('docker login\r', 2000))?.[1]
    expect(browse('https://login.docker.com/activate', `user_code=${code}&username=aluno&password=errada`).status).toBe(400)
    expect(browse('https://login.docker.com/activate', `user_code=${code}&username=aluno&password=cais2024`).status).toBe(200)
    lab.listener = { ...listener, output }
    expect(type('', 6000)).toContain('Login Succeeded')
    expect(type('docker login\r', 3000)).toMatch(/existing credentials\.\.\. \[Username: aluno\][\s\S]*Login Succeeded/)
    expect(type('docker logout; docker login -u aluno\r', 2000)).toMatch(/Password: $/)
    expect(type('errada\r', 2000)).toContain('unauthorized: incorrect username or password')
    lab.apply({ kind: 'close-terminal', terminal: 't' })
    lab.listener = listener
  })

  test('signing up, a private repository and a webhook by the pages', () => {
    expect(browse('hub.docker.com').body).toContain('cais2024')
    expect(browse('https://hub.docker.com/signup', 'username=x&email=x&password=x').status).toBe(400)
    const signedUp = browse('https://hub.docker.com/signup', 'username=maria&email=maria%40example.com&password=segredo-longo')
    const session = /session=([\w.-]+)/.exec(signedUp.body)?.[1] ?? ''
    expect(signedUp.body).toContain('Signed in as')
    expect(browse('https://hub.docker.com/login', 'username=maria&password=outro').status).toBe(401)
    const made = browse('https://hub.docker.com/repositories/create', `session=${session}&name=site&description=Meu+site&private=yes`)
    expect(made.body).toContain('Nothing was pushed yet.')
    expect(browse('https://hub.docker.com/r/maria/site').status).toBe(404)
    const settings = 'https://hub.docker.com/r/maria/site/settings'
    expect(browse(settings, `session=${session}&do=add&name=casa&url=ftp%3A%2F%2Fx`).body).toContain('ftp://x is no http or https address.')
    browse(settings, `session=${session}&do=add&name=casa&url=http%3A%2F%2Faluno.example%3A8080%2Fgancho`)
    browse(settings, `session=${session}&do=add&name=dentro&url=http%3A%2F%2F192.168.56.10%3A8080%2F`)

    sh('echo segredo-longo | docker login -u maria --password-stdin; docker tag hello-world maria/site:1.0')
    sh('docker run -d --name ouvinte -p 8080:80 busybox sh -c "nc -lp 80 > /recebido"')
    sh('docker push maria/site:1.0; sleep 5')
    const received = sh('docker cp ouvinte:/recebido - | tar -xO')
    expect(received).toMatch(/^POST \/gancho HTTP\/1\.1\r\nHost: aluno\.example:8080\r\n/)
    expect(received).toMatch(/"push_data":\{"pushed_at":\d+,"pusher":"maria","tag":"1\.0"/)
    const shown = browse(`${settings}?session=${session}`).body
    expect(shown).toContain('no route: the Hub cannot reach that address')
    expect(shown).toContain('the connection broke')
    const callback = /"callback_url":"([^"]+)"/.exec(received)?.[1]
    sh(`curl -s -d '{"state":"success"}' ${callback}`)
    expect(browse(`${settings}?session=${session}`).body).toContain('<td>success</td>')

    const page = browse(`https://hub.docker.com/r/maria/site?session=${session}`).body
    expect(page).toContain('docker pull maria/site:1.0')
    expect(page).toContain('<code>1.0</code>')
    sh('docker rmi maria/site:1.0; docker logout')
    expect(sh('docker pull -q maria/site:1.0')).toBe(
      "Error response from daemon: pull access denied for maria/site, repository does not exist or may require 'docker login': denied: requested access to the resource is denied\n",
    )
  })
})

test('an address without an account has so many pulls, an account more', () => {
  open('docker?pulls=1')
  const remaining = `T=$(curl -s "https://auth.docker.io/token?service=registry.docker.io&scope=repository:ratelimitpreview/test:pull" | sed 's/.*"token":"\\([^"]*\\)".*/\\1/'); curl -s --head -H "Authorization: Bearer $T" https://registry-1.docker.io/v2/ratelimitpreview/test/manifests/latest | grep -i ratelimit`
  expect(sh(remaining)).toBe('ratelimit-limit: 1;w=21600\r\nratelimit-remaining: 1;w=21600\r\ndocker-ratelimit-source: 177.32.118.47\r\n')
  sh('docker pull -q hello-world')
  expect(sh('docker pull -q busybox')).toBe(
    'Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit\n',
  )
  expect(sh(`echo 'FROM busybox' | docker build - 2>&1 | tail -3`)).toContain(
    'unexpected status from HEAD request to https://registry-1.docker.io/v2/library/busybox/manifests/latest: 429 Too Many Requests\ntoomanyrequests: You have',
  )
  sh('echo cais2024 | docker login -u aluno --password-stdin')
  expect(sh('docker pull -q busybox')).toBe('docker.io/library/busybox:latest\n')
  sh('docker logout')
  lab.advance(21_600_000)
  expect(sh('docker pull -q alpine')).toBe('docker.io/library/alpine:latest\n')
}, 60_000)
