import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { containerdService, dockerService, dockerSocket } from '../centos7/docker-ce.ts'
import { room } from '../executables.ts'
import { mimeTypes } from '../images/nginx-files.ts'
import type { DebSpec } from './package.ts'
import * as text from './program-files.ts'
import { alternativesScripts, serviceScripts } from './service.ts'

/** What is in a package beside its control data: files, configuration files and scripts. */
export type DebContents = Pick<DebSpec, 'files' | 'conffiles' | 'scripts' | 'triggers'>

const sbin = '/usr/sbin'
const missing = (names: string, settings: { folder?: string; size?: number } = {}): Record<string, TreeEntry> =>
  room('util-linux', names.replace(/[^ ]+/g, '$&=not-simulated'), settings)

const of = (files: Record<string, TreeEntry>, more: Omit<DebContents, 'files'> = {}): DebContents => ({ files, ...more })

/** `python3.11` of version 3.11.2. */
const pythonOf = (version: string): string => `python${/^3\.\d+/.exec(version)?.[0] ?? '3'}`

const editorScripts = (program: string, priority: number): NonNullable<DebSpec['scripts']> => alternativesScripts(['editor'], program, priority)

/** Programs by package, the same for every release: versions come from the release's table. */
export function debContents(name: string, version: string, rootCertificate: string): DebContents | undefined {
  if (name === 'ca-certificates') return caCertificates(rootCertificate)
  return contents[name]?.(version.replace(/^\d+:/, '').replace(/[-+~].*$/, ''))
}

const contents: Readonly<Record<string, (version: string) => DebContents>> = {
  curl: (version) => of(room('net', 'curl', { size: 277_632, build: { version } })),
  wget: (version) => of(room('net', 'wget', { size: 560_056, build: { version } })),
  vim: (version) =>
    of(room('editors', 'vim.basic=vim', { size: 3_700_000, build: { version: version.slice(0, 3) } }), {
      scripts: alternativesScripts(['vim', 'vimdiff', 'rvim', 'rview', 'vi', 'view', 'ex', 'editor'], '/usr/bin/vim.basic', 30),
    }),
  'vim-tiny': (version) =>
    of(room('editors', 'vim.tiny=vim', { size: 1_600_000, build: { version: version.slice(0, 3) } }), {
      scripts: alternativesScripts(['vi', 'view', 'ex', 'editor'], '/usr/bin/vim.tiny', 15),
    }),
  nano: (version) =>
    of(
      { ...room('editors', 'nano', { size: 283_144, build: { version } }), '/etc/nanorc': '## Sample initialization file for GNU nano.\n' },
      { conffiles: ['/etc/nanorc'], scripts: editorScripts('/bin/nano', 40) },
    ),
  less: () => of(room('editors', 'less', { size: 198_960 })),
  xxd: () => of(room('coreutils', 'xxd', { size: 18_744 })),
  git: () => of(missing('git', { size: 3_700_000 })),
  'iputils-ping': () => of(room('net', 'ping', { size: 90_568 })),
  iproute2: () => of({ ...room('net', 'ip ss bridge', { size: 720_000 }), ...missing('tc', { folder: sbin }) }),
  'net-tools': () => of({ ...room('net', 'netstat', { size: 155_000 }), ...room('net', 'ifconfig route arp', { folder: sbin, size: 82_000 }) }),
  'bind9-dnsutils': () => of(room('net', 'dig nslookup', { size: 161_000 })),
  'bind9-host': () => of(room('net', 'host', { size: 108_000 })),
  procps: () =>
    of({
      ...room('procps', 'ps top free uptime vmstat watch pgrep pkill w pmap kill pwdx', { size: 26_000 }),
      ...room('procps', 'sysctl', { folder: sbin, size: 31_000 }),
    }),
  psmisc: () => of(room('procps', 'killall pstree fuser', { size: 36_000 })),
  htop: () => of(missing('htop', { size: 311_000 })),
  tree: () => of(room('coreutils', 'tree', { size: 83_000 })),
  jq: () => of(missing('jq', { size: 30_000 })),
  openssl: () =>
    of({
      ...missing('openssl', { size: 1_000_000 }),
      '/etc/ssl/openssl.cnf': '# OpenSSL configuration file.\n',
      '/etc/ssl/certs': directory(),
      '/etc/ssl/private': directory(0o700),
    }),
  gpg: () => of(room('apt', 'gpg', { size: 1_100_000 })),
  'lsb-release': () => of({ '/usr/bin/lsb_release': file(text.lsbRelease, 0o755) }),
  'software-properties-common': () => of(missing('add-apt-repository')),
  nginx: (version) =>
    of(room('servers', 'nginx', { folder: sbin, size: 1_248_000, build: { version } }), {
      scripts: serviceScripts('nginx.service', { initScript: 'nginx' }),
    }),
  'nginx-common': () =>
    of(
      {
        '/etc/nginx/nginx.conf': text.nginxConf,
        '/etc/nginx/mime.types': mimeTypes,
        '/etc/nginx/sites-available/default': text.nginxSite,
        '/etc/nginx/sites-enabled/default': symlink('/etc/nginx/sites-available/default'),
        '/etc/nginx/conf.d': directory(),
        '/etc/nginx/modules-enabled': directory(),
        '/etc/init.d/nginx': file(text.initScript('nginx', '/usr/sbin/nginx'), 0o755),
        '/usr/lib/systemd/system/nginx.service': text.nginxUnit,
        '/usr/share/nginx/html/index.html': text.nginxPage,
        '/var/lib/nginx': directory(),
        '/var/log/nginx': directory(0o755, { uid: 33, gid: 4 }),
        '/var/www/html/index.nginx-debian.html': text.nginxPage,
      },
      {
        conffiles: ['/etc/nginx/nginx.conf', '/etc/nginx/mime.types', '/etc/nginx/sites-available/default', '/etc/init.d/nginx'],
        scripts: { postinst: debconf },
      },
    ),
  'apache2-bin': () => of(missing('apache2', { folder: sbin, size: 700_000 })),
  apache2: () =>
    of(
      {
        ...text.apacheFiles,
        '/usr/sbin/apache2ctl': file(text.apache2ctl, 0o755),
        '/usr/sbin/apachectl': symlink('apache2ctl'),
        '/etc/init.d/apache2': file(text.initScript('apache2', '/usr/sbin/apache2ctl start'), 0o755),
        '/usr/lib/systemd/system/apache2.service': text.apacheUnit,
      },
      {
        conffiles: [
          '/etc/apache2/apache2.conf',
          '/etc/apache2/ports.conf',
          '/etc/apache2/envvars',
          '/etc/apache2/sites-available/000-default.conf',
          '/etc/init.d/apache2',
        ],
        scripts: serviceScripts('apache2.service', { initScript: 'apache2' }),
      },
    ),
  'redis-tools': (version) => of(room('servers', 'redis-server redis-cli redis-benchmark', { size: 1_500_000, build: { version } })),
  'redis-server': () =>
    of(
      {
        '/etc/redis/redis.conf': file(text.redisConf, 0o640),
        '/etc/init.d/redis-server': file(text.initScript('redis-server', '/usr/bin/redis-server /etc/redis/redis.conf'), 0o755),
        '/usr/lib/systemd/system/redis-server.service': text.redisUnit,
        '/var/lib/redis': directory(0o750),
        '/var/log/redis': directory(0o750),
      },
      {
        conffiles: ['/etc/redis/redis.conf', '/etc/init.d/redis-server'],
        scripts: serviceScripts('redis-server.service', { initScript: 'redis-server', before: text.redisSetup }),
      },
    ),
  'perl-modules-5.36': () => of({ '/usr/share/perl/5.36/Term/ReadLine.pm': 'package Term::ReadLine::Stub;\n' }),
  whiptail: () => of(missing('whiptail')),
  'postgresql-client-15': () => of(missing('psql pg_dump createdb dropdb', { size: 700_000 })),
  'mariadb-client-core': () => of(missing('mariadb mysql', { size: 4_900_000 })),
  'python3-minimal': (version) => of({ '/usr/bin/python3': symlink(pythonOf(version)) }),
  'python3.11-minimal': (version) => of(room('python', `${pythonOf(version)}=python3`, { size: 6_831_736, build: { version } })),
  'python3-pip': () => of(missing('pip pip3')),
  nodejs: () => of({ ...missing('nodejs', { size: 1_800_000 }), '/usr/bin/node': symlink('nodejs') }),
  npm: () => of(missing('npm npx')),
  'openssh-client': (version) =>
    of({ ...room('net', 'ssh scp ssh-keygen', { size: 1_072_000, build: { version } }), ...missing('sftp ssh-add ssh-agent') }),
  'openssh-server': (version) =>
    of(
      {
        ...room('net', 'sshd', { folder: sbin, size: 1_004_000, build: { version } }),
        '/etc/ssh/sshd_config':
          'Include /etc/ssh/sshd_config.d/*.conf\n\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nPrintMotd no\nAcceptEnv LANG LC_*\nSubsystem\tsftp\t/usr/lib/openssh/sftp-server\n',
        '/etc/init.d/ssh': file(text.initScript('ssh', '/usr/sbin/sshd'), 0o755),
        '/usr/lib/systemd/system/ssh.service': text.sshUnit,
      },
      {
        conffiles: ['/etc/init.d/ssh'],
        scripts: serviceScripts('ssh.service', {
          initScript: 'ssh',
          before: `${debconf}${text.systemUser('sshd', '/run/sshd')}mkdir -p /run/sshd\n`,
        }),
      },
    ),
  sudo: () =>
    of(
      {
        ...room('util-linux', 'sudo', { setuid: true, size: 281_624 }),
        '/etc/sudoers': file(text.sudoers, 0o440),
        '/etc/sudoers.d': directory(0o750),
      },
      { conffiles: ['/etc/sudoers'] },
    ),
  tcpdump: () => of(room('net', 'tcpdump', { size: 1_261_000 }), { scripts: { postinst: text.systemUser('tcpdump') } }),
  strace: () => of(room('util-linux', 'strace', { size: 2_100_000 })),
  lsof: () => of(room('procps', 'lsof', { size: 175_000 })),
  stress: () => of(missing('stress')),
  'stress-ng': () => of(missing('stress-ng')),
  'netcat-openbsd': () =>
    of(room('net', 'nc.openbsd=nc', { size: 43_000 }), { scripts: alternativesScripts(['nc', 'netcat'], '/bin/nc.openbsd', 50) }),
  'netcat-traditional': () =>
    of(room('net', 'nc.traditional=nc', { size: 35_000 }), { scripts: alternativesScripts(['nc', 'netcat'], '/bin/nc.traditional', 10) }),
  'inetutils-telnet': () => of(missing('telnet', { size: 130_000 })),
  traceroute: () => of(room('net', 'traceroute', { size: 77_000 })),
  'man-db': () =>
    of(room('editors', 'man', { size: 120_000 }), {
      triggers: 'interest-noawait /usr/share/man',
      scripts: { postinst: `if [ "$1" = configure ]; then\n${debconf}echo 'Building database of manual pages ...'\nfi\n` },
    }),
  'gcc-12': () => of(missing('gcc-12', { size: 1_100_000 })),
  gcc: () => of({ '/usr/bin/gcc': symlink('gcc-12') }),
  'g++': () => of(missing('g++')),
  make: () => of(missing('make', { size: 239_000 })),
  cowsay: () => of({ '/usr/games/cowsay': file(text.cowsay, 0o755), '/usr/games/cowthink': symlink('cowsay') }),
  'fortune-mod': () => of(missing('fortune', { folder: '/usr/games' })),
  figlet: () => of(missing('figlet')),
  sl: () => of(missing('sl', { folder: '/usr/games' })),
  file: () => of(room('coreutils', 'file', { size: 27_000 })),
  bc: () => of(missing('bc dc')),
  unzip: () => of(missing('unzip')),
  zip: () => of(missing('zip')),
  rsync: () => of(missing('rsync')),
  screen: () => of(missing('screen')),
  tmux: () => of(missing('tmux')),
  cron: () => of(missing('crontab')),
  'bridge-utils': () => of(room('net', 'brctl', { folder: sbin })),
  conntrack: () => of(room('net', 'conntrack', { folder: sbin })),
  iptables: () =>
    of(room('net', 'iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore', { folder: sbin, size: 99_000 })),
  kmod: () => of(room('util-linux', 'lsmod modprobe', { folder: sbin, size: 170_000 })),
  'apt-utils': () => of(missing('apt-extracttemplates apt-ftparchive apt-sortpkgs')),
  systemd: (version) =>
    of({
      ...room('system', 'systemctl journalctl', { build: { version }, size: 700_000 }),
      '/usr/lib/systemd/systemd': executable('system/systemd', 1_804_416, { version }),
      '/usr/lib/systemd/systemd-journald': executable('system/journald', 178_000, { version }),
    }),
  runc: () => of({ '/usr/sbin/runc': executable('docker/runc', 8_500_000, { version: '1.1.5' }) }),
  tini: () => of({ '/usr/bin/docker-init': executable('docker/init', 23_000) }),
  containerd: () =>
    of(
      {
        '/usr/bin/containerd': executable('docker/containerd', 45_000_000, { version: '1.6.20' }),
        '/usr/bin/containerd-shim-runc-v2': executable('docker/shim', 9_000_000, { version: '1.6.20' }),
        ...missing('ctr', { size: 23_000_000 }),
        '/usr/lib/systemd/system/containerd.service': containerdService,
      },
      { scripts: serviceScripts('containerd.service') },
    ),
  'docker.io': () =>
    of(
      {
        '/usr/bin/docker': executable('docker/docker', 38_000_000, { version: '20.10.24', commit: '297e128' }),
        '/usr/sbin/dockerd': executable('docker/dockerd', 62_000_000, { version: '20.10.24', commit: '5d6db84' }),
        '/usr/sbin/docker-proxy': executable('docker/proxy', 1_900_000, { version: '20.10.24' }),
        '/usr/lib/systemd/system/docker.service': dockerService.replace('/usr/bin/dockerd', '/usr/sbin/dockerd'),
        '/usr/lib/systemd/system/docker.socket': dockerSocket,
      },
      { scripts: serviceScripts('docker.service', { before: text.dockerGroup }) },
    ),
  'libc-bin': () => of({}, { triggers: 'interest-noawait ldconfig' }),
}

/** What a package with questions does first of all when it is configured. */
const debconf = 'if [ "$1" = configure ] && [ -x /usr/share/debconf/frontend ]; then /usr/share/debconf/frontend "$0"; fi\n'

const caCertificates = (pem: string): DebContents =>
  of(
    {
      '/usr/share/ca-certificates/mozilla/Cais_Public_Root_CA.crt': pem,
      '/usr/sbin/update-ca-certificates': file(text.updateCaCertificates, 0o755),
      '/etc/ca-certificates/update.d': directory(),
      '/usr/local/share/ca-certificates': directory(),
      '/etc/ssl/certs': directory(),
    },
    {
      triggers: 'interest-noawait update-ca-certificates\nactivate-noawait update-ca-certificates',
      scripts: {
        postinst: `case "$1" in\nconfigure)\n${debconf}update-ca-certificates --hooksdir ''\n;;\ntriggered)\nupdate-ca-certificates\n;;\nesac\n`,
        postrm: 'if [ "$1" = purge ]; then rm -f /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/*.pem; fi\n',
      },
    },
  )
