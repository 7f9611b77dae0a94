/** What the base images of Debian 12.5 (May 2024) hold: `catalog/deb/table.ts` says how a line reads. */
export const baseTable = `
adduser|3.134|499|183320|all foreign important admin|add and remove users and groups|D=passwd
apt|2.6.1|4232|1370456|important admin|commandline package manager|D=adduser, gpgv, libapt-pkg6.0 (>= 2.6.1), debian-archive-keyring, libc6 (>= 2.34), libgcc-s1 (>= 3.0), libgnutls30 (>= 3.7.5), libseccomp2 (>= 2.4.2), libstdc++6 (>= 11), libsystemd0|R=ca-certificates|S=apt-doc, aptitude | synaptic | wajig, dpkg-dev (>= 1.17.2), gnupg | gnupg2 | gnupg1, powermgmt-base|P=apt-transport-https (= 2.6.1)
base-files|12.4+deb12u5|341|70744|essential foreign required admin|Debian base system miscellaneous files
base-passwd|3.6.1|237|58812|essential foreign required admin|Debian base system master password and group files|D=libc6 (>= 2.34), libdebconfclient0 (>= 0.145), libselinux1 (>= 3.1)
bash|5.2.15-2+b2|7163|1490988|essential foreign required shells|GNU Bourne Again SHell|X=libc6 (>= 2.36), libtinfo6 (>= 6)|D=base-files (>= 2.1.12), debianutils (>= 5.6-0.1)|R=bash-completion (>= 20060301-0)|S=bash-doc
bsdutils|1:2.38.1-5+deb12u1|357|86892|essential foreign required|basic utilities from 4.4BSD-Lite|X=libc6 (>= 2.34), libsystemd0|src=util-linux
coreutils|9.1-1|18062|2896320|essential foreign required|GNU core utilities|X=libacl1 (>= 2.2.23), libattr1 (>= 1:2.4.44), libc6 (>= 2.34), libgmp10 (>= 2:6.2.1+dfsg1), libselinux1 (>= 3.1~)
dash|0.5.12-2|191|97132|essential required shells|POSIX-compliant shell|X=libc6 (>= 2.34)|D=debianutils (>= 5.6-0.1)
debconf|1.5.82|526|121824|all foreign required admin|Debian configuration management system|X=perl-base (>= 5.20.1-3~)|R=apt-utils (>= 0.5.1), debconf-i18n|S=debconf-doc, debconf-kde-helper, debconf-utils, whiptail | dialog|P=debconf-2.0
debian-archive-keyring|2023.3+deb12u1|226|161340|all foreign important misc|GnuPG archive keys of the Debian archive
debianutils|5.7-0.5~deb12u1|243|103428|essential foreign required|Miscellaneous utilities specific to Debian|X=libc6 (>= 2.34)
diffutils|1:3.8-4|1597|387444|essential required|File comparison utilities|X=libc6 (>= 2.34)|S=diffutils-doc, wdiff
dpkg|1.21.22|6501|1540796|essential foreign required admin|Debian package management system|X=libbz2-1.0, libc6 (>= 2.34), liblzma5 (>= 5.4.0), libmd0 (>= 0.0.0), libselinux1 (>= 3.1~), libzstd1 (>= 1.5.2), zlib1g (>= 1:1.1.4)|D=tar (>= 1.28-1)|S=apt, debsig-verify
e2fsprogs|1.47.0-2|1500|601852|foreign required admin|ext2/ext3/ext4 file system utilities|X=libblkid1 (>= 2.36), libc6 (>= 2.36), libcom-err2 (>= 1.43.9), libext2fs2 (= 1.47.0-2), libss2 (>= 1.38), libuuid1 (>= 2.16)|D=logsave|R=e2fsprogs-l10n|S=gpart, parted, fuse2fs, e2fsck-static
findutils|4.9.0-4|1900|667760|essential foreign required|utilities for finding files--find, xargs|X=libc6 (>= 2.34), libselinux1 (>= 3.1~)|S=mlocate | locate
gcc-12-base|12.2.0-14|97|37812|same required libs|GCC, the GNU Compiler Collection (base package)|src=gcc-12
gpgv|2.2.40-1.1|901|648200|foreign important|GNU privacy guard - signature verification tool|D=libbz2-1.0, libc6 (>= 2.34), libgcrypt20 (>= 1.10.0), libgpg-error0 (>= 1.42), zlib1g (>= 1:1.1.4)|S=gnupg|src=gnupg2
grep|3.8-5|1284|417880|essential foreign required|GNU grep, egrep and fgrep|X=libc6 (>= 2.34), libpcre2-8-0 (>= 10.32)|D=dpkg (>= 1.15.4)|S=libpcre3 (>= 7.7)
gzip|1.12-1|241|124412|essential required|GNU compression utilities|X=libc6 (>= 2.34)|D=dpkg (>= 1.15.4)|S=less
hostname|3.23+nmu1|45|10560|essential foreign required admin|utility to set/show the host name or domain name|X=libc6 (>= 2.34)
init-system-helpers|1.65.2|131|44364|all essential foreign required admin|helper tools for all init systems|D=usrmerge | usr-is-merged
libacl1|2.3.1-3|63|29976|same required|access control list - shared library|D=libc6 (>= 2.33)
libapt-pkg6.0|2.6.1|3317|1003212|same optional|package management runtime library|D=libbz2-1.0, libc6 (>= 2.36), libgcc-s1 (>= 3.0), libgcrypt20 (>= 1.10.0), liblz4-1 (>= 0.0~r127), liblzma5 (>= 5.1.1alpha+20120614), libstdc++6 (>= 12), libsystemd0 (>= 221), libudev1 (>= 183), libxxhash0 (>= 0.7.1), libzstd1 (>= 1.5.2), zlib1g (>= 1:1.2.2.3)|R=apt (>= 2.6.1)|src=apt
libattr1|1:2.5.1-4|58|22264|same required|extended attribute handling - shared library|D=libc6 (>= 2.4)
libaudit-common|1:3.0.9-1|25|11832|all foreign optional|Dynamic library for security auditing - common files|src=audit
libaudit1|1:3.0.9-1|164|46748|same optional|Dynamic library for security auditing|D=libaudit-common (>= 1:3.0.9-1), libc6 (>= 2.33), libcap-ng0 (>= 0.7.9)|src=audit
libblkid1|2.38.1-5+deb12u1|401|147464|same optional|block device ID library|D=libc6 (>= 2.36)|src=util-linux
libbz2-1.0|1.0.8-5+b1|101|48140|same important|high-quality block-sorting file compressor library - runtime|D=libc6 (>= 2.4)|src=bzip2
libc-bin|2.36-9+deb12u7|2103|605484|essential foreign required|GNU C Library: Binaries|D=libc6 (>> 2.36), libc6 (<< 2.37)|S=manpages|src=glibc
libc6|2.36-9+deb12u7|12985|2756044|same optional|GNU C Library: Shared libraries|D=libgcc-s1|R=libidn2-0 (>= 2.0.5~)|S=glibc-doc, debconf | debconf-2.0, libc-l10n, locales, libnss-nis, libnss-nisplus|P=libc6-2.36|src=glibc
libcap-ng0|0.8.3-1+b3|59|18308|same optional|alternate POSIX capabilities library|D=libc6 (>= 2.33)|src=libcap-ng
libcap2|1:2.66-4|93|31212|same optional|POSIX 1003.1e capabilities (library)|D=libc6 (>= 2.34)
libcom-err2|1.47.0-2|117|20224|same optional|common error description library|D=libc6 (>= 2.34)|src=e2fsprogs
libcrypt1|1:4.4.33-2|231|89828|same optional|libcrypt shared library|D=libc6 (>= 2.36)|src=libxcrypt
libdb5.3|5.3.28+dfsg2-1|1833|699608|same standard|Berkeley v5.3 Database Libraries [runtime]|D=libc6 (>= 2.34)|src=db5.3
libdebconfclient0|0.270|83|9972|same optional|Debian Configuration Management System (C-implementation library)|D=libc6 (>= 2.4)|src=cdebconf
libext2fs2|1.47.0-2|575|210480|same optional|ext2/ext3/ext4 file system libraries|D=libc6 (>= 2.36)|src=e2fsprogs
libffi8|3.4.4-1|63|23212|same optional|Foreign Function Interface library runtime|D=libc6 (>= 2.4)|src=libffi
libgcc-s1|12.2.0-14|140|49876|same optional|GCC support library|D=gcc-12-base (= 12.2.0-14), libc6 (>= 2.35)|P=libgcc1 (= 1:12.2.0-14)|src=gcc-12
libgcrypt20|1.10.1-3|1408|696488|same standard|LGPL Crypto library - runtime library|D=libc6 (>= 2.34), libgpg-error0 (>= 1.25)|S=rng-tools
libgmp10|2:6.2.1+dfsg1-1.1|837|561684|same optional|Multiprecision arithmetic library|D=libc6 (>= 2.14)|src=gmp
libgnutls30|3.7.9-2+deb12u2|3095|1404184|same optional|GNU TLS library - main runtime library|D=libc6 (>= 2.34), libgmp10 (>= 2:6.2.1+dfsg1), libhogweed6 (>= 3.6), libidn2-0 (>= 2.0.0), libnettle8 (>= 3.7~), libp11-kit0 (>= 0.23.18.1), libtasn1-6 (>= 4.14), libunistring2 (>= 0.9.7)|S=gnutls-bin|src=gnutls28
libgpg-error0|1.46-1|168|76096|same standard|GnuPG development runtime library|D=libc6 (>= 2.34)|R=libgpg-error-l10n|src=libgpg-error
libhogweed6|3.8.1-2|437|320116|same optional|low level cryptographic library (public-key cryptos)|D=libc6 (>= 2.14), libgmp10 (>= 2:6.2.1+dfsg1), libnettle8|src=nettle
libidn2-0|2.3.3-1+b1|282|83236|same optional|Internationalized domain names (IDNA2008/TR46) library|D=libc6 (>= 2.14), libunistring2 (>= 0.9.7)|src=libidn2
liblz4-1|1.9.4-1|164|63036|same optional|Fast LZ compression algorithm library - runtime|D=libc6 (>= 2.14)|src=lz4
liblzma5|5.4.1-0.2|338|205316|same optional|XZ-format compression library|D=libc6 (>= 2.34)|src=xz-utils
libmd0|1.0.4-2|84|27764|same optional|message digest functions from BSD systems - shared library|D=libc6 (>= 2.33)|src=libmd
libmount1|2.38.1-5+deb12u1|473|166236|same optional|device mount library|D=libblkid1 (>= 2.17.2), libc6 (>= 2.36), libselinux1 (>= 3.1~)|src=util-linux
libnettle8|3.8.1-2|451|290320|same optional|low level cryptographic library (symmetric and one-way cryptos)|D=libc6 (>= 2.17)|src=nettle
libp11-kit0|0.24.1-2|1294|344288|same optional|library for loading and coordinating access to PKCS#11 modules - runtime|D=libc6 (>= 2.34), libffi8 (>= 3.4)|src=p11-kit
libpam-modules|1.5.2-6+deb12u1|1023|291172|same required admin|Pluggable Authentication Modules for PAM|X=libaudit1 (>= 1:2.2.1), libc6 (>= 2.34), libcrypt1 (>= 1:4.3.0), libpam0g (>= 1.4.1), libselinux1 (>= 3.1~), libpam-modules-bin (= 1.5.2-6+deb12u1)|src=pam
libpam-modules-bin|1.5.2-6+deb12u1|225|77948|foreign required admin|Pluggable Authentication Modules for PAM - helper binaries|D=libaudit1 (>= 1:2.2.1), libc6 (>= 2.34), libpam0g (>= 0.99.7.1), libselinux1 (>= 3.1~)|src=pam
libpam-runtime|1.5.2-6+deb12u1|892|162188|all foreign required admin|Runtime support for the PAM library|D=debconf (>= 0.5) | debconf-2.0, libpam-modules (>= 1.0.1-6)|src=pam
libpam0g|1.5.2-6+deb12u1|239|93236|same optional|Pluggable Authentication Modules library|D=libaudit1 (>= 1:2.2.1), libc6 (>= 2.34)|S=libpam-doc|src=pam
libpcre2-8-0|10.42-1|697|261308|same optional|New Perl Compatible Regular Expression Library- 8 bit runtime files|D=libc6 (>= 2.34)|src=pcre2
libseccomp2|2.5.4-1+deb12u1|152|46988|same optional|high level interface to Linux seccomp filter|D=libc6 (>= 2.4)|src=libseccomp
libselinux1|3.4-1+b6|212|74948|same optional|SELinux runtime shared libraries|D=libc6 (>= 2.34), libpcre2-8-0 (>= 10.22)|src=libselinux
libsemanage-common|3.4-1|33|9856|all foreign optional|Common files for SELinux policy management libraries|src=libsemanage
libsemanage2|3.4-1+b5|308|88992|same optional|SELinux policy management library|D=libaudit1 (>= 1:2.2.1), libbz2-1.0, libc6 (>= 2.34), libselinux1 (>= 3.4), libsepol2 (>= 3.4), libsemanage-common (>= 3.4-1)|src=libsemanage
libsepol2|3.4-2.1|749|285352|same optional|SELinux library for manipulating binary security policies|D=libc6 (>= 2.33)|src=libsepol
libsmartcols1|2.38.1-5+deb12u1|298|104836|same optional|smart column output alignment library|D=libc6 (>= 2.34)|src=util-linux
libss2|1.47.0-2|122|25232|same optional|command-line interface parsing library|D=libcom-err2 (>= 1.43.9), libc6 (>= 2.34)|src=e2fsprogs
libstdc++6|12.2.0-14|2755|612856|same optional|GNU Standard C++ Library v3|D=gcc-12-base (= 12.2.0-14), libc6 (>= 2.36), libgcc-s1 (>= 4.2)|src=gcc-12
libsystemd0|252.22-1~deb12u1|855|331144|same optional|systemd utility library|X=libc6 (>= 2.34), libcap2 (>= 1:2.10), libgcrypt20 (>= 1.10.0), liblz4-1 (>= 0.0~r122), liblzma5 (>= 5.1.1alpha+20120614), libzstd1 (>= 1.5.2)|src=systemd
libtasn1-6|4.19.0-2|179|61568|same standard|Manage ASN.1 structures (runtime)|D=libc6 (>= 2.14)
libtinfo6|6.4-4|533|329088|same optional|shared low-level terminfo library for terminal handling|D=libc6 (>= 2.33)|src=ncurses
libudev1|252.22-1~deb12u1|264|108312|same optional|libudev shared library|D=libc6 (>= 2.34)|src=systemd
libunistring2|1.0-2|1772|437528|same optional|Unicode string library for C|D=libc6 (>= 2.17)|src=libunistring
libuuid1|2.38.1-5+deb12u1|83|28176|same optional|Universally Unique ID library|D=libc6 (>= 2.25)|R=uuid-runtime|src=util-linux
libxxhash0|0.8.1-1|81|27040|same optional|shared library for xxhash|D=libc6 (>= 2.14)|src=xxhash
libzstd1|1.5.4+dfsg2-5|739|286872|same optional|fast lossless compression algorithm|D=libc6 (>= 2.34)|src=libzstd
login|1:4.13+dfsg1-1+b1|2636|617384|essential required admin|system login tools|X=libaudit1 (>= 1:2.2.1), libc6 (>= 2.34), libcrypt1 (>= 1:4.1.0), libpam0g (>= 0.99.7.1), libpam-runtime, libpam-modules|src=shadow
logsave|1.47.0-2|39|19724|foreign important admin|save the output of a command in a log file|D=libc6 (>= 2.34)|src=e2fsprogs
mawk|1.3.4.20200120-3.1|242|110860|foreign required interpreters|Pattern scanning and text processing language|X=libc6 (>= 2.34)|P=awk
mount|2.38.1-5+deb12u1|411|133812|foreign required admin|tools for mounting and manipulating filesystems|X=libblkid1 (>= 2.17.2), libc6 (>= 2.34), libmount1 (>= 2.38.1), libselinux1 (>= 3.1~), libsmartcols1 (>= 2.38)|S=nfs-common|src=util-linux
ncurses-base|6.4-4|387|261080|all essential foreign required misc|basic terminal type definitions|src=ncurses
ncurses-bin|6.4-4|697|422516|essential foreign required|terminal-related programs and man pages|X=libc6 (>= 2.36), libtinfo6 (>= 6.4)|src=ncurses
passwd|1:4.13+dfsg1-1+b1|3063|972820|foreign required admin|change and administer password and group data|D=libaudit1 (>= 1:2.2.1), libc6 (>= 2.34), libcrypt1 (>= 1:4.1.0), libpam0g (>= 0.99.7.1), libselinux1 (>= 3.1~), libsemanage2 (>= 2.0.32), libpam-modules|R=sensible-utils|src=shadow
perl-base|5.36.0-7+deb12u1|7752|1608396|essential allowed required perl|minimal Perl system|X=dpkg (>= 1.17.17), libc6 (>= 2.35), libcrypt1 (>= 1:4.1.0)|S=perl, sensible-utils|src=perl
sed|4.9-1|987|328804|essential foreign required|GNU stream editor for filtering/transforming text|X=libacl1 (>= 2.2.23), libc6 (>= 2.34), libselinux1 (>= 3.1~)
sysvinit-utils|3.06-4|80|28880|essential foreign required admin|System-V-like utilities|D=libc6 (>= 2.34)|src=sysvinit
tar|1.34+dfsg-1.2+deb12u1|3152|812804|essential foreign required|GNU version of the tar archiving utility|X=libacl1 (>= 2.2.23), libc6 (>= 2.34), libselinux1 (>= 3.1~)|S=bzip2, ncompress, xz-utils, tar-scripts, tar-doc
tzdata|2024a-0+deb12u1|2588|296484|all foreign required localization|time zone and daylight-saving time data|D=debconf (>= 0.5) | debconf-2.0
usr-is-merged|37~deb12u1|14|4624|all foreign optional oldlibs|Transitional package to assert a merged-/usr system|src=usrmerge
util-linux|2.38.1-5+deb12u1|4971|1176692|essential foreign required|miscellaneous system utilities|X=libblkid1 (>= 2.37.2), libc6 (>= 2.34), libcap-ng0 (>= 0.7.9), libcrypt1 (>= 1:4.1.0), libmount1 (>= 2.38.1), libpam0g (>= 0.99.7.1), libselinux1 (>= 3.1~), libsmartcols1 (>= 2.38), libsystemd0, libtinfo6 (>= 6), libudev1 (>= 183), libuuid1 (>= 2.16), util-linux-extra|S=dosfstools, kbd, util-linux-locales
util-linux-extra|2.38.1-5+deb12u1|288|112556|foreign standard|interactive login tools|X=libc6 (>= 2.34), libcap-ng0 (>= 0.7.9), libselinux1 (>= 3.1~)|src=util-linux
zlib1g|1:1.2.13.dfsg-1|167|86696|same required|compression library - runtime|D=libc6 (>= 2.14)|src=zlib
`
