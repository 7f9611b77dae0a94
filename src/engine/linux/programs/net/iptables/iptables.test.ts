import { describe, expect, test } from 'vitest'
import { testHost } from '../../../testing/host.ts'
import { netPrograms } from '../table.ts'
import { restoreWords } from './words.ts'

const services = 'http\t80/tcp\tWorldWideWeb\nssh\t22/tcp\ndomain\t53/udp\n'
const host = () => testHost({ programs: [netPrograms], files: { '/etc/services': services } })
const play = (lines: readonly string[], machine = host()) =>
  lines.map((line) => {
    const { stdout, stderr, exitCode } = machine.run(restoreWords(line))
    return `${stdout}${stderr}${exitCode === 0 ? '' : `[${exitCode}]\n`}`
  })

describe('iptables', () => {
  test('lists rules as Docker writes them', () => {
    const out = play([
      'iptables -t nat -N DOCKER',
      'iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
      'iptables -t nat -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
      'iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
      'iptables -t nat -A DOCKER -p tcp -d 0/0 --dport 8080 -j DNAT --to-destination 172.17.0.2:80 ! -i docker0',
      'iptables -t nat -nL',
      'iptables -t nat -S',
      'iptables -t nat -L DOCKER -nv --line-numbers',
    ])
    expect(out.slice(0, 5)).toEqual(['', '', '', '', ''])
    expect(out[5]).toBe(`Chain PREROUTING (policy ACCEPT)
target     prot opt source               destination         
DOCKER     0    --  0.0.0.0/0            0.0.0.0/0            ADDRTYPE match dst-type LOCAL

Chain INPUT (policy ACCEPT)
target     prot opt source               destination         

Chain OUTPUT (policy ACCEPT)
target     prot opt source               destination         
DOCKER     0    --  0.0.0.0/0           !127.0.0.0/8          ADDRTYPE match dst-type LOCAL

Chain POSTROUTING (policy ACCEPT)
target     prot opt source               destination         
MASQUERADE  0    --  172.17.0.0/16        0.0.0.0/0           

Chain DOCKER (2 references)
target     prot opt source               destination         
DNAT       6    --  0.0.0.0/0            0.0.0.0/0            tcp dpt:8080 to:172.17.0.2:80
`)
    expect(out[6]).toBe(`-P PREROUTING ACCEPT
-P INPUT ACCEPT
-P OUTPUT ACCEPT
-P POSTROUTING ACCEPT
-N DOCKER
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
`)
    expect(out[7]).toBe(`Chain DOCKER (2 references)
num   pkts bytes target     prot opt in     out     source               destination         
1        0     0 DNAT       6    --  !docker0 *       0.0.0.0/0            0.0.0.0/0            tcp dpt:8080 to:172.17.0.2:80
`)
  })

  test('names and policies with counters without -n', () => {
    const out = play([
      'iptables -P FORWARD DROP',
      'iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -m comment --comment "let me in" -j ACCEPT',
      'iptables -I INPUT 1 -p icmp --icmp-type echo-request -j REJECT',
      'iptables -A INPUT -m limit --limit 5/min -j LOG --log-prefix "in: "',
      'iptables -L INPUT',
      'iptables -vL FORWARD',
      'iptables -S INPUT',
    ])
    expect(out[4]).toBe(`Chain INPUT (policy ACCEPT)
target     prot opt source               destination         
REJECT     icmp --  anywhere             anywhere             icmp echo-request reject-with icmp-port-unreachable
ACCEPT     tcp  --  anywhere             anywhere             tcp dpt:ssh ctstate NEW,ESTABLISHED /* let me in */
LOG        all  --  anywhere             anywhere             limit: avg 5/min burst 5 LOG flags 0 level 4 prefix "in: "
`)
    expect(out[5]).toBe(`Chain FORWARD (policy DROP 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination         
`)
    expect(out[6]).toBe(`-P INPUT ACCEPT
-A INPUT -p icmp -m icmp --icmp-type 8 -j REJECT --reject-with icmp-port-unreachable
-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -m comment --comment "let me in" -j ACCEPT
-A INPUT -m limit --limit 5/min -j LOG --log-prefix "in: "
`)
  })

  test('refuses what Linux refuses', () => {
    const machine = testHost({ programs: [netPrograms], users: [{ name: 'ana', uid: 1000 }] })
    const out = play(
      [
        'iptables -D INPUT -j ACCEPT',
        'iptables -D INPUT 3',
        'iptables -A NOPE -j ACCEPT',
        'iptables -A INPUT -j NOPE',
        'iptables -N X1',
        'iptables -N X1',
        'iptables -A INPUT -j X1',
        'iptables -X X1',
        'iptables -A INPUT -p tcp --dprt 80 -j ACCEPT',
        'iptables -A INPUT -o eth0 -j ACCEPT',
        'iptables -C INPUT -j X1',
        'iptables -C INPUT -j ACCEPT',
        'iptables',
        'iptables -t nope -L',
        'iptables -A X1 -j X1',
      ],
      machine,
    )
    const hint = "Try `iptables -h' or 'iptables --help' for more information.\n"
    expect(out).toEqual([
      'iptables: Bad rule (does a matching rule exist in that chain?).\n[1]\n',
      'iptables: Index of deletion too big.\n[1]\n',
      'iptables: No chain/target/match by that name.\n[1]\n',
      `iptables v1.8.9 (nf_tables): Couldn't load target \`NOPE':No such file or directory\n\n${hint}[2]\n`,
      '',
      'iptables: Chain already exists.\n[1]\n',
      '',
      'iptables v1.8.9 (nf_tables):  CHAIN_DEL failed (Device or resource busy): chain X1\n[4]\n',
      `iptables v1.8.9 (nf_tables): unknown option "--dprt"\n${hint}[2]\n`,
      `iptables v1.8.9 (nf_tables): Can't use -o with INPUT\n\n${hint}[2]\n`,
      '',
      'iptables: Bad rule (does a matching rule exist in that chain?).\n[1]\n',
      `iptables v1.8.9 (nf_tables): no command specified\n${hint}[2]\n`,
      "iptables v1.8.9 (nf_tables): can't initialize iptables table `nope': Table does not exist (do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.\n[3]\n",
      'iptables v1.8.9 (nf_tables):  RULE_APPEND failed (Too many links): rule in chain X1\n[4]\n',
    ])
    expect(machine.run(['iptables', '-L'], { uid: 1000 })).toEqual({
      stdout: '',
      stderr: 'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n\n',
      exitCode: 4,
    })
  })

  test('save and restore are inverse', () => {
    const machine = host()
    play(
      [
        'iptables -t nat -A POSTROUTING -s 10.0.0.0/8 -p udp -m multiport --dports 53,100:200 -j SNAT --to-source 1.2.3.4-1.2.3.9:1000-2000',
        'iptables -t nat -A OUTPUT -p tcp -m statistic --mode random --probability 0.33333333349 -j REDIRECT --to-ports 99',
        'iptables -t mangle -A PREROUTING -j MARK --set-xmark 0x4000/0x4000',
        'iptables -t mangle -A FORWARD -p tcp --syn -m mark ! --mark 0x1/0xff -j ACCEPT',
        'iptables -N FOO-1',
        'iptables -A FOO-1 -m comment --comment "a \\"quoted\\" text" -g FOO-1',
        'iptables -A INPUT -m recent --set --name SSH -j FOO-1',
        'iptables -P FORWARD DROP',
      ],
      machine,
    )
    const saved = machine.run(['iptables-save']).stdout
    expect(saved).toContain('-A OUTPUT -p tcp -m statistic --mode random --probability 0.33333333349 -j REDIRECT --to-ports 99\n')
    expect(saved).toContain('-A POSTROUTING -s 10.0.0.0/8 -p udp -m multiport --dports 53,100:200 -j SNAT --to-source 1.2.3.4-1.2.3.9:1000-2000\n')
    expect(saved).toContain(':FORWARD DROP [0:0]\n')
    const other = host()
    expect(other.run(['iptables-restore'], { stdin: saved })).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    const again = other.run(['iptables-save']).stdout
    const bare = (text: string) =>
      text
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .sort()
    expect(bare(again)).toEqual(bare(saved))
  })

  test('restore commits a table whole or not at all, and --noflush keeps the rest', () => {
    const machine = host()
    play(['iptables -A INPUT -j DROP'], machine)
    const bad = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT\n-A NOPE -j ACCEPT\nCOMMIT\n'
    expect(machine.run(['iptables-restore'], { stdin: bad }).exitCode).toBe(1)
    expect(machine.run(['iptables', '-S', 'INPUT']).stdout).toBe('-P INPUT ACCEPT\n-A INPUT -j DROP\n')
    const more = '*filter\n:KUBE-X - [0:0]\n-A INPUT -j KUBE-X\n-A KUBE-X -j RETURN\nCOMMIT\n'
    for (let i = 0; i < 2; i++) expect(machine.run(['iptables-restore', '--noflush'], { stdin: more }).stderr).toBe('')
    expect(machine.run(['iptables', '-S']).stdout).toBe(
      '-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N KUBE-X\n-A INPUT -j DROP\n-A INPUT -j KUBE-X\n-A INPUT -j KUBE-X\n-A KUBE-X -j RETURN\n',
    )
  })
})
