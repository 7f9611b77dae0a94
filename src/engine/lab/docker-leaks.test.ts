import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

// Whatever somebody does to containers, right or wrong: once they are removed nothing is left of them.

vi.setConfig({ testTimeout: 240_000 })

function host(): (command: string) => string {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker?recorded', seed: 7 })
  if (!opened.ok) throw new Error(opened.error)
  const lab = opened.value
  return (command) => {
    const { stdout, stderr } = runCommand(lab, lab.firstHost, command)
    return stdout + stderr
  }
}

/** What a container takes of its host: processes, interfaces, mounts, control groups, rules, ports, addresses, run-time files. */
const holdings = [
  "ps -e -o comm= | grep -E 'shim|proxy|runc|init$|sleep|httpd' | sort",
  'ls /sys/class/net',
  'cut -d" " -f5 /proc/self/mountinfo | sort',
  'find /sys/fs/cgroup -name "*docker*" -type d | sort',
  'iptables-save | grep -v "^#" | sed "s/\\[[0-9:]*\\]//"',
  'ss -Htlnp | sort',
  "docker network inspect bridge -f '{{json .Containers}}'",
  'ls /var/lib/docker/containers /run/docker/containerd /run/containerd/io.containerd.runtime.v2.task/moby /var/lib/docker/overlay2',
].join('; echo --; ')

const name = fc.constantFrom('one', 'two', 'three')
const runFlags = fc.subarray(
  [
    '--rm',
    '--init',
    '--read-only',
    '--tmpfs /t',
    '--restart always',
    '--restart on-failure:2',
    '-p 8080:80',
    '-p 127.0.0.1:8081:80/udp',
    '--network none',
    '--network host',
    '--pid host',
    '--network container:one',
    '-v data:/data',
    '-v /anonymous',
    '-m 64m',
    '-u nobody',
    '-u nosuch',
    '-h box',
    '--health-cmd true --health-interval 1s',
    '-w /new/place',
    '--cap-drop ALL',
  ],
  { maxLength: 3 },
)
const program = fc.constantFrom('sleep 1000', 'true', 'false', 'nosuch', "sh -c 'sleep 2; exit 3'", "sh -c 'sleep 500 & sleep 500'")
const start = fc.tuple(runFlags, name, program).map(([flags, called, what]) => `docker run -d --name ${called} ${flags.join(' ')} busybox ${what}`)
const deed = fc
  .tuple(
    fc.constantFrom(
      'stop -t 1',
      'kill',
      'kill -s HUP',
      'kill -s NOSUCH',
      'pause',
      'unpause',
      'start',
      'restart -t 1',
      'rm',
      'rm -f',
      'rm -fv',
      'rename one',
      'update --restart always',
      'network disconnect -f bridge',
      'network connect bridge',
    ),
    name,
  )
  .map(([verb, on]) => `docker ${verb} ${on}`)
const inside = fc
  .tuple(name, fc.constantFrom('true', 'nosuch', 'touch /x', 'kill 1'), fc.constantFrom('', '-d ', '-u nobody '))
  .map(([on, what, how]) => `docker exec ${how}${on} ${what}`)
const pass = fc.constantFrom('sleep 0.3', 'sleep 2')
const commands = fc.array(
  fc.oneof({ weight: 4, arbitrary: start }, { weight: 5, arbitrary: deed }, { weight: 2, arbitrary: inside }, { weight: 1, arbitrary: pass }),
  {
    minLength: 3,
    maxLength: 12,
  },
)

/** The first process of a container in the host's pid namespace does not take the others with it. */
const sharedPids = ["docker run -d --name one --pid host busybox sh -c 'sleep 500 & sleep 500'", 'docker kill one']

test('containers leave nothing behind', () => {
  const run = host()
  run('docker pull -q busybox; docker run --rm -p 8080:80 -v data:/data busybox true; docker volume rm data')
  const before = run(holdings)
  expect(before).toContain('/sys/fs/cgroup')
  expect(before).toContain('-A DOCKER')
  fc.assert(
    fc.property(commands, (sequence) => {
      for (const command of sequence) run(command)
      run('docker ps -aq | xargs -r docker rm -fv; docker volume ls -q | xargs -r docker volume rm; sleep 3')
      expect(run(holdings)).toBe(before)
      expect(run('docker run --rm busybox hostname -i')).toBe('172.17.0.2\n')
    }),
    { seed: 20_240_610, numRuns: 12, endOnFailure: true, examples: [[sharedPids]] },
  )
})

/** Everything that takes room on the disk. */
const busyDay = [
  'docker run -d --name one -v data:/data -v /more httpd:2.4',
  'docker exec one dd if=/dev/zero of=/data/f bs=1M count=20',
  'docker exec one dd if=/dev/zero of=/root/f bs=1M count=5',
  'docker commit one mine:1; docker network create net; docker pull -q debian:12',
  "printf 'FROM busybox\\nRUN echo x > /x\\n' | docker build -q -t built -; docker tag built other:2",
]

test('pruning everything gives the disk back', () => {
  const run = host()
  const used = 'df -k --output=used / | tail -1; docker system df --format "{{.Type}} {{.TotalCount}} {{.Size}}"'
  const day = () => {
    for (const command of busyDay) run(command)
    const full = run(used)
    run('docker stop -t 1 one; docker system prune -af --volumes; docker volume prune -af')
    return [full, run(used)] as const
  }
  // dockerd remembers which registries have which layers, for later pushes: that stays from the first day.
  const [, before] = day()
  const [full, after] = day()
  expect(full).not.toBe(before)
  expect(after).toBe(before)
  expect(after).toContain('Images 0 0B\nContainers 0 0B\nLocal Volumes 0 0B\nBuild Cache 0 0B\n')
})
