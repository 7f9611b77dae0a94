import { describe, expect, test } from 'vitest'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

/** A Docker host that has the image; each command is one line of its shell. */
function docker(): (command: string) => { stdout: string; stderr: string; exitCode: number } {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  const lab = opened.value
  runCommand(lab, lab.firstHost, 'docker pull -q alpine')
  return (command) => runCommand(lab, lab.firstHost, command)
}

const fetches =
  'fetch https://dl-cdn.alpinelinux.org/alpine/v3.20/main/x86_64/APKINDEX.tar.gz\nfetch https://dl-cdn.alpinelinux.org/alpine/v3.20/community/x86_64/APKINDEX.tar.gz\n'

describe('apk in a container of the alpine image', () => {
  const run = docker()

  test('installs a tool with what it needs, and the tool works', () => {
    const { stdout, stderr, exitCode } = run(
      "docker run --rm alpine sh -c 'apk add --no-cache curl && curl -sI https://dl-cdn.alpinelinux.org/alpine/v3.20/main/x86_64/APKINDEX.tar.gz | head -1'",
    )
    expect(stdout.replaceAll('\r', '')).toBe(
      `${fetches}( 1/10) Installing ca-certificates (20240226-r0)\n( 2/10) Installing brotli-libs (1.1.0-r2)\n( 3/10) Installing c-ares (1.28.1-r0)\n( 4/10) Installing libunistring (1.2-r0)\n( 5/10) Installing libidn2 (2.3.7-r0)\n( 6/10) Installing nghttp2-libs (1.62.1-r0)\n( 7/10) Installing libpsl (0.21.5-r1)\n( 8/10) Installing zstd-libs (1.5.6-r0)\n( 9/10) Installing libcurl (8.7.1-r0)\n(10/10) Installing curl (8.7.1-r0)\nExecuting busybox-1.36.1-r28.trigger\nExecuting ca-certificates-20240226-r0.trigger\nOK: 13 MiB in 24 packages\nHTTP/1.1 200 OK\n`,
    )
    expect([stderr, exitCode]).toEqual(['', 0])
  })

  test('takes it away again', () => {
    const { stdout } = run("docker run --rm alpine sh -c 'apk add -q xxd && xxd -l 0 /etc/hosts && apk del xxd; cat /etc/apk/world'")
    expect(stdout).toBe(
      '(1/1) Purging xxd (9.1.0414-r0)\nExecuting busybox-1.36.1-r28.trigger\nOK: 8 MiB in 14 packages\nalpine-baselayout\nalpine-keys\napk-tools\nbusybox\nmusl-utils\n',
    )
  })

  test('says what there is not, and what cannot be reached', () => {
    expect(run('docker run --rm alpine apk add --no-cache foo')).toEqual({
      stdout: fetches,
      stderr: 'ERROR: unable to select packages:\n  foo (no such package):\n    required by: world[foo]\n',
      exitCode: 1,
    })
    expect(run('docker run --rm --network none alpine apk add --no-cache curl')).toEqual({
      stdout: fetches,
      stderr:
        'WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.20/main: temporary error (try again later)\nWARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.20/community: temporary error (try again later)\nERROR: unable to select packages:\n  curl (no such package):\n    required by: world[curl]\n',
      exitCode: 1,
    })
  })

  test('programs that are not modelled are installed and say so', () => {
    expect(run("docker run --rm alpine sh -c 'apk add -q jq; jq .; exit $?'")).toEqual({
      stdout: '',
      stderr: 'cais: jq is not simulated\n',
      exitCode: 1,
    })
  })

  test('other tools take the place of applets, which come back', () => {
    const { stdout } = run("docker run --rm alpine sh -c 'apk add -q coreutils; ls --version | head -1; apk del -q coreutils; ls -l /bin/ls'")
    expect(stdout).toMatch(/^ls \(GNU coreutils\) 9\.5\nlrwxrwxrwx .* \/bin\/ls -> \/bin\/busybox\n$/)
  })

  test('upgrades, virtual packages, questions', () => {
    expect(run("docker run --rm alpine sh -c 'apk upgrade -q --no-cache; apk list -I | grep libssl'").stdout).toBe(
      'libssl3-3.3.1-r0 x86_64 {openssl} (Apache-2.0) [installed]\n',
    )
    expect(run("docker run --rm alpine sh -c 'apk add --no-cache -t .deps tree=2.1.1-r0 && apk del .deps'").stdout).toMatch(
      /\(1\/2\) Installing tree \(2\.1\.1-r0\)\n\(2\/2\) Installing \.deps \(20251120\.\d{6}\)\n(?:.*\n)*\(1\/2\) Purging \.deps \(20251120\.\d{6}\)\n\(2\/2\) Purging tree/,
    )
    expect(run('docker run --rm alpine apk info -W /bin/ls').stdout).toBe('/bin/ls symlink target is owned by busybox-1.36.1-r28\n')
    expect(run('docker run --rm alpine apk info -d zlib').stdout).toBe('zlib-1.3.1-r1 description:\nA compression/decompression Library\n\n')
    expect(run('docker run --rm -u 1000 alpine apk add curl').exitCode).toBe(99)
  })
})
