import type { RpmSpec } from '../rpm/package.ts'

/**
 * Packages of a minimal CentOS 7.9 whose files the lab does not model one by one: name, version, installed and package size in KiB, summary.
 * Sizes and versions are those of the 2009 release.
 */
const release = `
audit-libs|2.8.5-4.el7|251|102|Dynamic library for libaudit
acl|2.2.51-15.el7|196|81|Access control list utilities
basesystem|10.0-7.el7.centos|0|5|The skeleton package which defines a simple CentOS Linux system
bind-export-libs|32:9.11.4-26.P2.el7|3105|1126|ISC libs for DHCP application
ca-certificates|2020.2.41-70.0.el7_8|970|382|The Mozilla CA root certificate bundle
chkconfig|1.7.6-1.el7|766|182|A system tool for maintaining the /etc/rc*.d hierarchy
cronie|1.4.11-23.el7|214|92|Cron daemon for executing programs at set times
cryptsetup-libs|2.0.3-6.el7|1218|339|Cryptsetup shared library
curl|7.29.0-59.el7|527|271|A utility for getting files from remote servers (FTP, HTTP, and others)
dbus|1:1.10.24-15.el7|572|245|D-BUS message bus
device-mapper|7:1.02.170-6.el7|322|297|Device mapper utility
dhclient|12:4.2.5-82.el7.centos|601|286|Provides the ISC DHCP client daemon and dhclient-script
dracut|033-572.el7|891|329|Initramfs generator using udev
e2fsprogs|1.42.9-19.el7|3127|701|Utilities for managing ext2, ext3, and ext4 filesystems
elfutils-libs|0.176-5.el7|824|291|Libraries to handle compiled objects
ethtool|2:4.8-10.el7|448|127|Settings tool for Ethernet NICs
expat|2.1.0-12.el7|205|81|An XML parser library
filesystem|3.2-25.el7|0|1055|The basic directory layout for a Linux system
firewalld-filesystem|0.6.3-11.el7|0|51|Firewalld directory layout and rpm macros
gawk|4.0.2-4.el7_3.1|2434|874|The GNU version of the awk text processing utility
glib2|2.56.1-7.el7|12098|2527|A library of handy utility functions
glibc|2.17-317.el7|14088|3686|The GNU libc libraries
glibc-common|2.17-317.el7|118122|11776|Common binaries and locale data for glibc
gmp|1:6.0.0-15.el7|651|281|A GNU arbitrary precision library
gnupg2|2.0.22-5.el7_5|6474|1536|Utility for secure communication and data storage
grub2|1:2.02-0.86.el7.centos|0|33|Bootloader with support for Linux, Multiboot and more
gzip|1.5-10.el7|243|130|The GNU data compression program
initscripts|9.49.53-1.el7|1526|440|The inittab file and the /etc/init.d scripts
iptables|1.4.21-35.el7|1542|432|Tools for managing Linux kernel packet filtering capabilities
kbd|1.15.5-15.el7|1242|348|Tools for configuring the console
kernel|3.10.0-1160.el7|63956|51507|The Linux kernel
kmod|20-28.el7|243|123|Linux kernel module management utilities
krb5-libs|1.15.1-50.el7|2203|810|The non-admin shared libraries used by Kerberos 5
libcap|2.22-11.el7|111|47|Library for getting and setting POSIX.1e capabilities
libcgroup|0.41-21.el7|135|66|Library to control and monitor control groups
libcurl|7.29.0-59.el7|435|223|A library for getting files from web servers
libgcc|4.8.5-44.el7|182|103|GCC version 4.8 shared support library
libgcrypt|1.5.3-14.el7|597|263|A general-purpose cryptography library
libselinux|2.5-15.el7|217|162|SELinux library and simple utilities
libseccomp|2.3.1-4.el7|297|56|Enhanced seccomp library
libstdc++|4.8.5-44.el7|1019|306|GNU Standard C++ Library
libxml2|2.9.1-6.el7.5|1743|668|Library providing XML and HTML support
linux-firmware|20200421-79.git78c0348.el7|245148|82432|Firmware files used by the Linux kernel
lua|5.1.4-15.el7|637|201|Powerful light-weight programming language
lvm2|7:2.02.187-6.el7|3121|1331|Userland logical volume management tools
lz4|1.8.3-1.el7|353|85|Extremely fast compression algorithm
ncurses-libs|5.9-14.20130511.el7_4|1034|316|Ncurses libraries
nspr|4.21.0-1.el7|280|127|Netscape Portable Runtime
nss|3.44.0-7.el7_7|2412|854|Network Security Services
openldap|2.4.44-22.el7|1037|356|LDAP support libraries
openssl-libs|1:1.0.2k-19.el7|3195|1229|A general purpose cryptography library with TLS implementation
pam|1.1.8-23.el7|2580|721|An extensible library which provides authentication for applications
pcre|8.32-17.el7|1443|422|Perl-compatible regular expression library
plymouth|0.8.9-0.34.20140113.el7.centos|255|116|Graphical Boot Animation and Logger
policycoreutils|2.5-34.el7|5177|917|SELinux policy core utilities
polkit|0.112-26.el7|582|170|An authorization framework
popt|1.13-16.el7|88|42|C library for parsing command line parameters
python-libs|2.7.5-89.el7|24715|5837|Runtime libraries for Python
readline|6.2-11.el7|460|193|A library for editing typed command lines
rsyslog|8.24.0-55.el7|1927|621|Enhanced system logging and kernel message trapping daemon
selinux-policy|3.13.1-268.el7|0|497|SELinux policy configuration
selinux-policy-targeted|3.13.1-268.el7|20103|7170|SELinux targeted base policy
setup|2.8.71-11.el7|696|166|A set of system configuration and setup files
systemd-libs|219-78.el7|1249|418|systemd libraries
tuned|2.11.0-9.el7|894|268|A dynamic adaptive system tuning daemon
tzdata|2020a-1.el7|1918|495|Timezone data
xfsprogs|4.5.0-22.el7|3448|897|Utilities for managing the XFS filesystem
xz|5.2.2-1.el7|797|229|LZMA compression utilities
zlib|1.2.7-18.el7|183|90|The compression and decompression library
`

/** What the updates repository holds in June 2024 for them, and the same sizes again where they hardly changed. */
const updates = `
bind-export-libs|32:9.11.4-26.P2.el7_9.15|3105|1126|ISC libs for DHCP application
ca-certificates|2023.2.60_v7.0.306-72.el7_9|925|923|The Mozilla CA root certificate bundle
curl|7.29.0-59.el7_9.2|527|271|A utility for getting files from remote servers (FTP, HTTP, and others)
device-mapper|7:1.02.170-6.el7_9.5|322|297|Device mapper utility
dhclient|12:4.2.5-83.el7.centos.2|601|286|Provides the ISC DHCP client daemon and dhclient-script
expat|2.1.0-15.el7_9|205|83|An XML parser library
glib2|2.56.1-9.el7_9|12098|2527|A library of handy utility functions
glibc|2.17-326.el7_9.3|14088|3686|The GNU libc libraries
glibc-common|2.17-326.el7_9.3|118122|11776|Common binaries and locale data for glibc
gzip|1.5-11.el7_9|243|130|The GNU data compression program
kernel|3.10.0-1160.119.1.el7|66355|53248|The Linux kernel
krb5-libs|1.15.1-55.el7_9|2203|810|The non-admin shared libraries used by Kerberos 5
libcurl|7.29.0-59.el7_9.2|435|223|A library for getting files from web servers
libxml2|2.9.1-6.el7_9.6|1743|668|Library providing XML and HTML support
linux-firmware|20200421-83.git78c0348.el7_9|245148|82432|Firmware files used by the Linux kernel
nss|3.90.0-2.el7_9|2412|906|Network Security Services
openldap|2.4.44-25.el7_9|1037|356|LDAP support libraries
openssl-libs|1:1.0.2k-26.el7_9|3195|1229|A general purpose cryptography library with TLS implementation
polkit|0.112-26.el7_9.1|582|170|An authorization framework
python-libs|2.7.5-94.el7_9|24715|5837|Runtime libraries for Python
rsyslog|8.24.0-57.el7_9.3|1927|622|Enhanced system logging and kernel message trapping daemon
selinux-policy|3.13.1-268.el7_9.2|0|498|SELinux policy configuration
selinux-policy-targeted|3.13.1-268.el7_9.2|20103|7170|SELinux targeted base policy
systemd-libs|219-78.el7_9.9|1249|419|systemd libraries
tzdata|2024a-1.el7|1918|501|Timezone data
xz|5.2.2-2.el7_9|797|229|LZMA compression utilities
zlib|1.2.7-21.el7_9|183|90|The compression and decompression library
`

/** Packages one can add that the lab does not model further: needed by others. */
const extra = `
audit|2.8.5-4.el7|808|256|User space tools for kernel auditing
audit-libs-python|2.8.5-4.el7|304|76|Python bindings for libaudit
checkpolicy|2.5-8.el7|1229|295|SELinux policy compiler
libsemanage-python|2.5-14.el7|441|113|semanage python bindings for libsemanage
python-IPy|0.75-6.el7|119|32|Python module for handling IPv4 and IPv6 Addresses and Networks
setools-libs|3.3.8-4.el7|2028|620|Policy analysis support libraries for SELinux
policycoreutils-python|2.5-34.el7|1331|457|SELinux policy core python utilities
libxml2-python|2.9.1-6.el7_9.6|1365|247|Python bindings for the libxml2 library
python-chardet|2.2.1-3.el7|1154|227|Character encoding auto-detection in Python
python-kitchen|1.1.1-5.el7|1395|267|Small, useful pieces of code to make python coding easier
`

const requiresOf: Readonly<Record<string, readonly string[]>> = {
  'policycoreutils-python': ['audit-libs-python', 'checkpolicy', 'libcgroup', 'libsemanage-python', 'python-IPy', 'setools-libs'],
  'python-kitchen': ['python-chardet'],
  libcurl: ['nss'],
  curl: ['libcurl'],
  'glibc-common': ['glibc'],
}

const builtIn: Readonly<Record<string, string>> = { release: '2020-10-01', updates: '2024-05-14', extra: '2020-04-02' }

const noarch = new Set([
  'basesystem',
  'ca-certificates',
  'firewalld-filesystem',
  'linux-firmware',
  'selinux-policy',
  'selinux-policy-targeted',
  'setup',
  'tuned',
  'tzdata',
  'python-IPy',
  'python-chardet',
  'python-kitchen',
])

const parse = (text: string, era: 'release' | 'updates' | 'extra'): readonly RpmSpec[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', evr = '', installed = '0', archive = '0', summary = ''] = line.split('|')
      return {
        name,
        evr,
        arch: noarch.has(name) ? ('noarch' as const) : ('x86_64' as const),
        summary,
        installedBytes: Number(installed) * 1024,
        archiveBytes: Number(archive) * 1024,
        built: builtIn[era] as string,
        requires: requiresOf[name] ?? [],
      }
    })

export const listedRelease = parse(release, 'release')
export const listedUpdates = parse(updates, 'updates')
export const listedExtra = parse(extra, 'extra')
