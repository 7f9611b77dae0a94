import { beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from './command.ts'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { worlds } from './worlds/worlds.ts'

// What containers reach, are called and see, by the kind of their network.

let lab: Lab

const sh = (command: string): string => {
  const { stdout, stderr } = runCommand(lab, lab.firstHost, command)
  return stdout + stderr
}

beforeAll(() => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'docker', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
  for (const image of ['busybox', 'httpd:2.4']) sh(`docker pull -q ${image}`)
}, 120_000)

describe('macvlan', () => {
  test('containers are neighbours on the network of the host, which they do not reach', () => {
    sh('docker network create -d macvlan --subnet 192.168.56.0/24 --gateway 192.168.56.1 -o parent=eth0 neighbours')
    sh('docker run -d --name srv --network neighbours --ip 192.168.56.77 httpd:2.4')
    const at = 'docker run --rm --network neighbours --ip 192.168.56.78 busybox'
    expect(sh(`${at} wget -qO- http://srv`)).toContain('It works!')
    expect(sh(`${at} ping -c 1 -W 1 192.168.56.1`)).toContain('1 packets received')
    expect(sh(`${at} ping -c 1 -W 1 192.168.56.10`)).toContain('0 packets received')
    expect(sh('ping -c 1 -W 1 192.168.56.77')).toContain('0 received')
    expect(sh('docker port srv')).toBe('')
    sh('docker rm -f srv; docker network rm neighbours')
    expect(sh('ip -o link | grep -c macvlan')).toBe('0\n')
  })

  test('without a parent it has a dummy of its own, with a wrong one it is refused', () => {
    const id = sh('docker network create -d macvlan lonely').slice(0, 12)
    expect(sh(`ip -br link show dm-${id}`)).toContain(`dm-${id}`)
    sh('docker network rm lonely')
    expect(sh(`ip link show dm-${id}`)).toBe(`Device "dm-${id}" does not exist.\n`)
    expect(sh('docker network create -d macvlan -o parent=eth7 wrong')).toBe(
      'Error response from daemon: invalid subinterface vlan name eth7, example formatting is eth0.10\n',
    )
    expect(sh('docker network create -d macvlan -o macvlan_mode=strange wrong')).toBe(
      "Error response from daemon: requested macvlan mode 'strange' is not valid, 'bridge' mode is the macvlan driver default\n",
    )
    expect(sh('docker network ls -q | wc -l')).toBe('3\n')
  })
})

describe('links', () => {
  test('give names and variables, ranges of ports together', () => {
    sh('docker run -d --name my-srv --expose 81 --expose 82 --expose 53/udp -e SECRET=1 httpd:2.4')
    const seen = sh('docker run --rm --name user --link my-srv:web-1 busybox env')
    const variables = seen.split('\n').filter((line) => line.startsWith('WEB_1_') && !line.includes('HTTPD'))
    expect(variables).toEqual([
      'WEB_1_PORT=tcp://172.17.0.2:80',
      ...[80, 81, 82].flatMap((port) => [
        `WEB_1_PORT_${port}_TCP=tcp://172.17.0.2:${port}`,
        `WEB_1_PORT_${port}_TCP_ADDR=172.17.0.2`,
        `WEB_1_PORT_${port}_TCP_PORT=${port}`,
        `WEB_1_PORT_${port}_TCP_PROTO=tcp`,
      ]),
      'WEB_1_PORT_53_UDP=udp://172.17.0.2:53',
      'WEB_1_PORT_53_UDP_ADDR=172.17.0.2',
      'WEB_1_PORT_53_UDP_PORT=53',
      'WEB_1_PORT_53_UDP_PROTO=udp',
      'WEB_1_PORT_80_TCP_START=tcp://172.17.0.2:80',
      'WEB_1_PORT_80_TCP_PORT_START=80',
      'WEB_1_PORT_80_TCP_END=tcp://172.17.0.2:82',
      'WEB_1_PORT_80_TCP_PORT_END=82',
      'WEB_1_NAME=/user/web-1',
      'WEB_1_ENV_SECRET=1',
    ])
    expect(sh('docker run --rm --link my-srv:web-1 busybox grep web-1 /etc/hosts')).toMatch(/^172\.17\.0\.2\tweb-1 [0-9a-f]{12} my-srv\n$/)
    expect(sh('docker create --name linked --link my-srv:web-1 busybox >/dev/null; docker inspect -f "{{.HostConfig.Links}}" linked')).toBe(
      '[/my-srv:/linked/web-1]\n',
    )
  })

  test('follow a container to its new address', () => {
    sh('docker run -d --name watcher --link my-srv:web busybox sleep 1000')
    sh('docker stop -t 0 my-srv; docker run -d --name other busybox sleep 1000; docker start my-srv')
    expect(sh('docker inspect -f "{{.NetworkSettings.IPAddress}}" other my-srv')).toBe('172.17.0.2\n172.17.0.4\n')
    expect(sh('docker exec watcher grep web /etc/hosts')).toMatch(/^172\.17\.0\.4\tweb /)
    expect(sh('docker exec watcher wget -qO- http://web')).toContain('It works!')
    sh('docker rm -f watcher other')
  })

  test('lead to running containers that exist', () => {
    expect(sh('docker run --rm --link nosuch:x busybox true')).toContain('could not get container for nosuch: No such container: nosuch')
    sh('docker stop -t 0 my-srv')
    expect(sh('docker run --rm --name user --link my-srv:x busybox true')).toContain('Cannot link to a non running container: /my-srv AS /user/x')
    sh('docker rm -f my-srv linked')
  })
})

describe('a container sees', () => {
  test('its interfaces, its control group as the root, no IPv6 beyond loopback', () => {
    sh('docker run -d --name box busybox sleep 1000')
    expect(sh('docker exec box ls /sys/class/net')).toBe('eth0\nlo\n')
    expect(sh('docker exec box cat /sys/class/net/eth0/operstate /sys/class/net/eth0/mtu')).toBe('up\n1500\n')
    expect(sh('docker exec box cat /proc/1/cgroup')).toBe('0::/\n')
    expect(sh('docker exec box cat /proc/net/if_inet6')).toMatch(/^0{31}1 01 80 10 80 +lo\n$/)
    expect(sh('ls /sys/class/net')).toMatch(/^docker0\neth0\nlo\nveth[0-9a-f]{7}\n$/)
    expect(sh('ls /sys/class/net/docker0/brif')).toMatch(/^veth[0-9a-f]{7}\n$/)
  })

  test('another one’s IPC only where that one shares it', () => {
    const id = sh('docker inspect -f "{{.Id}}" box').trim()
    expect(sh('docker run --rm --ipc container:box busybox true')).toBe(
      `docker: Error response from daemon: failed to join IPC namespace: container ${id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)\n\nRun 'docker run --help' for more information\n`,
    )
    sh('docker run -d --name sharing --ipc shareable busybox sleep 1000')
    expect(sh('docker run --rm --ipc container:sharing busybox echo joined')).toBe('joined\n')
    sh('docker rm -f box sharing')
  })
})
