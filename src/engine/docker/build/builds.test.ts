import { beforeAll, describe, expect, test } from 'vitest'
import { executable } from '../../linux/kernel/fs/tree.ts'
import { archivePrograms } from '../../linux/programs/archive/table.ts'
import { coreutilsPrograms } from '../../linux/programs/coreutils/table.ts'
import { shellPrograms } from '../../linux/shell/table.ts'
import { dockerClientPrograms } from '../cli/table.ts'
import { type DockerHost, dockerHost } from '../testing/docker-host.ts'
import type { TestImage } from '../testing/image-archive.ts'

const coreutils = ['cat', 'ls', 'echo', 'true', 'stat', 'id', 'mkdir', 'chown']

/** A shell and a few tools. */
const shellImage: TestImage = {
  tags: ['sh:latest'],
  layers: [
    {
      '/bin/sh': executable('bash/bash', 100_000),
      ...Object.fromEntries(coreutils.map((name) => [`/bin/${name}`, executable(`coreutils/${name}`, 20_000)])),
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
      '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
      '/tmp/.keep': '',
    },
  ],
  config: { Cmd: ['sh'], Env: ['PATH=/bin'] },
}

let docker: DockerHost

/** Runs a script in a fresh directory; ids and times are masked. */
function run(script: string): string {
  const { stdout, stderr, exitCode } = docker.run(`mkdir -p /ctx/$RANDOM$RANDOM && cd /ctx/*/ && ${script}`)
  docker.run('rm -rf /ctx')
  const text = (stderr + stdout).replace(/\b[0-9a-f]{64}\b/g, 'ID64').replace(/\b(?=\d*[a-f])[0-9a-f]{12}\b/g, 'ID12')
  return text.replace(/\b\d+\.\d+s\b/g, 'N.Ns').replace(/DEPRECATED[\s\S]*variable\.\n\n/, '') + (exitCode === 0 ? '' : `exit ${exitCode}\n`)
}

beforeAll(() => {
  const programs = [shellPrograms, coreutilsPrograms, archivePrograms, dockerClientPrograms]
  docker = dockerHost({ programs, images: [shellImage] })
})

const file = (name: string, lines: readonly string[]): string => `cat > ${name} <<'END-OF-FILE'\n${lines.join('\n')}\nEND-OF-FILE\n`

describe('the classic builder', () => {
  const build = 'DOCKER_BUILDKIT=0 docker build'

  test('makes an image a step and takes it from the cache the next time', () => {
    const script = `${file('Dockerfile', ['FROM sh', 'ARG V=1', 'RUN echo $V > /v; echo told', 'COPY a /b/', 'CMD ["cat","/v"]'])}echo data > a`
    expect(
      run(`${script}; ${build} -t one . && ${build} -t one . && docker run --rm one && docker history --format '{{.CreatedBy}}' --no-trunc one`),
    ).toMatchInlineSnapshot(`
      "Sending build context to Docker daemon  3.072kB

      Step 1/5 : FROM sh
       ---> ID12
      Step 2/5 : ARG V=1
       ---> Running in ID12
       ---> Removed intermediate container ID12
       ---> ID12
      Step 3/5 : RUN echo $V > /v; echo told
       ---> Running in ID12
      told
       ---> Removed intermediate container ID12
       ---> ID12
      Step 4/5 : COPY a /b/
       ---> ID12
      Step 5/5 : CMD ["cat","/v"]
       ---> Running in ID12
       ---> Removed intermediate container ID12
       ---> ID12
      Successfully built ID12
      Successfully tagged one:latest
      Sending build context to Docker daemon  3.072kB

      Step 1/5 : FROM sh
       ---> ID12
      Step 2/5 : ARG V=1
       ---> Using cache
       ---> ID12
      Step 3/5 : RUN echo $V > /v; echo told
       ---> Using cache
       ---> ID12
      Step 4/5 : COPY a /b/
       ---> Using cache
       ---> ID12
      Step 5/5 : CMD ["cat","/v"]
       ---> Using cache
       ---> ID12
      Successfully built ID12
      Successfully tagged one:latest
      1
      /bin/sh -c #(nop)  CMD ["cat" "/v"]
      /bin/sh -c #(nop) COPY file:ID64 in /b/ 
      |1 V=1 /bin/sh -c echo $V > /v; echo told
      /bin/sh -c #(nop)  ARG V=1
      /bin/sh -c #(nop) ADD file:0 in / 
      "
    `)
  })

  test('knows a file by its tar header and contents, as tarsum does', () => {
    const script = `${file('Dockerfile', ['FROM sh', 'COPY f.txt /'])}echo changed > f.txt; ${build} -q -t sum . > /dev/null`
    const history = docker.run(`mkdir /sum && cd /sum && ${script}; docker history --no-trunc --format '{{.CreatedBy}}' sum`).stdout
    expect(history.split('\n')[0]).toMatch(/COPY file:81084534c1b29f5b\w+ in \/ $/)
  })

  test('leaves the container of a step that failed, and exits with its code', () => {
    expect(run(`printf 'FROM sh\\nRUN echo oops >&2; exit 3\\n' | ${build} -`)).toContain(
      "The command '/bin/sh -c echo oops >&2; exit 3' returned a non-zero code: 3\n",
    )
    expect(docker.run('docker ps -a --format "{{.Status}}"').stdout).toContain('Exited (3)')
  })

  test('refuses what only BuildKit does', () => {
    expect(run(`printf 'FROM sh\\nCOPY --chmod=600 a /\\n' | ${build} -`)).toContain('the --chmod option requires BuildKit.')
    expect(run(`printf 'FROM sh\\nCOPY x /\\n' | ${build} -`)).toContain(
      'COPY failed: file not found in build context or excluded by .dockerignore: stat x: file does not exist\n',
    )
    expect(run(`printf 'FRO sh\\n' | ${build} -`)).toContain('Error response from daemon: dockerfile parse error on line 1: unknown instruction: FRO')
  })
})

describe('BuildKit', () => {
  test('carries stages, here-documents, owners and modes', () => {
    const lines = [
      'FROM sh AS base',
      'ARG WHO=you',
      'COPY <<EOF /greeting',
      'hello $WHO',
      'EOF',
      "COPY <<'EOF' /verbatim",
      'hello $WHO',
      'EOF',
      'COPY --chown=nobody:nogroup --chmod=640 a /a',
      'FROM sh',
      'COPY --from=base /a /greeting /verbatim /x/',
      'CMD ["/bin/sh","-c","cat /x/greeting /x/verbatim; stat -c \'%U %G %a\' /x/a"]',
    ]
    const out = run(`${file('Dockerfile', lines)}echo data > a; docker build -q -t two . && docker run --rm two`)
    expect(out.split('\n').slice(1)).toEqual(['hello you', 'hello $WHO', 'nobody nogroup 640', ''])
  })

  test('mounts caches, files and memory into a RUN, and leaves no trace of them', () => {
    const lines = [
      'FROM sh AS base',
      'RUN echo made > /made',
      'FROM sh',
      'RUN --mount=type=cache,target=/cache echo again >> /cache/log; cat /cache/log > /seen',
      'RUN --mount=type=bind,target=/src --mount=type=bind,from=base,source=/made,target=/m cat /src/a /m >> /seen',
      'RUN --mount=type=tmpfs,target=/t echo x > /t/x; ls / >> /seen',
    ]
    const build = 'docker build -q --no-cache -t mounts . > /dev/null'
    const out = run(`${file('Dockerfile', lines)}echo data > a; ${build}; ${build}; docker run --rm mounts cat /seen`).split('\n')
    expect(out.slice(0, 4)).toEqual(['again', 'again', 'data', 'made'])
    expect(run('docker run --rm mounts ls /').split('\n')).not.toEqual(expect.arrayContaining(['cache', 'm', 'src', 't']))
  })

  test('gives its files to the client', () => {
    const dockerfile = "printf 'FROM sh AS b\\nRUN mkdir /o; echo hi > /o/x\\nFROM scratch\\nCOPY --from=b /o /\\n' > Dockerfile"
    expect(run(`${dockerfile}; docker build -q -o out . && cat out/x && docker build -q -o - . | tar tf -`)).toBe('hi\nx\n')
    expect(run(`${dockerfile}; docker build -o type=oci,dest=x .`)).toContain('OCI exporter is not supported for the docker driver.')
  })

  test('counts the directories of its client among its cache', () => {
    const out = run(`printf 'FROM sh\\nCOPY a /\\n' > Dockerfile; echo data > a; docker build -q . && docker buildx du --verbose`)
    expect(out).toContain('Description:  local source for dockerfile')
    expect(run('docker builder prune -f')).toMatch(/\w{25}\*\s+true\s+5B/)
  })

  test('keeps its cache when the daemon restarts', () => {
    const lines = ['FROM sh', 'RUN echo kept > /kept']
    run(`${file('Dockerfile', lines)}docker build -q -t kept .`)
    docker.restartDaemon()
    expect(run(`${file('Dockerfile', lines)}docker build . 2>&1`)).toContain('[2/2] RUN echo kept > /kept\n#5 CACHED')
    run('docker rmi kept; docker builder prune -af')
    expect(run('docker system df --format "{{.Type}} {{.Size}}"')).toContain('Build Cache 0B')
  })

  test('tells what is wrong with a Dockerfile after loading it', () => {
    expect(run("printf 'FROM sh\\nFRO x\\n' | docker build -")).toContain(
      '#1 DONE N.Ns\nDockerfile:2\n--------------------\n   1 |     FROM sh\n   2 | >>> FRO x\n   3 |     \n--------------------\nERROR: failed to build: failed to solve: dockerfile parse error on line 2: unknown instruction: FRO (did you mean FROM?)\nexit 1',
    )
    expect(run("printf 'FROM sh\\nCOPY no /\\n' | docker build -")).toMatch(
      /#\d ERROR: failed to calculate checksum of ref [\w-]+::\w{25}: "\/no": not found/,
    )
  })

  test('shows where in the Dockerfile an error is', () => {
    expect(run(`printf 'FROM sh\\nRUN exit 4\\n' | docker build -`)).toMatchInlineSnapshot(`
      "#0 building with "default" instance using docker driver

      #1 [internal] load build definition from Dockerfile
      #1 transferring dockerfile: 56B done
      #1 DONE N.Ns

      #2 [internal] load metadata for docker.io/library/sh:latest
      #2 DONE N.Ns

      #3 [internal] load .dockerignore
      #3 transferring context: 2B done
      #3 DONE N.Ns

      #4 [1/2] FROM docker.io/library/sh:latest
      #4 DONE N.Ns

      #5 [2/2] RUN exit 4
      #5 ERROR: process "/bin/sh -c exit 4" did not complete successfully: exit code: 4
      ------
       > [2/2] RUN exit 4:
      ------
      Dockerfile:2
      --------------------
         1 |     FROM sh
         2 | >>> RUN exit 4
         3 |     
      --------------------
      ERROR: failed to build: failed to solve: process "/bin/sh -c exit 4" did not complete successfully: exit code: 4
      exit 1
      "
    `)
  })
})
