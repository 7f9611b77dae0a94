import { describe, expect, it } from 'vitest'
import { runDocker } from './testing/recorded-daemon.ts'

const usage = (command: string, use: string, run = 'Run') =>
  `\n\nUsage:  docker ${command} ${use}\n\n${run} 'docker ${command} --help' for more information\n`

describe('wrong command lines', () => {
  it('are refused in the words of 28', () => {
    const cases: [string[], string, number][] = [
      [['pull'], `docker: 'docker pull' requires 1 argument${usage('pull', '[OPTIONS] NAME[:TAG|@DIGEST]')}`, 1],
      [['rm'], `docker: 'docker rm' requires at least 1 argument${usage('rm', '[OPTIONS] CONTAINER [CONTAINER...]', 'See')}`, 1],
      [['images', 'a', 'b'], `docker: 'docker images' requires at most 1 argument${usage('images', '[OPTIONS] [REPOSITORY[:TAG]]', 'SRun')}`, 1],
      [['port'], `docker: 'docker port' requires at least 1 and at most 2 arguments${usage('port', 'CONTAINER [PRIVATE_PORT[/PROTO]]')}`, 1],
      [['run', '--it', 'busybox'], `unknown flag: --it${usage('run', '[OPTIONS] IMAGE [COMMAND] [ARG...]')}`, 125],
      [['ps', '-x'], `unknown shorthand flag: 'x' in -x${usage('ps', '[OPTIONS]')}`, 125],
      [
        ['run', '-e', '=x', 'busybox'],
        `invalid argument "=x" for "-e, --env" flag: invalid environment variable: =x${usage('run', '[OPTIONS] IMAGE [COMMAND] [ARG...]')}`,
        125,
      ],
      [
        ['ps', '-f', 'name'],
        `invalid argument "name" for "-f, --filter" flag: bad format of filter (expected name=value)${usage('ps', '[OPTIONS]')}`,
        125,
      ],
      [
        ['run', '-m', 'abc', 'x'],
        `invalid argument "abc" for "-m, --memory" flag: invalid size: 'abc'${usage('run', '[OPTIONS] IMAGE [COMMAND] [ARG...]')}`,
        125,
      ],
      [['foo'], "docker: unknown command: docker foo\n\nRun 'docker --help' for more information\n", 1],
      [['image', 'Is'], "docker: unknown command: docker image Is\n\nUsage:  docker image\n\nRun 'docker image --help' for more information\n", 1],
      [['compose', 'up', '-d'], 'cais: docker: compose is not simulated yet\n', 1],
      [['run', '-p', '99999:80', 'busybox'], "docker: Invalid hostPort: 99999\n\nRun 'docker run --help' for more information\n", 125],
      [
        ['run', '--pull', 'bogus', 'x'],
        `docker: invalid pull option: 'bogus': must be one of "always", "missing" or "never"\n\nRun 'docker run --help' for more information\n`,
        125,
      ],
    ]
    for (const [line, stderr, exitCode] of cases) {
      const ran = runDocker(line, {})
      expect({ line, stderr: ran.stderr, exitCode: ran.exitCode }).toEqual({ line, stderr, exitCode })
    }
  })

  it('are refused in the words of 26', () => {
    const run = (...line: string[]) => runDocker(line, {}, { release: '26.1.4' })
    expect(run('foo').stderr).toBe("docker: 'foo' is not a docker command.\nSee 'docker --help'\n")
    expect(run('run', '--it', 'x').stderr).toBe("unknown flag: --it\nSee 'docker run --help'.\n")
    expect(run('pull').stderr).toMatch(
      /^"docker pull" requires exactly 1 argument\.\nSee 'docker pull --help'\.\n\nUsage: {2}docker pull \[OPTIONS\] NAME/,
    )
    expect(run('run', '-p', 'abc:80', 'x').stderr).toBe("docker: Invalid hostPort: abc.\nSee 'docker run --help'.\n")
  })
})

describe('help', () => {
  it('lays out options with types, shorthands and defaults', () => {
    const { stdout, exitCode } = runDocker(['logs', '--help'], {})
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Usage: {2}docker logs \[OPTIONS\] CONTAINER\n\n.+\n\nAliases:\n {2}docker container logs, docker logs\n\nOptions:\n/)
    expect(stdout).toMatch(/\n {2}-n, --tail string {4}\S.*\(default "all"\)\n/)
    expect(stdout).toContain('\n      --since string   ')
  })

  it('groups the commands of the root', () => {
    const { stdout } = runDocker(['--help'], {})
    for (const heading of ['Common Commands:', 'Management Commands:', 'Swarm Commands:', 'Commands:', 'Global Options:'])
      expect(stdout).toContain(`\n${heading}\n`)
    expect(stdout).toMatch(/\nCommon Commands:\n {2}run {9}\S/)
    expect(stdout).toMatch(/\n {2}buildx\* {5}\S/)
    expect(
      stdout.endsWith(
        "Run 'docker COMMAND --help' for more information on a command.\n\nFor more help on how to use Docker, head to https://docs.docker.com/go/guides/\n\n",
      ),
    ).toBe(true)
  })
})

describe('without a daemon', () => {
  it('says where it looked', () => {
    expect(runDocker(['ps'], {}, { refuse: 'ENOENT' })).toMatchObject({
      stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
      exitCode: 1,
    })
    expect(runDocker(['ps'], {}, { refuse: 'EACCES' }).stderr).toBe(
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/containers/json": dial unix /var/run/docker.sock: connect: permission denied\n',
    )
    expect(runDocker(['run', 'x'], {}, { refuse: 'EACCES' })).toMatchObject({
      stderr:
        'docker: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Head "http://%2Fvar%2Frun%2Fdocker.sock/_ping": dial unix /var/run/docker.sock: connect: permission denied\n\nRun \'docker run --help\' for more information\n',
      exitCode: 126,
    })
    expect(runDocker(['run', 'x'], {}, { refuse: 'ENOENT', release: '26.1.4' }).stderr).toBe(
      "docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?.\nSee 'docker run --help'.\n",
    )
  })
})
