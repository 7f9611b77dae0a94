import { beforeAll, describe, expect, test } from 'vitest'
import { debianMirrorFiles } from '../catalog/debian12/mirrors.ts'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

// Debian's packages, from the mirror over the simulated network into containers and hosts.

let lab: Lab

const shell = (command: string) => runCommand(lab, lab.firstHost, command)

beforeAll(() => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
})

test('the mirror keeps one file a package and an index a suite', () => {
  const paths = Object.keys(debianMirrorFiles())
  expect(paths).toContain('/debian/pool/main/c/curl/curl_7.88.1-10+deb12u5_amd64.deb')
  expect(paths).toContain('/debian/dists/bookworm/main/binary-amd64/Packages.xz')
  expect(new Set(paths).size).toBe(paths.length)
})

describe('in a container', () => {
  test('nothing is known before an update', () => {
    const { stderr, exitCode } = shell(
      'docker run --rm debian:12 apt-get install -y curl 2>&1 >/dev/null; docker run --rm debian:12 apt-get install -y curl',
    )
    expect(stderr).toContain('E: Unable to locate package curl\n')
    expect(exitCode).toBe(100)
  })

  test('curl is fetched, unpacked, configured and runs', () => {
    const { stdout, exitCode } = shell("docker run --rm debian:12 bash -c 'apt-get update && apt-get install -y curl && curl --version'")
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Get:1 http://ftp.br.debian.org/debian bookworm InRelease [151 kB]\n')
    expect(stdout).toContain('Get:4 http://ftp.br.debian.org/debian bookworm/main amd64 Packages [8786 kB]\n')
    expect(stdout).toMatch(
      /^Fetched 9211 kB in \ds \(\d+ kB\/s\)\nReading package lists\.\.\.\nReading package lists\.\.\.\nBuilding dependency tree\.\.\.\n/m,
    )
    expect(stdout).toContain('0 upgraded, 22 newly installed, 0 to remove and 0 not upgraded.\nNeed to get 6080 kB of archives.\n')
    expect(stdout).toContain('Preparing to unpack .../15-curl_7.88.1-10+deb12u5_amd64.deb ...\r\nUnpacking curl (7.88.1-10+deb12u5) ...\r\n')
    expect(stdout).toContain('1 added, 0 removed; done.\r\n')
    expect(stdout).toContain('Processing triggers for libc-bin (2.36-9+deb12u7) ...\r\n')
    expect(stdout).toContain('\ncurl 7.88.1 (x86_64-pc-linux-gnu)')
  })

  test('a server starts from a built image, and the lists do not stay in it', () => {
    shell(
      `mkdir web; printf 'FROM debian\\nRUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*\\nCMD ["nginx", "-g", "daemon off;"]\\n' > web/Dockerfile; docker build -q -t web web`,
    )
    shell('docker run -d --name web -p 8080:80 web; sleep 1')
    expect(shell('curl -s localhost:8080').stdout).toContain('<title>Welcome to nginx!</title>')
    expect(shell('docker exec web ls /var/lib/apt/lists').stdout).toBe('')
    expect(shell('docker exec web dpkg -s nginx').stdout).toMatch(/^Package: nginx\nStatus: install ok installed\n/)
  })

  test("Ubuntu's image has its own archive, releases and names", () => {
    const { stdout, exitCode } = shell(
      "docker run --rm ubuntu bash -c 'apt-get update && apt-get install -y --no-install-recommends curl python3 && readlink /usr/bin/python3'",
    )
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Get:1 http://archive.ubuntu.com/ubuntu noble InRelease [256 kB]\n')
    expect(stdout).toContain('Setting up libcurl4t64:amd64 (8.5.0-2ubuntu10.1) ...\r\n')
    expect(stdout).toMatch(/\npython3\.12\n$/)
  })

  test('without a network the lists cannot be fetched', () => {
    const { stdout, stderr, exitCode } = shell('docker run --rm --network none debian:12 apt-get update')
    expect(stdout).toContain("Err:1 http://ftp.br.debian.org/debian bookworm InRelease\n  Temporary failure resolving 'ftp.br.debian.org'\n")
    expect(stderr).toContain(
      "W: Failed to fetch http://ftp.br.debian.org/debian/dists/bookworm/InRelease  Temporary failure resolving 'ftp.br.debian.org'\n",
    )
    expect(stderr).toMatch(/W: Some index files failed to download\. They have been ignored, or old ones used instead\.\n$/)
    expect(exitCode).toBe(0)
  })
})

describe('on a server', () => {
  test('installing, listing, asking, removing, purging', () => {
    expect(shell('apt-get update').exitCode).toBe(0)
    expect(shell('apt-get update').stdout).toMatch(/^Hit:1 http:\/\/ftp\.br\.debian\.org\/debian bookworm InRelease\n/)
    expect(shell('apt-get install htop < /dev/null').stdout).toMatch(/Do you want to continue\? \[Y\/n\] Abort\.\n$/)
    expect(shell('apt-get install -y htop').exitCode).toBe(0)
    expect(shell('dpkg -S /usr/bin/htop').stdout).toBe('htop: /usr/bin/htop\n')
    expect(shell('htop')).toMatchObject({ stderr: 'cais: htop is not simulated\n', exitCode: 1 })
    expect(shell('dpkg -l htop | tail -1').stdout).toMatch(/^ii {2}htop +3\.2\.2-2 +amd64 +interactive processes viewer\n$/)
    expect(shell('apt-get purge -y htop').stdout).toContain('Removing htop (3.2.2-2) ...\r\n')
    expect(shell('ls /usr/bin/htop').exitCode).not.toBe(0)
    expect(shell('apt-get -y autoremove').stdout).toContain('  libnl-3-200 libnl-genl-3-200\n')
  })

  test("Docker's repository needs its key", () => {
    shell(
      'echo "deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/debian bookworm stable" > /etc/apt/sources.list.d/docker.list',
    )
    const refused = shell('apt-get update')
    expect(refused.stderr).toContain('NO_PUBKEY 7EA0A9C3F273FCD8')
    expect(refused.stderr).toContain("E: The repository 'https://download.docker.com/linux/debian bookworm InRelease' is not signed.\n")
    expect(refused.exitCode).toBe(100)
    shell('install -m 0755 -d /etc/apt/keyrings; curl -fsSL https://download.docker.com/linux/debian/gpg -o /etc/apt/keyrings/docker.asc')
    expect(shell('apt-get update').exitCode).toBe(0)
    expect(shell('apt-cache policy docker-ce').stdout).toContain('Candidate: 5:28.5.2-1~debian.12~bookworm\n')
  })

  test('dpkg alone says what is missing', () => {
    shell('cd /tmp && apt-get download nodejs')
    const { stderr, exitCode } = shell('dpkg -i /tmp/nodejs_*.deb')
    expect(stderr).toContain(
      'dpkg: dependency problems prevent configuration of nodejs:\n nodejs depends on libnode108 (= 18.19.0+dfsg-6~deb12u1); however:\n  Package libnode108 is not installed.\n',
    )
    expect(stderr).toMatch(/Errors were encountered while processing:\n nodejs\n$/)
    expect(exitCode).toBe(1)
    expect(shell('dpkg -P nodejs').exitCode).toBe(0)
  })
})
