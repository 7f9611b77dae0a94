// What the builds of BusyBox 1.36.1 have: the names that `busybox --list` prints, modelled or not.

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean)

/** Alpine 3.20's package, without busybox-extras. */
const alpine =
  words(`[ [[ acpid add-shell addgroup adduser adjtimex arch arp arping ash awk base64 basename bbconfig bc beep blkdiscard blkid blockdev brctl
  bunzip2 bzcat bzip2 cal cat chattr chgrp chmod chown chpasswd chroot chvt cksum clear cmp comm cp cpio crond crontab cryptpw cut date dc dd deallocvt
  delgroup deluser depmod df diff dirname dmesg dnsdomainname dos2unix du dumpkmap echo egrep eject env ether-wake expand expr factor fallocate false
  fatattr fbset fbsplash fdflush fdisk fgrep find findfs flock fold free fsck fstrim fsync fuser getopt getty grep groups gunzip gzip halt hd head hexdump
  hostid hostname hwclock id ifconfig ifdown ifenslave ifup init inotifyd insmod install ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute
  iprule iptunnel kbd_mode kill killall killall5 klogd last less link linux32 linux64 ln loadfont loadkmap logger login logread losetup ls lsattr lsmod
  lsof lsusb lzcat lzma lzop lzopcat makemime md5sum mdev mesg microcom mkdir mkdosfs mkfifo mknod mkpasswd mkswap mktemp modinfo modprobe more mount
  mountpoint mpstat mv nameif nanddump nandwrite nbd-client nc netstat nice nl nmeter nohup nologin nproc nsenter nslookup ntpd od openvt partprobe passwd
  paste pgrep pidof ping ping6 pipe_progress pivot_root pkill pmap poweroff printenv printf ps pscan pstree pwd pwdx raidautorun rdate rdev readahead
  readlink realpath reboot reformime remove-shell renice reset resize rev rfkill rm rmdir rmmod route run-parts sed sendmail seq setconsole setfont
  setkeycodes setlogcons setpriv setserial setsid sh sha1sum sha256sum sha3sum sha512sum showkey shred shuf slattach sleep sort split stat strings stty su
  sum swapoff swapon switch_root sync sysctl syslogd tac tail tar tee test time timeout top touch tr traceroute traceroute6 tree true truncate tty ttysize
  tunctl udhcpc udhcpc6 umount uname unexpand uniq unix2dos unlink unlzma unlzop unshare unxz unzip uptime usleep uudecode uuencode vconfig vi vlock
  volname watch watchdog wc wget which who whoami whois xargs xxd xzcat yes zcat zcip`)

/** What a build with everything adds, as the busybox image has it. */
const everything = words(`ascii base32 bootchartd chat chpst chrt conspy cttyhack devmem dhcprelay dnsd dpkg dpkg-deb dumpleases ed envdir envuidgid
  expand fakeidentd fgconsole flash_eraseall flash_lock flash_unlock flashcp freeramdisk fsck.minix fsfreeze ftpd ftpget ftpput getfattr hdparm hexedit
  httpd hush i2cdetect i2cdump i2cget i2cset i2ctransfer inetd logname lpd lpq lpr lspci lsscsi lzop makedevs man mim minips mke2fs mkfs.ext2 mkfs.minix
  mkfs.reiser mkfs.vfat mt nologin nuke patch popmaildir powertop readprofile resume rpm rpm2cpio rtcwake run-init runlevel runsv runsvdir rx script
  scriptreplay seedrng setarch setfattr setuidgid sha1sum smemcap softlimit ssl_client start-stop-daemon sulogin sv svc svlogd svok tc taskset tcpsvd
  telnet telnetd tftp tftpd ts tsort ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udhcpd udpsvd uevent users vlock w wall xz`)

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))

/** Applets of a build: `variant=alpine`, or everything. */
export const appletNames = (variant: string | undefined): readonly string[] =>
  variant === 'alpine' ? sorted(alpine) : sorted([...alpine, ...everything])

const bin = new Set(
  words(`arch ash base64 bbconfig cat chattr chgrp chmod chown cp date dd df dmesg dnsdomainname dumpkmap echo egrep false fatattr fdflush fgrep fsync getopt
    grep gunzip gzip hostname ionice iostat ipcalc kbd_mode kill link linux32 linux64 ln login ls lsattr lzop makemime mkdir mknod mktemp more mount
    mountpoint mpstat mv netstat nice pidof ping ping6 pipe_progress printenv ps pwd reformime rev rm rmdir run-parts sed setpriv setserial sh sleep stat
    stty su sync tar touch true umount uname usleep watch zcat`),
)
const sbin = new Set(
  words(`acpid adjtimex arp blkid blockdev depmod fbsplash fdisk findfs fsck fstrim getty halt hwclock ifconfig ifdown ifenslave ifup init insmod ip ipaddr
    iplink ipneigh iproute iprule iptunnel klogd loadkmap logread losetup lsmod mdev mkdosfs mkswap modinfo modprobe nameif nologin pivot_root poweroff
    raidautorun reboot rmmod route setconsole slattach swapoff swapon switch_root sysctl syslogd tunctl udhcpc vconfig watchdog zcip`),
)
const usrSbin = new Set(
  words(`add-shell addgroup adduser arping brctl chpasswd chroot crond delgroup deluser ether-wake fbset killall5 loadfont nanddump nandwrite nbd-client ntpd
    partprobe rdate rdev readahead remove-shell rfkill sendmail setfont setlogcons httpd`),
)

/** Where `--install` puts an applet's name: `bin`, `sbin`, `usr/bin`, `usr/sbin`. */
export const appletFolder = (name: string): string => (bin.has(name) ? 'bin' : sbin.has(name) ? 'sbin' : usrSbin.has(name) ? 'usr/sbin' : 'usr/bin')
