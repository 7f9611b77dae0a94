import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { keyText } from '../../linux/programs/rpm/keyring.ts'
import { centosKey } from './vendor.ts'

const repository = (id: string, title: string, path: string): string => `#${id === 'base' ? '' : ` ${title.toLowerCase()}`}
[${id}]
name=CentOS-$releasever - ${title}
mirrorlist=http://mirrorlist.centos.org/?release=$releasever&arch=$basearch&repo=${path}&infra=$infra
#baseurl=http://mirror.centos.org/centos/$releasever/${path}/$basearch/
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-7
`

/** Files of centos-release. */
export const release: Readonly<Record<string, TreeEntry>> = {
  '/etc/centos-release': 'CentOS Linux release 7.9.2009 (Core)\n',
  '/etc/redhat-release': symlink('centos-release'),
  '/etc/system-release': symlink('centos-release'),
  '/etc/os-release': `NAME="CentOS Linux"
VERSION="7 (Core)"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="7"
PRETTY_NAME="CentOS Linux 7 (Core)"
ANSI_COLOR="0;31"
CPE_NAME="cpe:/o:centos:centos:7"
HOME_URL="https://www.centos.org/"
BUG_REPORT_URL="https://bugs.centos.org/"

CENTOS_MANTISBT_PROJECT="CentOS-7"
CENTOS_MANTISBT_PROJECT_VERSION="7"
REDHAT_SUPPORT_PRODUCT="centos"
REDHAT_SUPPORT_PRODUCT_VERSION="7"

`,
  '/etc/issue': '\\S\nKernel \\r on an \\m\n\n',
  '/etc/yum.repos.d/CentOS-Base.repo': [
    repository('base', 'Base', 'os'),
    repository('updates', 'Updates', 'updates'),
    repository('extras', 'Extras', 'extras'),
  ].join('\n'),
  '/etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-7': keyText(centosKey, 'mQINBFOn/0sBEADLDyZ+DQHkcTHDQSE0a0B2iYAEXwpPvs67cJ4tmhe/iMOyVMh9'),
}

export const yum: Readonly<Record<string, TreeEntry>> = {
  '/etc/yum.conf': `[main]
cachedir=/var/cache/yum/$basearch/$releasever
keepcache=0
debuglevel=2
logfile=/var/log/yum.log
exactarch=1
obsoletes=1
gpgcheck=1
plugins=1
installonly_limit=5
distroverpkg=centos-release
`,
}

const bashrc = `# .bashrc

# User specific aliases and functions

`

/** Start-up files of bash with root's and new users' copies. */
export const shellStartup: Readonly<Record<string, TreeEntry>> = {
  '/etc/profile': `# /etc/profile

# System wide environment and startup programs, for login setup

HISTSIZE=1000
if [ "$HISTCONTROL" = "ignorespace" ] ; then
    export HISTCONTROL=ignoreboth
else
    export HISTCONTROL=ignoredups
fi

HOSTNAME=\`/usr/bin/hostname 2>/dev/null\`
export PATH USER LOGNAME MAIL HOSTNAME HISTSIZE HISTCONTROL

if [ "$(/usr/bin/id -u)" -gt 199 ] ; then
    umask 002
else
    umask 022
fi

for i in /etc/profile.d/*.sh ; do
    if [ -r "$i" ]; then
        . "$i" >/dev/null
    fi
done
unset i

if [ -n "\${BASH_VERSION-}" ] ; then
    if [ -f /etc/bashrc ] ; then
        . /etc/bashrc
    fi
fi
`,
  '/etc/bashrc': `# /etc/bashrc

if [ "$PS1" ]; then
  [ "$PS1" = "\\\\s-\\\\v\\\\\\$ " ] && PS1="[\\u@\\h \\W]\\\\$ "
  shopt -s checkwinsize
fi
if [ -r /usr/share/bash-completion/completions/docker ]; then
  . /usr/share/bash-completion/completions/docker
fi
`,
  '/etc/profile.d/colorls.sh': `alias ll='ls -l --color=auto' 2>/dev/null
alias l.='ls -d .* --color=auto' 2>/dev/null
alias ls='ls --color=auto' 2>/dev/null
`,
  '/etc/profile.d/colorgrep.sh': `alias grep='grep --color=auto' 2>/dev/null
alias egrep='egrep --color=auto' 2>/dev/null
alias fgrep='fgrep --color=auto' 2>/dev/null
`,
  '/etc/profile.d/lang.sh': '. /etc/locale.conf 2>/dev/null\nexport LANG\n',
  '/etc/profile.d/less.sh': 'export LESSOPEN="${LESSOPEN-||/usr/bin/lesspipe.sh %s}"\n',
  '/root/.bashrc': `# .bashrc

# User specific aliases and functions

alias rm='rm -i'
alias cp='cp -i'
alias mv='mv -i'

# Source global definitions
if [ -f /etc/bashrc ]; then
	. /etc/bashrc
fi
`,
  '/root/.bash_profile': `# .bash_profile

# Get the aliases and functions
if [ -f ~/.bashrc ]; then
	. ~/.bashrc
fi

# User specific environment and startup programs

PATH=$PATH:$HOME/bin

export PATH
`,
  '/root/.bash_logout': '# ~/.bash_logout\n\n',
  '/etc/skel/.bashrc': `${bashrc}# Source global definitions
if [ -f /etc/bashrc ]; then
	. /etc/bashrc
fi
`,
  '/etc/skel/.bash_profile':
    '# .bash_profile\n\nif [ -f ~/.bashrc ]; then\n\t. ~/.bashrc\nfi\n\nPATH=$PATH:$HOME/.local/bin:$HOME/bin\n\nexport PATH\n',
  '/etc/skel/.bash_logout': '# ~/.bash_logout\n\n',
}

export const sudoers = `Defaults   !visiblepw
Defaults    always_set_home
Defaults    env_reset
Defaults    secure_path = /sbin:/bin:/usr/sbin:/usr/bin

root	ALL=(ALL) 	ALL
%wheel	ALL=(ALL)	ALL
`

export const sshdConfig = `Port 22
PermitRootLogin yes
PasswordAuthentication yes
`

export const sshdService = `[Unit]
Description=OpenSSH server daemon
Documentation=man:sshd(8) man:sshd_config(5)
After=network.target

[Service]
Type=simple
ExecStart=/usr/sbin/sshd -D
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
Restart=on-failure
RestartSec=42s

[Install]
WantedBy=multi-user.target
`

/** LSB networking of initscripts: addresses come from /etc/sysconfig/network-scripts. */
export const network: Readonly<Record<string, TreeEntry>> = {
  '/etc/sysconfig/network': '# Created by anaconda\n',
  '/usr/sbin/ifup': executable('net-scripts/ifup', 3_068),
  '/usr/sbin/ifdown': executable('net-scripts/ifdown', 1_654),
  '/usr/lib/systemd/system/network.service': `[Unit]
Description=LSB: Bring up/down networking
Before=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/ifup -a
ExecStop=/usr/sbin/ifdown -a

[Install]
WantedBy=multi-user.target
`,
  '/etc/sysctl.conf': file('# sysctl settings are defined through files in\n# /usr/lib/sysctl.d/, /run/sysctl.d/, and /etc/sysctl.d/.\n'),
}
