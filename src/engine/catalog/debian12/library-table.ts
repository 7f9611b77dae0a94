/** Libraries and other packages that come along with what people install on Debian 12. */
export const libraryTable = `
libbrotli1|1.0.9-2+b6|870|275380|same|library implementing brotli encoder and decoder (shared libraries)|D=libc6 (>= 2.29)|src=brotli
libsasl2-modules-db|2.1.28+dfsg-10|72|20344|same|Cyrus SASL - pluggable authentication modules (DB)|D=libc6 (>= 2.34), libdb5.3|src=cyrus-sasl2
libsasl2-2|2.1.28+dfsg-10|167|59676|same|Cyrus SASL - authentication abstraction library|D=libsasl2-modules-db (>= 2.1.28+dfsg-10), libc6 (>= 2.34), libssl3 (>= 3.0.0)|R=libsasl2-modules (>= 2.1.28+dfsg-10)|src=cyrus-sasl2
libsasl2-modules|2.1.28+dfsg-10|214|66644|same|Cyrus SASL - pluggable authentication modules|D=libc6 (>= 2.14), libssl3 (>= 3.0.0)|S=libsasl2-modules-gssapi-mit | libsasl2-modules-gssapi-heimdal, libsasl2-modules-ldap, libsasl2-modules-otp, libsasl2-modules-sql|src=cyrus-sasl2
libldap-2.5-0|2.5.13+dfsg-5|512|182972|same|OpenLDAP libraries|D=libc6 (>= 2.34), libsasl2-2 (>= 2.1.28+dfsg), libssl3 (>= 3.0.0)|R=libldap-common|src=openldap
libldap-common|2.5.13+dfsg-5|109|29348|all foreign|OpenLDAP common files for libraries|src=openldap
libnghttp2-14|1.52.0-1+deb12u1|212|73032|same|library implementing HTTP/2 protocol (shared library)|D=libc6 (>= 2.17)|src=nghttp2
libpsl5|0.21.2-1|106|58736|same|Library for Public Suffix List (shared libraries)|D=libc6 (>= 2.33), libidn2-0 (>= 2.0.0), libunistring2 (>= 0.9.7)|R=publicsuffix|src=libpsl
publicsuffix|20230209.2326-1|299|126468|all foreign net|accurate, machine-readable list of domain name suffixes
librtmp1|2.4+20151223.gitfa8646d.1-2+b2|146|60828|same|toolkit for RTMP streams (shared library)|D=libc6 (>= 2.14), libgmp10 (>= 2:6.2.1+dfsg1), libgnutls30 (>= 3.7.2), libhogweed6, libnettle8, zlib1g (>= 1:1.1.4)|src=rtmpdump
libssh2-1|1.10.0-3+b1|294|179472|same|SSH2 client-side library|D=libc6 (>= 2.28), libssl3 (>= 3.0.0), zlib1g (>= 1:1.1.4)|src=libssh2
libssl3|3.0.11-1~deb12u2|6021|2019060|same|Secure Sockets Layer toolkit - shared libraries|D=libc6 (>= 2.34)|src=openssl
libkrb5support0|1.20.1-2+deb12u1|121|32388|same|MIT Kerberos runtime libraries - Support library|D=libc6 (>= 2.34)|src=krb5
libk5crypto3|1.20.1-2+deb12u1|244|78888|same|MIT Kerberos runtime libraries - Crypto Library|D=libc6 (>= 2.33), libkrb5support0 (>= 1.20)|src=krb5
libkeyutils1|1.6.3-2|39|8808|same|Linux Key Management Utilities (library)|D=libc6 (>= 2.14)|src=keyutils
libkrb5-3|1.20.1-2+deb12u1|1077|332388|same|MIT Kerberos runtime libraries|D=libc6 (>= 2.34), libcom-err2 (>= 1.43.9), libk5crypto3 (>= 1.20), libkeyutils1 (>= 1.5.9), libkrb5support0 (= 1.20.1-2+deb12u1), libssl3 (>= 3.0.0)|R=krb5-locales|S=krb5-doc, krb5-user|src=krb5
krb5-locales|1.20.1-2+deb12u1|147|62744|all foreign localization|internationalization support for MIT Kerberos|src=krb5
libgssapi-krb5-2|1.20.1-2+deb12u1|425|134724|same|MIT Kerberos runtime libraries - krb5 GSS-API Mechanism|D=libc6 (>= 2.33), libcom-err2 (>= 1.43.9), libk5crypto3 (>= 1.20), libkrb5-3 (= 1.20.1-2+deb12u1), libkrb5support0 (>= 1.20)|S=krb5-doc, krb5-user|src=krb5
libcurl4|7.88.1-10+deb12u5|850|390216|same|easy-to-use client-side URL transfer library (OpenSSL flavour)|D=libbrotli1 (>= 0.6.0), libc6 (>= 2.34), libgssapi-krb5-2 (>= 1.17), libidn2-0 (>= 2.0.0), libldap-2.5-0 (>= 2.5.4), libnghttp2-14 (>= 1.50.0), libpsl5 (>= 0.16.0), librtmp1 (>= 2.3), libssh2-1 (>= 1.7.0), libssl3 (>= 3.0.0), libzstd1 (>= 1.5.2), zlib1g (>= 1:1.1.4)|R=ca-certificates|src=curl
libcurl3-gnutls|7.88.1-10+deb12u5|837|385440|same|easy-to-use client-side URL transfer library (GnuTLS flavour)|D=libbrotli1 (>= 0.6.0), libc6 (>= 2.34), libgnutls30 (>= 3.7.2), libgssapi-krb5-2 (>= 1.17), libidn2-0 (>= 2.0.0), libldap-2.5-0 (>= 2.5.4), libnettle8, libnghttp2-14 (>= 1.50.0), libpsl5 (>= 0.16.0), librtmp1 (>= 2.3), libssh2-1 (>= 1.7.0), zlib1g (>= 1:1.1.4)|R=ca-certificates|src=curl
libexpat1|2.5.0-1|401|99288|same|XML parsing C library - runtime library|D=libc6 (>= 2.25)|src=expat
liberror-perl|0.17029-2|70|29000|all perl|Perl module for error/exception handling in an OO-ish way|D=perl:any
git-man|1:2.39.2-1.1|1999|2048588|all foreign doc|fast, scalable, distributed revision control system (manual pages)|src=git
perl-modules-5.36|5.36.0-7+deb12u1|17816|2815152|all foreign standard libs|Core Perl modules|D=perl-base (>= 5.36.0-1)|R=perl|src=perl
libperl5.36|5.36.0-7+deb12u1|29111|4218188|same|shared Perl library|D=libbz2-1.0, libc6 (>= 2.35), libcrypt1 (>= 1:4.1.0), libdb5.3, libgdbm-compat4 (>= 1.18-3), libgdbm6 (>= 1.18-3), zlib1g (>= 1:1.2.2.3), perl-modules-5.36 (>= 5.36.0-7+deb12u1)|src=perl
libgdbm6|1.23-3|129|72188|same|GNU dbm database routines (runtime version)|D=libc6 (>= 2.33)|src=gdbm
libgdbm-compat4|1.23-3|78|48228|same|GNU dbm database routines (legacy support runtime version)|D=libc6 (>= 2.17), libgdbm6 (>= 1.16)|src=gdbm
perl|5.36.0-7+deb12u1|670|239240|allowed standard perl|Larry Wall's Practical Extraction and Report Language|D=perl-base (= 5.36.0-7+deb12u1), perl-modules-5.36 (>= 5.36.0-7+deb12u1), libperl5.36 (= 5.36.0-7+deb12u1)|S=perl-doc, libterm-readline-gnu-perl | libterm-readline-perl-perl, make, libtap-harness-archive-perl
libgpm2|1.20.7-10+b1|44|14228|same|General Purpose Mouse - shared library|D=libc6 (>= 2.33)|S=gpm|src=gpm
libsodium23|1.0.18-1|381|161136|same|Network communication, cryptography and signaturing library|D=libc6 (>= 2.14)|src=libsodium
vim-common|2:9.0.1378-2|412|124700|all foreign important editors|Vi IMproved - Common files|R=xxd, vim | vim-gtk3 | vim-motif | vim-nox | vim-tiny|src=vim
vim-runtime|2:9.0.1378-2|35236|7024828|all foreign editors|Vi IMproved - Runtime files|R=vim | vim-gtk3 | vim-motif | vim-nox | vim-tiny|src=vim
xxd|2:9.0.1378-2|325|83724|foreign editors|tool to make (or reverse) a hex dump|D=libc6 (>= 2.34)|src=vim
libncursesw6|6.4-4|411|134336|same|shared libraries for terminal handling (wide character support)|D=libtinfo6 (= 6.4-4), libc6 (>= 2.34)|S=gpm|src=ncurses
libncurses6|6.4-4|317|103024|same|shared libraries for terminal handling|D=libtinfo6 (= 6.4-4), libc6 (>= 2.34)|S=gpm|src=ncurses
libproc2-0|2:4.0.2-3|170|62832|same|library for accessing process information from /proc|D=libc6 (>= 2.34), libsystemd0 (>= 209)|src=procps
psmisc|23.6-1|941|258628|foreign admin|utilities that use the proc file system|D=libc6 (>= 2.36), libselinux1 (>= 3.1~), libtinfo6 (>= 6)
libnl-3-200|3.7.0-0.2+b1|180|63136|same|library for dealing with netlink sockets|D=libc6 (>= 2.34)|src=libnl3
libnl-genl-3-200|3.7.0-0.2+b1|72|21600|same|library for dealing with netlink sockets - generic netlink|D=libc6 (>= 2.4), libnl-3-200 (= 3.7.0-0.2+b1)|src=libnl3
libcap2-bin|1:2.66-4|129|34716|foreign important|POSIX 1003.1e capabilities (utilities)|D=libc6 (>= 2.34), libcap2 (>= 1:2.63)|R=libpam-cap|src=libcap2
libpam-cap|1:2.66-4|56|14984|same admin|POSIX 1003.1e capabilities (PAM module)|D=libc6 (>= 2.34), libcap2 (>= 1:2.63), libpam0g (>= 0.99.7.1), libpam-runtime (>= 1.1.3-2~)|src=libcap2
libelf1|0.188-2.1|198|174008|same|library to read and write ELF files|D=libc6 (>= 2.34), zlib1g (>= 1:1.1.4)|src=elfutils
libbpf1|1:1.1.0-1|368|145712|same|eBPF helper library (shared library)|D=libc6 (>= 2.36), libelf1 (>= 0.144), zlib1g (>= 1:1.2.3.3)|src=libbpf
libmnl0|1.0.4-3|46|12508|same|minimalistic Netlink communication library|D=libc6 (>= 2.14)|src=libmnl
libbsd0|0.11.7-2|199|115208|same|utility functions from BSD systems - shared library|D=libc6 (>= 2.35), libmd0 (>= 1.0.3-2)|src=libbsd
libtirpc-common|1.3.3+ds-1|33|14096|all foreign|transport-independent RPC library - common files|src=libtirpc
libtirpc3|1.3.3+ds-1|220|85288|same|transport-independent RPC library|D=libc6 (>= 2.34), libgssapi-krb5-2 (>= 1.17), libtirpc-common (>= 1.3.3+ds-1)|src=libtirpc
libxtables12|1.8.9-2|103|30472|same|netfilter xtables library|D=libc6 (>= 2.34)|src=iptables
libjq1|1.6-2.1|371|135168|same|lightweight and flexible command-line JSON processor - shared library|D=libc6 (>= 2.34), libonig5 (>= 6.8.1)|src=jq
libonig5|6.9.8-1|635|188104|same|regular expressions library|D=libc6 (>= 2.14)|src=libonig
libmaxminddb0|1.7.1-1|78|29716|same|IP geolocation database library|D=libc6 (>= 2.33)|S=mmdb-bin|src=libmaxminddb
libuv1|1.44.2-1|356|140092|same|asynchronous event notification library - runtime library|D=libc6 (>= 2.34)
libicu72|72.1-3|37159|9376028|same|International Components for Unicode|D=libc6 (>= 2.34), libgcc-s1 (>= 3.0), libstdc++6 (>= 11)|src=icu
libxml2|2.9.14+dfsg-1.3~deb12u1|2001|687324|same|GNOME XML library|D=libc6 (>= 2.34), libicu72 (>= 72.1~rc-1~), liblzma5 (>= 5.1.1alpha+20120614), zlib1g (>= 1:1.2.3.3)
libjson-c5|0.16-2|107|44004|same|JSON manipulation library - shared library|D=libc6 (>= 2.34)|src=json-c
liblmdb0|0.9.24-1|113|45004|same|Lightning Memory-Mapped Database shared library|D=libc6 (>= 2.34)|src=lmdb
libfstrm0|0.6.1-1|63|21612|same|Frame Streams (fstrm) library|D=libc6 (>= 2.25)|src=fstrm
libprotobuf-c1|1.4.1-1+b1|78|27476|same|Protocol Buffers C shared library (protobuf-c)|D=libc6 (>= 2.14)|src=protobuf-c
bind9-libs|1:9.18.24-1|3437|1413096|same|Shared Libraries used by BIND 9|D=libuv1 (>= 1.44.2), libc6 (>= 2.34), libfstrm0 (>= 0.2.0), libgssapi-krb5-2 (>= 1.17), libjson-c5 (>= 0.15), libkrb5-3 (>= 1.12.1+dfsg), liblmdb0 (>= 0.9.7), libmaxminddb0 (>= 1.3.0), libnghttp2-14 (>= 1.12.0), libprotobuf-c1 (>= 1.0.1), libssl3 (>= 3.0.0), libxml2 (>= 2.7.4), zlib1g (>= 1:1.1.4)|src=bind9
bind9-host|1:9.18.24-1|151|305396|standard net|DNS Lookup Utility|D=bind9-libs (= 1:9.18.24-1), libc6 (>= 2.34), libidn2-0 (>= 2.0.0)|P=host|src=bind9
libpcap0.8|1.10.3-1|368|157252|same|system interface for user-level packet capture|D=libc6 (>= 2.34), libdbus-1-3 (>= 1.9.14)|src=libpcap
libdbus-1-3|1.14.10-1~deb12u1|432|201204|same|simple interprocess messaging system (library)|D=libc6 (>= 2.34), libsystemd0|R=dbus|src=dbus
libunwind8|1.6.2-3|203|51180|same|library to determine the call-chain of a program - runtime|D=libc6 (>= 2.34), libgcc-s1 (>= 3.3.1), liblzma5 (>= 5.1.1alpha+20120614)|src=libunwind
libpipeline1|1.5.7-1|99|38512|same|Unix process pipeline manipulation library|D=libc6 (>= 2.34)|src=libpipeline
libuchardet0|0.0.7-1|212|67880|same|universal charset detection library - shared library|D=libc6 (>= 2.14), libgcc-s1 (>= 3.0), libstdc++6 (>= 5)|src=uchardet
groff-base|1.22.4-10|3786|916040|foreign important text|GNU troff text-formatting system (base system components)|D=libc6 (>= 2.36), libgcc-s1 (>= 3.0), libstdc++6 (>= 5), libuchardet0 (>= 0.0.1)|S=groff|src=groff
bsdextrautils|2.38.1-5+deb12u1|352|87004|foreign standard|extra utilities from 4.4BSD-Lite|D=libc6 (>= 2.34), libsmartcols1 (>= 2.38), libtinfo6 (>= 6)|src=util-linux
libatomic1|12.2.0-14|47|9328|same|support library providing __atomic built-in functions|D=gcc-12-base (= 12.2.0-14), libc6 (>= 2.34)|src=gcc-12
libjemalloc2|5.3.0-1|889|274980|same|general-purpose scalable concurrent malloc(3) implementation|D=libc6 (>= 2.33), libgcc-s1 (>= 3.4), libstdc++6 (>= 11)|src=jemalloc
liblua5.1-0|5.1.5-9|400|108064|same|Shared library for the Lua interpreter version 5.1|D=libc6 (>= 2.34)|src=lua5.1
liblzf1|3.6-3|23|10236|same|very small data compression library|D=libc6 (>= 2.14)|src=liblzf
lua-bitop|1.0.2-7|29|7336|same interpreters|fast bit manipulation library for the Lua language|D=libc6 (>= 2.14)
lua-cjson|2.1.0+dfsg-2.2|51|16716|same interpreters|JSON parser/encoder for Lua|D=libc6 (>= 2.14)
libpq5|15.6-0+deb12u1|795|189804|same|PostgreSQL C client library|D=libc6 (>= 2.34), libgssapi-krb5-2 (>= 1.17), libldap-2.5-0 (>= 2.5.4), libssl3 (>= 3.0.0)|src=postgresql-15
postgresql-client-common|248|185|35056|all foreign database|manager for multiple PostgreSQL client versions|D=sensible-utils, perl:any|src=postgresql-common
sensible-utils|0.0.17+nmu1|61|19044|all foreign|Utilities for sensible alternative selection
libreadline8|8.2-1.3|444|166136|same|GNU readline and history libraries, run-time libraries|D=libc6 (>= 2.33), libtinfo6 (>= 6), readline-common|src=readline
readline-common|8.2-1.3|91|69052|all foreign|GNU readline and history libraries, common files|S=readline-doc|src=readline
media-types|10.0.0|93|26148|all foreign net|List of standard media types and their usual file extension
libpython3.11-minimal|3.11.2-6|5311|813092|same python|Minimal subset of the Python language (version 3.11)|D=libc6 (>= 2.14), libssl3 (>= 3.0.0)|src=python3.11
libpython3.11-stdlib|3.11.2-6|8070|1796484|same python|Interactive high-level object-oriented language (standard library, version 3.11)|D=libpython3.11-minimal (= 3.11.2-6), media-types | mime-support, libbz2-1.0, libc6 (>= 2.34), libcrypt1 (>= 1:4.1.0), libdb5.3, libffi8 (>= 3.4), liblzma5 (>= 5.1.1alpha+20120614), libncursesw6 (>= 6.1), libreadline8 (>= 7.0~beta), libsqlite3-0 (>= 3.36.0), libtinfo6 (>= 6), libuuid1 (>= 2.20.1)|src=python3.11
libsqlite3-0|3.40.1-2|1691|837196|same|SQLite 3 shared library|D=libc6 (>= 2.35)|src=sqlite3
python3.11-minimal|3.11.2-6|6706|2064168|allowed python|Minimal subset of the Python language (version 3.11)|D=libpython3.11-minimal (= 3.11.2-6), libexpat1 (>= 2.1~beta3), libc6 (>= 2.35), zlib1g (>= 1:1.2.0)|src=python3.11
python3.11|3.11.2-6|579|572988|allowed python|Interactive high-level object-oriented language (version 3.11)|D=python3.11-minimal (= 3.11.2-6), libpython3.11-stdlib (= 3.11.2-6), media-types | mime-support
python3-minimal|3.11.2-1+b1|112|26292|allowed python|minimal subset of the Python language (default python3 version)|D=python3.11-minimal (>= 3.11.2-1~)|src=python3-defaults
libpython3-stdlib|3.11.2-1+b1|36|9308|same python|interactive high-level object-oriented language (default python3 version)|D=libpython3.11-stdlib (>= 3.11.2-1~)|src=python3-defaults
python3-pkg-resources|66.1.1-1|587|296704|all python|Package Discovery and Resource Access using pkg_resources|D=python3:any|src=setuptools
python3-setuptools|66.1.1-1|2340|521188|all python|Python3 Distutils Enhancements|D=python3-pkg-resources (= 66.1.1-1), python3-distutils, python3:any|src=setuptools
python3-lib2to3|3.11.2-3|423|76288|all python|Interactive high-level object-oriented language (lib2to3)|D=python3:any|src=python3-stdlib-extensions
python3-distutils|3.11.2-3|664|131412|all python|distutils package for Python 3.x|D=python3:any, python3-lib2to3 (= 3.11.2-3)|src=python3-stdlib-extensions
python3-wheel|0.38.4-2|109|30896|all python|built-package format for Python|D=python3:any|src=wheel
libc-ares2|1.18.1-3|208|103224|same|asynchronous name resolver|D=libc6 (>= 2.33)|src=c-ares
libnode108|18.19.0+dfsg-6~deb12u1|42940|10640524|same|evented I/O for V8 javascript - runtime library|D=libbrotli1 (>= 0.6.0), libc-ares2 (>= 1.18.1), libc6 (>= 2.34), libgcc-s1 (>= 3.4), libicu72 (>= 72.1~rc-1~), libnghttp2-14 (>= 1.50.0), libssl3 (>= 3.0.0), libstdc++6 (>= 12), libuv1 (>= 1.44.2), zlib1g (>= 1:1.2.11)|src=nodejs
libcbor0.8|0.8.0-2+b1|89|27424|same|library for parsing and generating CBOR (RFC 7049)|D=libc6 (>= 2.4)|src=libcbor
libfido2-1|1.12.0-2+b1|219|77204|same|library for generating and verifying FIDO 2.0 objects|D=libc6 (>= 2.36), libcbor0.8 (>= 0.8.0), libssl3 (>= 3.0.0), libudev1 (>= 183), zlib1g (>= 1:1.1.4)|src=libfido2
libwrap0|7.6.q-32|111|54916|same|Wietse Venema's TCP wrappers library|D=libc6 (>= 2.36)|src=tcp-wrappers
openssh-sftp-server|1:9.2p1-2+deb12u2|141|65804|foreign net|secure shell (SSH) sftp server module, for SFTP access from remote machines|D=openssh-client (= 1:9.2p1-2+deb12u2), libc6 (>= 2.34)|src=openssh
ucf|3.0043+nmu1|214|55244|all foreign|Update Configuration File(s): preserve user changes to config files|D=debconf (>= 1.5.19) | debconf-2.0, coreutils (>= 5.91), sensible-utils
lsb-base|11.6|12|4404|all misc|transitional package for Linux Standard Base init script functionality|D=sysvinit-utils (>= 3.05-3~)|src=lsb
libapr1|1.7.2-3|278|102412|same|Apache Portable Runtime Library|D=libc6 (>= 2.34), libuuid1 (>= 2.20.1)|src=apr
libaprutil1|1.6.3-1|267|87860|same|Apache Portable Runtime Utility Library|D=libapr1 (>= 1.6.3), libc6 (>= 2.34), libcrypt1 (>= 1:4.1.0), libexpat1 (>= 2.0.1), libssl3 (>= 3.0.0)|src=apr-util
libaprutil1-dbd-sqlite3|1.6.3-1|53|13628|same|Apache Portable Runtime Utility Library - SQLite3 Driver|D=libaprutil1 (= 1.6.3-1), libc6 (>= 2.14), libsqlite3-0 (>= 3.5.9)|src=apr-util
libaprutil1-ldap|1.6.3-1|44|11780|same|Apache Portable Runtime Utility Library - LDAP Driver|D=libldap-2.5-0 (>= 2.5.4), libaprutil1 (= 1.6.3-1), libc6 (>= 2.4)|src=apr-util
liblua5.3-0|5.3.6-2|488|123108|same|Shared library for the Lua interpreter version 5.3|D=libc6 (>= 2.34)|src=lua5.3
apache2-bin|2.4.59-1~deb12u1|4482|1382940|httpd|Apache HTTP Server (modules and other binary files)|D=libapr1 (>= 1.7.0), libaprutil1 (>= 1.6.0), libaprutil1-dbd-sqlite3, libaprutil1-ldap, libbrotli1 (>= 0.6.0), libc6 (>= 2.35), libcrypt1 (>= 1:4.1.0), libcurl4 (>= 7.28.0), libjansson4 (>= 2.14), libldap-2.5-0 (>= 2.5.4), liblua5.3-0, libnghttp2-14 (>= 1.50.0), libpcre2-8-0 (>= 10.22), libssl3 (>= 3.0.0), libxml2 (>= 2.7.4), perl:any, zlib1g (>= 1:1.1.4)|S=www-browser, apache2-doc, apache2-suexec-pristine | apache2-suexec-custom|src=apache2
apache2-data|2.4.59-1~deb12u1|872|160524|all foreign httpd|Apache HTTP Server (common files)|src=apache2
apache2-utils|2.4.59-1~deb12u1|379|210480|httpd|Apache HTTP Server (utility programs for web servers)|D=libapr1 (>= 1.4.8-2~), libaprutil1 (>= 1.5.0), libc6 (>= 2.34), libcrypt1 (>= 1:4.1.0), libssl3 (>= 3.0.0)|src=apache2
libjansson4|2.14-2|101|40792|same|C library for encoding, decoding and manipulating JSON data|D=libc6 (>= 2.33)|src=jansson
ssl-cert|1.1.2|64|21020|all foreign|simple debconf wrapper for OpenSSL|D=debconf (>= 0.5) | debconf-2.0, openssl (>= 0.9.8g-9), adduser
nginx-common|1.22.1-9|1284|112480|all foreign httpd|small, powerful, scalable web/proxy server - common files|D=debconf (>= 0.5) | debconf-2.0, iproute2|S=fcgiwrap, nginx-doc, ssl-cert|src=nginx
iproute2|6.1.0-3|3495|1046144|foreign important net|networking and traffic control tools|X=debconf (>= 0.5) | debconf-2.0|D=libbpf1 (>= 1:0.6.0), libbsd0 (>= 0.0), libc6 (>= 2.34), libcap2 (>= 1:2.10), libdb5.3, libelf1 (>= 0.131), libmnl0 (>= 1.0.3-4~), libselinux1 (>= 3.1~), libtirpc3 (>= 1.0.2), libxtables12 (>= 1.6.0+snapshot20161117), libcap2-bin|R=libatm1|S=iproute2-doc, python3:any
libatm1|1:2.5.1-4+b2|93|46764|same|shared library for ATM (Asynchronous Transfer Mode)|D=libc6 (>= 2.34)|src=linux-atm
redis-tools|5:7.0.15-1~deb12u1|6389|988988|foreign database|Persistent key-value database with network interface (client)|D=adduser, libatomic1 (>= 4.8), libc6 (>= 2.34), libjemalloc2 (>= 4.0.0), liblua5.1-0, liblzf1 (>= 1.5), libssl3 (>= 3.0.0), libsystemd0, lua-bitop, lua-cjson (>= 2.1.0+dfsg-1)|S=ruby-redis|src=redis
mysql-common|5.8+1.1.0|23|6636|all foreign database|MySQL database common files, e.g. /etc/mysql/my.cnf|src=mysql-defaults
mariadb-common|1:10.11.6-0+deb12u1|77|26936|all foreign database|MariaDB database common files (e.g. /etc/mysql/conf.d/mariadb.cnf)|D=mysql-common (>= 5.6.25)|src=mariadb
libmariadb3|1:10.11.6-0+deb12u1|510|179396|same|MariaDB database client library|D=mariadb-common, libc6 (>= 2.34), libcurl4 (>= 7.16.2), libssl3 (>= 3.0.0), libzstd1 (>= 1.5.2), zlib1g (>= 1:1.1.4)|src=mariadb
mariadb-client-core|1:10.11.6-0+deb12u1|7937|871288|database|MariaDB database core client binaries|D=libmariadb3 (>= 10.11), mariadb-common (>= 1:10.11.6-0+deb12u1), libc6 (>= 2.34), libedit2 (>= 2.11-20080614-0), libgcc-s1 (>= 3.0), libstdc++6 (>= 11), zlib1g (>= 1:1.1.4)|src=mariadb
libedit2|3.1-20221030-2|279|92864|same|BSD editline and history libraries|D=libbsd0 (>= 0.9.1), libc6 (>= 2.34), libtinfo6 (>= 6)|src=libedit
mariadb-client|1:10.11.6-0+deb12u1|27560|2898252|database|MariaDB database client binaries|D=mariadb-client-core (>= 1:10.11.6-0+deb12u1), libc6 (>= 2.34), debianutils (>= 1.6)|P=default-mysql-client-core, virtual-mysql-client|src=mariadb
postgresql-client-15|15.6-0+deb12u1|8163|1682736|database|front-end programs for PostgreSQL 15|D=libc6 (>= 2.34), libpq5 (>= 15.6), libreadline8 (>= 6.0), postgresql-client-common (>= 182~), sensible-utils|P=postgresql-client|S=postgresql-15, postgresql-doc-15|src=postgresql-15
libnpth0|1.6-3|49|19000|same|replacement for GNU Pth using system threads|D=libc6 (>= 2.34)|src=npth
libassuan0|2.5.5-5|116|48524|same|IPC library for the GnuPG components|D=libc6 (>= 2.33), libgpg-error0 (>= 1.33)|src=libassuan
libksba8|1.6.3-2|281|128200|same|X.509 and CMS support library|D=libc6 (>= 2.33), libgpg-error0 (>= 1.8)|src=libksba
gnupg-l10n|2.2.40-1.1|4853|1093172|all foreign localization|GNU privacy guard - localization files|src=gnupg2
gnupg-utils|2.2.40-1.1|1898|927124|foreign|GNU privacy guard - utility programs|D=libassuan0 (>= 2.0.1), libbz2-1.0, libc6 (>= 2.34), libgcrypt20 (>= 1.10.0), libgpg-error0 (>= 1.42), libksba8 (>= 1.3.4), libreadline8 (>= 6.0), zlib1g (>= 1:1.1.4)|src=gnupg2
gpg|2.2.40-1.1|1581|949796|foreign|GNU Privacy Guard -- minimalist public key operations|D=gpgconf (= 2.2.40-1.1), libassuan0 (>= 2.5.0), libbz2-1.0, libc6 (>= 2.34), libgcrypt20 (>= 1.10.0), libgpg-error0 (>= 1.42), libreadline8 (>= 6.0), libsqlite3-0 (>= 3.7.15), zlib1g (>= 1:1.1.4)|R=gnupg (= 2.2.40-1.1)|src=gnupg2
gpgconf|2.2.40-1.1|833|564768|foreign|GNU privacy guard - core configuration utilities|D=libassuan0 (>= 2.0.1), libc6 (>= 2.34), libgcrypt20 (>= 1.10.0), libgpg-error0 (>= 1.42), libreadline8 (>= 6.0)|src=gnupg2
gpg-agent|2.2.40-1.1|1341|694912|foreign|GNU privacy guard - cryptographic agent|D=gpgconf (= 2.2.40-1.1), pinentry-curses | pinentry, libassuan0 (>= 2.5.0), libc6 (>= 2.34), libgcrypt20 (>= 1.10.0), libgpg-error0 (>= 1.42), libnpth0 (>= 0.90)|src=gnupg2
pinentry-curses|1.2.1-1|106|77360|foreign|curses-based PIN or pass-phrase entry dialog for GnuPG|D=libassuan0 (>= 2.1.0), libc6 (>= 2.34), libgpg-error0 (>= 1.16), libncursesw6 (>= 6), libtinfo6 (>= 6)|src=pinentry
dirmngr|2.2.40-1.1|1184|791732|foreign|GNU privacy guard - network certificate management service|D=adduser, gpgconf (= 2.2.40-1.1), libassuan0 (>= 2.5.0), libc6 (>= 2.34), libgcrypt20 (>= 1.10.0), libgnutls30 (>= 3.7.2), libgpg-error0 (>= 1.42), libksba8 (>= 1.3.4), libldap-2.5-0 (>= 2.5.4), libnpth0 (>= 0.90)|src=gnupg2
binutils|2.40-2|100|65316|allowed devel|GNU assembler, linker and binary utilities|D=binutils-x86-64-linux-gnu (= 2.40-2)
binutils-x86-64-linux-gnu|2.40-2|23800|2246040|allowed devel|GNU binary utilities, for x86-64-linux-gnu target|D=libc6 (>= 2.36), zlib1g (>= 1:1.1.4), libzstd1 (>= 1.5.2)|src=binutils
cpp-12|12.2.0-14|30380|9754588|interpreters|GNU C preprocessor|D=gcc-12-base (= 12.2.0-14), libc6 (>= 2.34), libgmp10 (>= 2:6.2.1+dfsg1), libzstd1 (>= 1.5.2), zlib1g (>= 1:1.1.4)|src=gcc-12
libgcc-12-dev|12.2.0-14|13840|2437320|same libdevel|GCC support library (development files)|D=gcc-12-base (= 12.2.0-14), libgcc-s1 (>= 12.2.0-14), libatomic1 (>= 12.2.0-14)|src=gcc-12
gcc-12|12.2.0-14|65480|19278488|devel|GNU C compiler|D=cpp-12 (= 12.2.0-14), libgcc-12-dev (= 12.2.0-14), binutils (>= 2.40), libc6 (>= 2.34)
gcc|4:12.2.0-3|49|5216|devel|GNU C compiler|D=gcc-12 (>= 12.2.0-1~)|R=libc6-dev | libc-dev|P=c-compiler|src=gcc-defaults
libstdc++-12-dev|12.2.0-14|19600|2046208|same libdevel|GNU Standard C++ Library v3 (development files)|D=gcc-12-base (= 12.2.0-14), libgcc-12-dev (= 12.2.0-14), libstdc++6 (>= 12.2.0-14), libc6-dev (>= 2.13-0ubuntu6)|src=gcc-12
g++-12|12.2.0-14|35870|10689176|devel|GNU C++ compiler|D=gcc-12 (= 12.2.0-14), libstdc++-12-dev (= 12.2.0-14)|src=gcc-12
g++|4:12.2.0-3|16|1356|devel|GNU C++ compiler|D=gcc (= 4:12.2.0-3), g++-12 (>= 12.2.0-1~)|src=gcc-defaults
linux-libc-dev|6.1.90-1|7720|2021360|all same devel|Linux support headers for userspace development|src=linux
libc6-dev|2.36-9+deb12u7|12200|1898892|same libdevel|GNU C Library: Development Libraries and Header Files|D=libc6 (= 2.36-9+deb12u7), linux-libc-dev, libcrypt-dev|src=glibc
libcrypt-dev|1:4.4.33-2|325|118212|same libdevel|libcrypt development files|D=libcrypt1 (= 1:4.4.33-2)|src=libxcrypt
make|4.3-4.1|1570|395792|allowed devel|utility for directing compilation|D=libc6 (>= 2.34)|src=make-dfsg
patch|2.7.6-7|234|127860|foreign vcs|Apply a diff file to an original|D=libc6 (>= 2.33)
xz-utils|5.4.1-0.2|1160|470740|foreign standard|XZ-format compression utilities|D=libc6 (>= 2.34), liblzma5 (>= 5.4.0)
bzip2|1.0.8-5+b1|112|49336|foreign|high-quality block-sorting file compressor - utilities|D=libbz2-1.0 (= 1.0.8-5+b1), libc6 (>= 2.34)
dpkg-dev|1.21.22|2110|1353096|all devel|Debian package development tools|D=perl:any, libdpkg-perl (= 1.21.22), tar (>= 1.28-1), bzip2, xz-utils, patch (>= 2.7), make, binutils|src=dpkg
libdpkg-perl|1.21.22|2280|602840|all perl|Dpkg perl modules|D=perl:any, dpkg (>= 1.18.11)|src=dpkg
libnetfilter-conntrack3|1.0.9-3|101|40624|same|Netfilter netlink-conntrack library|D=libc6 (>= 2.14), libmnl0 (>= 1.0.3-4~), libnfnetlink0|src=libnetfilter-conntrack
libnfnetlink0|1.0.2-2|35|15100|same|Netfilter netlink library|D=libc6 (>= 2.14)|src=libnfnetlink
libnftnl11|1.2.4-2|211|60840|same|Netfilter nftables userspace API library|D=libc6 (>= 2.14), libmnl0 (>= 1.0.3-4~)|src=libnftnl
libip4tc2|1.8.9-2|44|18668|same|netfilter libip4tc library|D=libc6 (>= 2.14)|src=iptables
libip6tc2|1.8.9-2|44|18992|same|netfilter libip6tc library|D=libc6 (>= 2.14)|src=iptables
libslirp0|4.7.0-1|141|63056|same|General purpose TCP-IP emulator library|D=libc6 (>= 2.34)|src=libslirp
slirp4netns|1.2.0-1|91|37480|net|User-mode networking for unprivileged network namespaces|D=libc6 (>= 2.34), libseccomp2 (>= 2.5.0), libslirp0 (>= 4.6.1)
pigz|2.6-1|130|64340|foreign|Parallel Implementation of GZip|D=libc6 (>= 2.34), zlib1g (>= 1:1.2.6)
apparmor|3.0.8-3|2745|616244|admin|user-space parser utility for AppArmor|D=debconf (>= 0.5) | debconf-2.0, libc6 (>= 2.34)
runc|1.1.5+ds1-1+deb12u1|8780|2705896|admin|Open Container Project - runtime|D=libc6 (>= 2.34), libseccomp2 (>= 2.5.0)
containerd|1.6.20~ds1-1+b1|125800|25866020|admin|open and reliable container runtime|D=runc (>= 1.0.0~rc92~), libc6 (>= 2.34)|R=criu
tini|0.19.0-1|36|255700|admin|tiny but valid init for containers|D=libc6 (>= 2.34)
python3-apt|2.6.0|789|180948|python|Python 3 interface to libapt-pkg|D=libapt-pkg6.0 (>= 2.6.0), libc6 (>= 2.14), libgcc-s1 (>= 3.0), libstdc++6 (>= 5.2), python3:any|src=python-apt
python3-software-properties|0.99.30-4.1~deb12u1|296|52660|all python|manage the repositories that you install software from|D=python3-apt (>= 0.6.20ubuntu16), python3:any|src=software-properties
fortunes-min|1:1.99.1-7.3|144|63024|all games|Data files containing fortune cookies|P=fortune-cookie-db|src=fortune-mod
libltdl7|2.4.7-7~deb12u1|415|393248|same|System independent dlopen wrapper for GNU libtool|D=libc6 (>= 2.34)|src=libtool
libpopt0|1.19+dfsg-1|141|43328|same|lib for parsing cmdline parameters|D=libc6 (>= 2.33)|src=popt
libslang2|2.3.3-3|1576|549240|same important|S-Lang programming library - runtime version|D=libc6 (>= 2.34)|src=slang2
libfribidi0|1.0.8-2.1|78|64988|same|Free Implementation of the Unicode BiDi algorithm|D=libc6 (>= 2.14)|src=fribidi
libnewt0.52|0.52.23-1+b1|211|131128|same|Not Erik's Windowing Toolkit - text mode windowing with slang|D=libc6 (>= 2.34), libfribidi0 (>= 0.19.7), libpopt0 (>= 1.14), libslang2 (>= 2.2.4)|src=newt
whiptail|0.52.23-1+b1|75|25124|important|Displays user-friendly dialog boxes from shell scripts|D=libc6 (>= 2.34), libnewt0.52 (>= 0.52.23), libpopt0 (>= 1.14), libslang2 (>= 2.2.4)|src=newt
librecode0|3.6-26|1290|545700|same|Shared library on which recode is based|D=libc6 (>= 2.14)|src=recode
`
