import { describe, expect, test } from 'vitest'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
if (!opened.ok) throw new Error(opened.error)
const lab = opened.value
const run = (command: string) => runCommand(lab, lab.firstHost, command)

describe('the python image', () => {
  test('runs a line of Python', () => {
    run('docker pull -q python:3.12-slim')
    expect(run(`docker run --rm python:3.12-slim python -c 'print("olá")'`)).toEqual({ stdout: 'olá\n', stderr: '', exitCode: 0 })
    expect(run('docker run --rm python:3.12-slim python --version').stdout).toBe('Python 3.12.4\n')
    expect(run("docker image inspect python:3.12-slim --format '{{len .RootFS.Layers}}'").stdout).toBe('5\n')
  })

  test('serves files, with its log on standard error', () => {
    run('mkdir -p /srv/site && echo hello > /srv/site/a.txt')
    run('docker run -d --name web -p 8000:8000 -v /srv/site:/srv -w /srv python:3.12-slim python -m http.server 8000')
    run('sleep 1')
    expect(run('curl -s localhost:8000/a.txt').stdout).toBe('hello\n')
    expect(run('curl -s localhost:8000/').stdout).toContain('<li><a href="a.txt">a.txt</a></li>\n')
    const { stdout, stderr } = run('docker logs web')
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^172\.17\.0\.1 - - \[20\/Nov\/2025 \d\d:\d\d:\d\d\] "GET \/a\.txt HTTP\/1\.1" 200 -\n/)
    run('docker rm -f web')
  })

  test('an application built from a Dockerfile says nothing in the logs until it is unbuffered', () => {
    run('mkdir -p /root/app')
    run(`printf 'import time\\nprint("started")\\ntime.sleep(600)\\n' > /root/app/app.py`)
    run(`printf 'FROM python:3.12-slim\\nWORKDIR /app\\nCOPY app.py .\\nCMD ["python", "app.py"]\\n' > /root/app/Dockerfile`)
    expect(run('docker build -q -t app /root/app').exitCode).toBe(0)
    run('docker run -d --name quiet app')
    run('docker run -d --name loud -e PYTHONUNBUFFERED=1 app')
    run('sleep 2')
    expect(run('docker logs quiet').stdout).toBe('')
    expect(run('docker logs loud').stdout).toBe('started\n')
    expect(run('docker stop -t 1 quiet loud').stdout).toBe('quiet\nloud\n')
    expect(run("docker inspect -f '{{.State.ExitCode}}' quiet").stdout).toBe('137\n')
  })
})
