import { expect, test } from 'vitest'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { parseScriptLine, Typist } from './typist.ts'
import { worlds } from './worlds/worlds.ts'

// The lesson «build a container by hand»: a root, an overlay, namespaces, a cable and limits, with nothing but a minimal system's tools.

const script = `mkdir -p /c/{lower,upper,work,merged} /c/lower/{bin,sbin,proc,etc,tmp}
\\cp /bin/{bash,ls,ps,hostname,cat,ping,id,touch} /c/lower/bin/; \\cp /usr/sbin/ip /c/lower/sbin/
mount -t overlay overlay -o lowerdir=/c/lower,upperdir=/c/upper,workdir=/c/work /c/merged
ip netns add c; ip link add v0 type veth peer name v1; ip link set v1 netns c
ip addr add 10.1.1.1/24 dev v0; ip link set v0 up
ip netns exec c ip addr add 10.1.1.2/24 dev v1; ip netns exec c ip link set v1 up; ip netns exec c ip link set lo up
mkdir /sys/fs/cgroup/c; echo 10 > /sys/fs/cgroup/c/pids.max; echo "50000 100000" > /sys/fs/cgroup/c/cpu.max; echo 30M > /sys/fs/cgroup/c/memory.max
echo $$ > /sys/fs/cgroup/c/cgroup.procs
ip netns exec c unshare --mount --uts --ipc --pid --fork --mount-proc=/c/merged/proc chroot /c/merged /bin/bash
hostname caixa`

test.each(['workshop', 'docker'])('a container by hand in world %s', (world) => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world, seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  let shown = ''
  opened.value.listener.output = (_terminal, text) => {
    shown += text
  }
  const typist = new Typist(opened.value, { cols: 120, rows: 40 })
  typist.switchTo(opened.value.firstHost)
  const type = (line: string): string => {
    shown = ''
    typist.perform(parseScriptLine(line))
    return shown.replaceAll('\r\n', '\n').replace(/\x1b\[\?2004[hl]\r?/g, '')
  }
  for (const line of script.split('\n')) expect(type(line)).not.toMatch(/cannot|failed|No such|not found|denied/)
  expect(type('hostname')).toContain('\ncaixa\n')
  expect(type('ps -e -o pid,args')).toMatch(/PID COMMAND\n +1 \/bin\/bash\n +\d+ ps -e -o pid,args\n/)
  expect(type('ls /')).toMatch(/\nbin\s+etc\s+proc\s+sbin\s+tmp\n/)
  expect(type('ip -o -4 addr')).toMatch(/v1 +inet 10\.1\.1\.2\/24/)
  expect(type('ping -c 1 10.1.1.1')).toContain('1 packets transmitted, 1 received, 0% packet loss')
  expect(type('cat /proc/self/cgroup')).toContain('\n0::/c\n')
  expect(type('for i in 1 2 3 4 5 6 7 8 9 10; do ping 10.1.1.1 > /dev/null & done')).toContain('bash: fork: Resource temporarily unavailable\n')
  type('touch /tmp/novo')
  type('exit')
  expect(type('hostname; ls /c/upper/tmp /c/lower/tmp')).toMatch(/(matrix-01|quay)\n\/c\/lower\/tmp:\n\n\/c\/upper\/tmp:\nnovo\n/)
  expect(type('cat /sys/fs/cgroup/c/pids.events')).toMatch(/\nmax [1-9]/)
})
