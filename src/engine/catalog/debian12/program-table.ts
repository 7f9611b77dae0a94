/** What people ask for on Debian 12, beside libraries. */
export const programTable = `
apt-utils|2.6.1|1012|309480|important admin|package management related utility programs|D=apt (= 2.6.1), libapt-pkg6.0 (>= 2.6.1), libc6 (>= 2.34), libdb5.3, libgcc-s1 (>= 3.0), libstdc++6 (>= 11)|src=apt
apt-transport-https|2.6.1|35|25208|all foreign oldlibs|transitional package for https support|D=apt (>= 1.5~alpha4)|src=apt
ca-certificates|20230311|383|153176|all foreign misc|Common CA certificates|D=openssl (>= 1.1.1), debconf (>= 0.5) | debconf-2.0
openssl|3.0.11-1~deb12u2|2268|1419152|foreign|Secure Sockets Layer toolkit - cryptographic utility|D=libc6 (>= 2.34), libssl3 (>= 3.0.9)|S=ca-certificates
curl|7.88.1-10+deb12u5|500|315404|foreign web|command line tool for transferring data with URL syntax|D=libc6 (>= 2.34), libcurl4 (= 7.88.1-10+deb12u5), zlib1g (>= 1:1.1.4)
wget|1.21.3-1+b2|3604|984116|foreign standard web|retrieves files from the web|D=libc6 (>= 2.34), libgnutls30 (>= 3.7.3), libidn2-0 (>= 2.0.0), libnettle8, libpcre2-8-0 (>= 10.32), libpsl5 (>= 0.16.0), libuuid1 (>= 2.16), zlib1g (>= 1:1.1.4)|R=ca-certificates
vim|2:9.0.1378-2|3725|1567180|editors|Vi IMproved - enhanced vi editor|D=vim-common (= 2:9.0.1378-2), vim-runtime (= 2:9.0.1378-2), libacl1 (>= 2.2.23), libc6 (>= 2.36), libgpm2 (>= 1.20.7), libselinux1 (>= 3.1~), libsodium23 (>= 1.0.14), libtinfo6 (>= 6)|S=ctags, vim-doc, vim-scripts|P=editor
vim-tiny|2:9.0.1378-2|1659|719652|important editors|Vi IMproved - enhanced vi editor - compact version|D=vim-common (= 2:9.0.1378-2), libacl1 (>= 2.2.23), libc6 (>= 2.34), libselinux1 (>= 3.1~), libtinfo6 (>= 6)|S=indent|P=editor|src=vim
nano|7.2-1|2853|688484|important editors|small, friendly text editor inspired by Pico|D=libc6 (>= 2.34), libncursesw6 (>= 6), libtinfo6 (>= 6)|S=hunspell|P=editor
less|590-2.1~deb12u2|318|131844|foreign standard text|pager program similar to more|D=libc6 (>= 2.34), libtinfo6 (>= 6)
git|1:2.39.2-1.1|46380|7171420|foreign vcs|fast, scalable, distributed revision control system|D=libc6 (>= 2.34), libcurl3-gnutls (>= 7.56.1), libexpat1 (>= 2.0.1), libpcre2-8-0 (>= 10.34), zlib1g (>= 1:1.2.2), perl, liberror-perl, git-man (>> 1:2.39.2), git-man (<< 1:2.39.2-.)|R=ca-certificates, patch, less, ssh-client|S=gettext-base, git-daemon-run | git-daemon-sysvinit, git-doc, git-email, git-gui, gitk, gitweb, git-cvs, git-mediawiki, git-svn
iputils-ping|3:20221126-1|121|47524|foreign important net|Tools to test the reachability of network hosts|D=libcap2-bin, libc6 (>= 2.34), libcap2 (>= 1:2.10), libidn2-0 (>= 2.0.0)|P=ping|src=iputils
net-tools|2.10-0.1|989|243828|foreign net|NET-3 networking toolkit|D=libc6 (>= 2.34), libselinux1 (>= 3.1~)
bind9-dnsutils|1:9.18.24-1|741|402748|standard net|Clients provided with BIND 9|D=bind9-host | host, bind9-libs (= 1:9.18.24-1), libc6 (>= 2.34), libedit2 (>= 2.11-20080614-0), libidn2-0 (>= 2.0.0), libkrb5-3 (>= 1.6.dfsg.2)|P=dnsutils|src=bind9
dnsutils|1:9.18.24-1|273|260024|all net|Transitional package for bind9-dnsutils|D=bind9-dnsutils|src=bind9
procps|2:4.0.2-3|2347|709664|foreign important admin|/proc file system utilities|D=libc6 (>= 2.34), libncursesw6 (>= 6), libproc2-0 (>= 2:4.0.2), libtinfo6 (>= 6), init-system-helpers (>= 1.29~)|R=psmisc
htop|3.2.2-2|387|151956|foreign|interactive processes viewer|D=libc6 (>= 2.34), libncursesw6 (>= 6), libnl-3-200 (>= 3.2.7), libnl-genl-3-200 (>= 3.2.7), libtinfo6 (>= 6)|S=lm-sensors, lsof, strace
tree|2.1.0-1|119|52456|foreign|displays an indented directory tree, in color|D=libc6 (>= 2.34)
jq|1.6-2.1|109|64900|foreign|lightweight and flexible command-line JSON processor|D=libjq1 (= 1.6-2.1), libc6 (>= 2.34)
gnupg|2.2.40-1.1|885|846412|all foreign|GNU privacy guard - a free PGP replacement|D=dirmngr (<< 2.2.40-1.1.1~), dirmngr (>= 2.2.40-1.1), gnupg-l10n (= 2.2.40-1.1), gnupg-utils (>= 2.2.40-1.1), gpg (>= 2.2.40-1.1), gpg-agent (>= 2.2.40-1.1)|S=parcimonie, xloadimage|src=gnupg2
lsb-release|12.0-1|32|6392|all foreign|Linux Standard Base version reporting utility (minimal implementation)|src=lsb-release-minimal
software-properties-common|0.99.30-4.1~deb12u1|155|65484|all admin|manage the repositories that you install software from (common)|D=gpg, ca-certificates, python3, python3-software-properties (= 0.99.30-4.1~deb12u1)|src=software-properties
nginx|1.22.1-9|1320|527428|foreign httpd|small, powerful, scalable web/proxy server|D=libc6 (>= 2.34), libcrypt1 (>= 1:4.1.0), libpcre2-8-0 (>= 10.22), libssl3 (>= 3.0.0), zlib1g (>= 1:1.1.4), nginx-common (<< 1.22.1-9.1~), nginx-common (>= 1.22.1-9)|P=httpd, httpd-cgi, nginx-core
apache2|2.4.59-1~deb12u1|589|219732|httpd|Apache HTTP Server|X=init-system-helpers (>= 1.54~)|D=apache2-bin (= 2.4.59-1~deb12u1), apache2-data (= 2.4.59-1~deb12u1), apache2-utils (= 2.4.59-1~deb12u1), media-types, perl:any, procps|R=ssl-cert|S=apache2-doc, apache2-suexec-pristine | apache2-suexec-custom, www-browser|P=httpd, httpd-cgi
redis-server|5:7.0.15-1~deb12u1|205|72620|foreign database|Persistent key-value database with network interface|D=adduser, lsb-base, redis-tools (= 5:7.0.15-1~deb12u1)|src=redis
postgresql-client|15+248|69|10120|all database|front-end programs for PostgreSQL (supported version)|D=postgresql-client-15|src=postgresql-common
default-mysql-client|1.1.0|12|2876|all database|MySQL database client binaries (metapackage)|D=mariadb-client|P=virtual-mysql-client|src=mysql-defaults
python3|3.11.2-1+b1|80|26268|allowed python|interactive high-level object-oriented language (default python3 version)|X=python3-minimal (= 3.11.2-1+b1)|D=python3.11 (>= 3.11.2-1~), libpython3-stdlib (= 3.11.2-1+b1)|S=python3-doc (>= 3.11.2-1+b1), python3-tk (>= 3.11.2-1~), python3-venv (>= 3.11.2-1+b1)|src=python3-defaults
python3-pip|23.0.1+dfsg-1|7015|1325452|all python|Python package installer|D=ca-certificates, python3-distutils, python3-setuptools, python3-wheel, python3:any|R=build-essential, python3-dev (>= 3.2)|src=python-pip
nodejs|18.19.0+dfsg-6~deb12u1|2044|320324|foreign javascript|evented I/O for V8 javascript - runtime executable|D=libc6 (>= 2.34), libnode108 (= 18.19.0+dfsg-6~deb12u1)|R=ca-certificates|S=npm
npm|9.2.0~ds1-1|3032|646248|all foreign javascript|package manager for Node.js|D=nodejs:any (>= 10), ca-certificates|R=git, build-essential, python3
openssh-client|1:9.2p1-2+deb12u2|5778|991884|foreign standard net|secure shell (SSH) client, for secure access to remote machines|D=adduser, passwd, libc6 (>= 2.36), libedit2 (>= 2.11-20080614-0), libfido2-1 (>= 1.8.0), libgssapi-krb5-2 (>= 1.17), libselinux1 (>= 3.1~), libssl3 (>= 3.0.11), zlib1g (>= 1:1.1.4)|S=keychain, libpam-ssh, monkeysphere, ssh-askpass|P=ssh-client|src=openssh
openssh-server|1:9.2p1-2+deb12u2|1745|456692|foreign net|secure shell (SSH) server, for secure access from remote machines|X=init-system-helpers (>= 1.54~)|D=adduser, libpam-modules, libpam-runtime, lsb-base, openssh-client (= 1:9.2p1-2+deb12u2), openssh-sftp-server, procps, ucf, debconf (>= 0.5) | debconf-2.0, libaudit1 (>= 1:2.2.1), libc6 (>= 2.36), libcom-err2 (>= 1.43.9), libcrypt1 (>= 1:4.1.0), libgssapi-krb5-2 (>= 1.17), libkrb5-3 (>= 1.13~alpha1+dfsg), libpam0g (>= 0.99.7.1), libselinux1 (>= 3.1~), libssl3 (>= 3.0.11), libwrap0 (>= 7.6-4~), zlib1g (>= 1:1.1.4)|S=molly-guard, monkeysphere, ssh-askpass, ufw|P=ssh-server|src=openssh
sudo|1.9.13p3-1+deb12u1|6197|1889144|foreign admin|Provide limited super user privileges to specific users|D=libaudit1 (>= 1:2.2.1), libc6 (>= 2.34), libpam0g (>= 0.99.7.1), libselinux1 (>= 3.1~), zlib1g (>= 1:1.2.0.2), libpam-modules
tcpdump|4.99.3-1|1363|475664|foreign net|command-line network traffic analyzer|D=libc6 (>= 2.34), libpcap0.8 (>= 1.9.1), libssl3 (>= 3.0.0), adduser|S=apparmor
strace|6.1-0.1|2197|1268236|foreign|System call tracer|D=libc6 (>= 2.34), libunwind8
lsof|4.95.0-1|482|318328|foreign standard|utility to list open files|D=libc6 (>= 2.34), libtirpc3 (>= 1.0.2)
stress|1.0.7-1|54|18888|devel|tool to impose load on and stress test a computer system|D=libc6 (>= 2.34)
stress-ng|0.15.06-2|4650|1943100|devel|tool to load and stress a computer|D=libc6 (>= 2.34), zlib1g (>= 1:1.1.4)
netcat-openbsd|1.219-1|111|41536|foreign important net|TCP/IP swiss army knife|D=libbsd0 (>= 0.2.0), libc6 (>= 2.34)|P=netcat
netcat-traditional|1.10-47|138|66608|important net|TCP/IP swiss army knife|D=libc6 (>= 2.34)|P=netcat
telnet|0.17+2.4-2|42|37800|all oldlibs|transitional dummy package for inetutils-telnet default switch|D=inetutils-telnet|src=inetutils
inetutils-telnet|2:2.4-2+deb12u1|279|118840|net|telnet client|D=libc6 (>= 2.34), libreadline8 (>= 6.0), libtinfo6 (>= 6)|P=telnet-client|src=inetutils
traceroute|1:2.1.2-1|148|56972|important net|Traces the route taken by packets over an IPv4/IPv6 network|D=libc6 (>= 2.34)
man-db|2.11.2-2|3034|1386476|foreign standard doc|tools for reading manual pages|D=groff-base (>= 1.18.1.1-15), bsdextrautils, debconf (>= 1.2.0) | debconf-2.0, libc6 (>= 2.34), libgdbm6 (>= 1.16), libpipeline1 (>= 1.5.7), zlib1g (>= 1:1.1.4)|S=apparmor, groff, less, www-browser
build-essential|12.9|20|7704|devel|Informational list of build-essential packages|D=libc6-dev | libc-dev, gcc (>= 4:10.2), g++ (>= 4:10.2), make, dpkg-dev (>= 1.17.11)
cowsay|3.03+dfsg2-8|93|21400|all foreign games|configurable talking cow|D=perl:any|S=filters, cowsay-off
fortune-mod|1:1.99.1-7.3|69|43516|games|provides fortune cookies on demand|D=libc6 (>= 2.34), librecode0 (>= 3.6)|R=fortunes-min | fortune-cookie-db|S=fortunes, x11-utils, bsdmainutils
fortune|1:1.99.1-7.3|20|9000|all games|transitional package for fortune-mod|D=fortune-mod|src=fortune-mod
figlet|2.2.5-3+b1|752|136204|text|Make large character ASCII banners out of ordinary text|D=libc6 (>= 2.34)
sl|5.02-1+b1|59|14600|games|Correct you if you type 'sl' by mistake|D=libc6 (>= 2.34), libncurses6 (>= 6), libtinfo6 (>= 6)
file|1:5.44-3|124|42588|foreign standard|Recognize the type of data in a file using "magic" numbers|D=libc6 (>= 2.34)
bc|1.07.1-3+b1|220|108608|foreign math|GNU bc arbitrary precision calculator language|D=libc6 (>= 2.34), libreadline8 (>= 6.0)
unzip|6.0-28|392|166096|foreign|De-archiver for .zip files|D=libbz2-1.0, libc6 (>= 2.34)
zip|3.0-13|627|230528|foreign|Archiver for .zip files|D=libbz2-1.0, libc6 (>= 2.34)
rsync|3.2.7-1|768|416776|net|fast, versatile, remote (and local) file-copying tool|D=libacl1 (>= 2.2.23), libc6 (>= 2.34), libssl3 (>= 3.0.0), zlib1g (>= 1:1.1.4)
screen|4.9.0-4|1009|609000|misc|terminal multiplexer with VT100/ANSI terminal emulation|D=libc6 (>= 2.34), libtinfo6 (>= 6)
tmux|3.3a-3|1132|454676|foreign admin|terminal multiplexer|D=libc6 (>= 2.34), libtinfo6 (>= 6)
bash-completion|1:2.11-6|1464|234176|all foreign standard shells|programmable completion for the bash shell
cron|3.0pl1-162|256|72488|foreign important admin|process scheduling daemon|D=libc6 (>= 2.34), libpam0g (>= 0.99.7.1), libselinux1 (>= 3.1~), debianutils (>= 1.7), adduser, libpam-runtime
bridge-utils|1.7.1-1|111|38208|net|Utilities for configuring the Linux Ethernet bridge|D=libc6 (>= 2.34)
conntrack|1:1.4.7-1+b2|106|36500|net|Program to modify the conntrack tables|D=libc6 (>= 2.34), libmnl0 (>= 1.0.3-4~), libnetfilter-conntrack3 (>= 1.0.9)|src=conntrack-tools
iptables|1.8.9-2|2610|359820|foreign net|administration tools for packet filtering and NAT|D=libip4tc2 (= 1.8.9-2), libip6tc2 (= 1.8.9-2), libxtables12 (= 1.8.9-2), netbase (>= 6.0), libc6 (>= 2.34), libmnl0 (>= 1.0.3-4~), libnetfilter-conntrack3 (>= 1.0.6), libnfnetlink0, libnftnl11 (>= 1.1.6)|S=firewalld, kmod
netbase|6.4|41|12752|all important admin|Basic TCP/IP networking system
kmod|30+20221128-1|248|92880|foreign important admin|tools for managing Linux kernel modules|D=libc6 (>= 2.34), libkmod2 (= 30+20221128-1), libzstd1 (>= 1.5.2)
libkmod2|30+20221128-1|158|57908|same libs|libkmod shared library|D=libc6 (>= 2.34), liblzma5 (>= 5.1.1alpha+20120614), libssl3 (>= 3.0.0), libzstd1 (>= 1.5.2)|src=kmod
systemd|252.22-1~deb12u1|9870|3026432|foreign important admin|system and service manager|D=libc6 (>= 2.34), libsystemd0 (= 252.22-1~deb12u1), mount, util-linux|R=dbus
systemd-sysv|252.22-1~deb12u1|129|42368|foreign important admin|system and service manager - SysV links|X=systemd|src=systemd|C=sysvinit-core
ifupdown|0.8.41|228|87596|foreign important admin|high level tools to configure network interfaces|D=adduser (>= 3.59), libc6 (>= 2.34), iproute2
docker.io|20.10.24+dfsg1-1+b3|148050|36190532|admin|Linux container runtime|D=adduser, containerd (>= 1.4~), iptables, debconf (>= 0.5) | debconf-2.0, libc6 (>= 2.34), libsystemd0 (>= 209~), runc (>= 1.0.0~rc8~), tini, init-system-helpers (>= 1.51)|R=apparmor, ca-certificates, git, needrestart, xz-utils|S=btrfs-progs, cgroupfs-mount, debootstrap, docker-doc, rinse, xfsprogs, zfs-fuse | zfsutils-linux
`
