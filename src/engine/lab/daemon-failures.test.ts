import { describe, expect, test } from 'vitest'
import { runCommand, startCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

// What breaks around dockerd, and what is left afterwards, as with the real one.

const unreachable = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n'

interface Host {
  readonly lab: Lab
  readonly name: string
  /** Standard output, then standard error, of a command. */
  sh(command: string): string
}

function host(...images: readonly string[]): Host {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  const lab = opened.value
  const name = lab.firstHost
  const sh = (command: string): string => {
    const { stdout, stderr } = runCommand(lab, name, command)
    return stdout + stderr
  }
  for (const image of images) sh(`docker pull -q ${image}`)
  return { lab, name, sh }
}

const states = ({ sh }: Host): Readonly<Record<string, string>> =>
  Object.fromEntries(
    sh("docker ps -a --format '{{.Names}}={{.Status}}'")
      .trim()
      .split('\n')
      .map((line) => line.replace(/ (?:Less than a second|About a minute|\d+ \w+)( ago)?$/, '').split('=') as [string, string]),
  )

/** One container of each restart policy, and two that somebody stopped. */
function policies({ sh }: Host): void {
  for (const policy of ['no', 'always', 'unless-stopped', 'on-failure'])
    sh(`docker run -d --name ${policy} --restart ${policy} debian:12 sleep 10000`)
  for (const policy of ['always', 'unless-stopped']) {
    sh(`docker run -d --name stopped-${policy} --restart ${policy} debian:12 sleep 10000`)
    sh(`docker stop -t 0 stopped-${policy}`)
  }
  sh('docker run -d --rm --name removed debian:12 sleep 10000')
}

const leftovers = ({ sh }: Host): string =>
  [
    sh('mount | grep -cE "/var/lib/docker|/run/docker/netns"'),
    sh('ls /var/run/docker/netns'),
    sh('ip -o link | grep -c veth'),
    sh('pgrep -c docker-proxy'),
    sh('iptables-save | grep -cE -- "-d 172\\.17|DNAT"'),
  ].join('')

describe('no daemon', () => {
  test('the client says so', () => {
    const { sh } = host()
    sh('systemctl stop docker.socket docker')
    expect(sh('docker ps')).toBe(unreachable)
    expect(sh('docker run hello-world')).toContain(unreachable.trim())
    expect(sh('docker version')).toMatch(/^Client: .*[\s\S]*Context: {11}default\nCannot connect to the Docker daemon/)
    expect(sh('DOCKER_HOST=tcp://127.0.0.1:2375 docker ps')).toBe(
      'Cannot connect to the Docker daemon at tcp://127.0.0.1:2375. Is the docker daemon running?\n',
    )
    sh('systemctl start docker')
    expect(sh('docker ps -q')).toBe('')
  })

  test('its socket starts it', () => {
    const { sh } = host()
    sh('systemctl stop docker')
    expect(sh('pgrep -x dockerd')).toBe('')
    expect(sh('docker ps -q')).toBe('')
    expect(sh('pgrep -x dockerd')).not.toBe('')
  })

  test('stopped with systemctl: containers end, policies start them again', () => {
    const here = host('debian:12')
    policies(here)
    here.sh('systemctl stop docker')
    expect(here.sh('pgrep -x sleep')).toBe('')
    here.sh('systemctl start docker; sleep 1')
    expect(states(here)).toEqual({
      no: 'Exited (137)',
      always: 'Up',
      'unless-stopped': 'Up',
      'on-failure': 'Up',
      'stopped-always': 'Up',
      'stopped-unless-stopped': 'Exited (137)',
    })
  })
})

describe('dockerd killed with -9', () => {
  test('what runs on is stopped by the next one', () => {
    const here = host('debian:12')
    policies(here)
    here.sh('docker run -d --name web -p 8080:80 debian:12 sleep 10000')
    here.sh('kill -9 $(pgrep -x dockerd); sleep 1')
    expect(here.sh('pgrep -x docker-proxy')).toBe('')
    here.lab.advance(30_000)
    expect(states(here)).toEqual({
      no: 'Exited (137)',
      web: 'Exited (137)',
      always: 'Up',
      // The next daemon stopped it as a user would.
      'unless-stopped': 'Exited (137)',
      'on-failure': 'Up',
      'stopped-always': 'Up',
      'stopped-unless-stopped': 'Exited (137)',
    })
    here.sh('docker rm -f $(docker ps -aq)')
    expect(leftovers(here)).toBe('0\n0\n0\n0\n')
  })

  test('live restore: containers, their ports, logs and names do not notice', () => {
    const here = host('debian:12', 'httpd:2.4')
    const { sh } = here
    sh(`mkdir -p /etc/docker; echo '{"live-restore": true}' > /etc/docker/daemon.json; systemctl restart docker`)
    sh('docker network create net; docker volume create vol')
    sh('docker run -d --name web --network net -p 8080:80 -v vol:/data httpd:2.4')
    sh(`docker run -d --name clock debian:12 sh -c 'while true; do echo tick; sleep 1; done'`)
    sh(`docker run -d --name short debian:12 sh -c 'sleep 5; exit 3'`)
    const pid = sh("docker inspect -f '{{.State.Pid}}' web")
    sh('systemctl kill -s KILL docker; kill -9 $(pgrep -x dockerd)')
    here.lab.advance(10_000)
    expect(sh("docker inspect -f '{{.State.Pid}} {{.State.Status}}' web")).toBe(`${pid.trim()} running\n`)
    expect(states(here)).toMatchObject({ clock: 'Up', web: 'Up', short: 'Exited (3)' })
    expect(sh('curl -s localhost:8080')).toContain('It works!')
    expect(sh('docker port web')).toBe('80/tcp -> 0.0.0.0:8080\n80/tcp -> [::]:8080\n')
    expect(sh('docker logs clock | wc -l | xargs test 9 -lt && echo enough')).toBe('enough\n')
    expect(sh(`docker run --rm --network net httpd:2.4 sh -c 'getent hosts web'`)).toMatch(/^172\.18\.0\.2 +web\n$/)
    expect(sh('docker exec web cat /etc/hostname')).toMatch(/^[0-9a-f]{12}\n$/)
    expect(sh('docker stop -t 1 clock web')).toBe('clock\nweb\n')
    sh('docker rm -f $(docker ps -aq)')
    expect(leftovers(here)).toBe('0\n0\n0\n0\n')
  })
})

describe('the host', () => {
  test('loses power: policies decide who is back', () => {
    const here = host('debian:12')
    policies(here)
    here.sh('docker volume create kept; docker run --rm -v kept:/v debian:12 sh -c "echo data > /v/f"; sync')
    here.lab.apply({ kind: 'power-off', host: here.name })
    here.lab.advance(1_000)
    here.lab.apply({ kind: 'power-on', host: here.name })
    here.lab.advance(60_000)
    expect(states(here)).toEqual({
      no: 'Exited (255)',
      always: 'Up',
      'unless-stopped': 'Up',
      'on-failure': 'Up',
      'stopped-always': 'Up',
      'stopped-unless-stopped': 'Exited (137)',
    })
    expect(here.sh('docker run --rm -v kept:/v debian:12 cat /v/f')).toBe('data\n')
    here.sh('docker rm -f $(docker ps -aq)')
    expect(leftovers(here)).toBe('0\n0\n0\n0\n')
  })

  test('loses the network while pulling: the pull goes on when it is back', () => {
    const { lab, name, sh } = host()
    const pull = startCommand(lab, name, 'docker pull debian:12', '/root')
    lab.advance(700)
    expect(pull?.process.status).toBeUndefined()
    lab.apply({ kind: 'unplug', host: name })
    lab.advance(20_000)
    expect(pull?.process.status).toBeUndefined()
    expect(sh('docker pull busybox')).toContain(
      'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 192.168.56.2:53: ',
    )
    lab.apply({ kind: 'plug', host: name })
    lab.advance(240_000)
    expect(pull?.process.status).toEqual({ kind: 'exited', code: 0 })
    expect(sh('docker images -q')).not.toBe('')
  })

  test('has a full disk: nothing of a failed pull stays', () => {
    const { sh } = host()
    const before = sh('docker system df; ls /var/lib/docker/overlay2 /var/lib/docker/tmp')
    sh('fallocate -l $(df -B1 --output=avail / | tail -1) /fill; dd if=/dev/zero of=/fill2 bs=1M 2>/dev/null')
    expect(sh('docker pull debian:12')).toContain('no space left on device')
    expect(sh('docker images -q')).toBe('')
    sh('rm /fill /fill2')
    expect(sh('docker system df; ls /var/lib/docker/overlay2 /var/lib/docker/tmp')).toBe(before)
    expect(sh('docker pull -q debian:12')).toBe('docker.io/library/debian:12\n')
  })
})
