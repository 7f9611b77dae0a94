import { library, musl } from './packages.ts'

const needs = (...names: readonly string[]): { readonly depends: readonly string[] } => ({ depends: [...names, ...musl] })
const openssl = { url: 'https://www.openssl.org/', license: 'Apache-2.0', origin: 'openssl', built: '2024-06-05' }

/** Libraries of Alpine 3.20 that the tools and servers here need. */
export const libraries = [
  library('brotli-libs', '1.1.0-r2', 378_610, 851_968, 'Generic lossless compressor (libraries)', 'libbrotlicommon.so.1 libbrotlidec.so.1', {
    license: 'MIT',
    origin: 'brotli',
  }),
  library('c-ares', '1.28.1-r0', 92_316, 200_704, 'Asynchronous DNS/names resolver library', 'libcares.so.2'),
  library('libunistring', '1.2-r0', 695_296, 1_728_512, 'Library for manipulating Unicode strings and C strings', 'libunistring.so.5', {
    license: 'GPL-2.0-or-later OR LGPL-3.0-or-later',
  }),
  library('libidn2', '2.3.7-r0', 92_160, 229_376, 'Encode/Decode library for internationalized domain names', 'libidn2.so.0', {
    ...needs('libunistring'),
    license: 'GPL-2.0-or-later OR LGPL-3.0-or-later',
  }),
  library('nghttp2-libs', '1.62.1-r0', 75_776, 172_032, 'Experimental HTTP/2 client, server and proxy (libraries)', 'libnghttp2.so.14', {
    origin: 'nghttp2',
  }),
  library('libpsl', '0.21.5-r1', 55_296, 110_592, 'C library for the Publix Suffix List', 'libpsl.so.5', needs('libidn2', 'libunistring')),
  library('zstd-libs', '1.5.6-r0', 307_200, 700_416, 'Zstandard - Fast real-time compression algorithm (libs)', 'libzstd.so.1', {
    license: 'BSD-3-Clause OR GPL-2.0-or-later',
    origin: 'zstd',
  }),
  library('libcurl', '8.7.1-r0', 293_888, 622_592, 'The multiprotocol file transfer library', 'libcurl.so.4', {
    ...needs(
      'ca-certificates',
      'brotli-libs',
      'c-ares',
      'libidn2',
      'nghttp2-libs',
      'libpsl',
      'zstd-libs',
      'so:libcrypto.so.3',
      'so:libssl.so.3',
      'so:libz.so.1',
    ),
    url: 'https://curl.se/',
    license: 'curl',
    origin: 'curl',
  }),
  library('ncurses-terminfo-base', '6.4_p20240420-r0', 22_528, 229_376, 'Descriptions of common terminals', 'libterminfo-base', {
    origin: 'ncurses',
    depends: [],
  }),
  library('libncursesw', '6.4_p20240420-r0', 196_608, 315_392, 'Console display library (libncursesw)', 'libncursesw.so.6', {
    ...needs('ncurses-terminfo-base'),
    origin: 'ncurses',
  }),
  library('readline', '8.2.10-r0', 144_384, 319_488, 'GNU readline library', 'libreadline.so.8', {
    ...needs('libncursesw'),
    license: 'GPL-2.0-or-later',
  }),
  library('libelf', '0.191-r0', 57_344, 118_784, 'Libraries to handle ELF object files', 'libelf.so.1', {
    ...needs('zstd-libs', 'so:libz.so.1'),
    origin: 'elfutils',
  }),
  library('libmnl', '1.0.5-r2', 9_216, 36_864, 'Library for minimalistic netlink', 'libmnl.so.0', { license: 'LGPL-2.1-or-later' }),
  library(
    'libnftnl',
    '1.2.6-r0',
    72_704,
    200_704,
    'Netfilter library providing interface to the nf_tables subsystem',
    'libnftnl.so.11',
    needs('libmnl'),
  ),
  library('libxtables', '1.8.10-r3', 25_600, 53_248, 'iptables-dev library', 'libxtables.so.12', { origin: 'iptables' }),
  library('libcap2', '2.70-r0', 16_384, 40_960, 'POSIX 1003.1e capabilities library', 'libcap.so.2', { origin: 'libcap' }),
  library('libpcap', '1.10.4-r1', 112_640, 258_048, 'A system-independent interface for user-level packet capture', 'libpcap.so.1'),
  library('libedit', '20240517.3.1-r0', 92_160, 204_800, 'BSD line editing library', 'libedit.so.0', needs('libncursesw')),
  library('pcre2', '10.43-r0', 235_520, 696_320, 'Perl-compatible regular expression library', 'libpcre2-8.so.0', { license: 'BSD-3-Clause' }),
  library('oniguruma', '6.9.9-r0', 194_560, 557_056, 'Regular expressions library', 'libonig.so.5', { license: 'BSD-2-Clause' }),
  library('libexpat', '2.6.2-r0', 49_152, 126_976, 'XML Parser library written in C (libraries)', 'libexpat.so.1', { origin: 'expat' }),
  library('libbz2', '1.0.8-r6', 34_816, 77_824, 'Shared library for bz2', 'libbz2.so.1', { origin: 'bzip2' }),
  library('libffi', '3.4.6-r0', 23_552, 57_344, 'Portable, high level programming interface to various calling conventions', 'libffi.so.8'),
  library('gdbm', '1.23-r1', 53_248, 122_880, 'GNU dbm is a set of database routines that use extensible hashing', 'libgdbm.so.6', needs('readline')),
  library('xz-libs', '5.6.1-r3', 99_328, 204_800, 'Library and CLI tools for XZ and LZMA compressed files (libraries)', 'liblzma.so.5', {
    origin: 'xz',
  }),
  library('sqlite-libs', '3.45.3-r1', 533_504, 1_212_416, 'Sqlite3 library', 'libsqlite3.so.0', { origin: 'sqlite', license: 'blessing' }),
  library('mpdecimal', '4.0.0-r0', 92_160, 229_376, 'Complete implementation of the General Decimal Arithmetic Specification', 'libmpdec.so.4'),
  library('libpanelw', '6.4_p20240420-r0', 9_216, 24_576, 'Console display library (libpanelw)', 'libpanelw.so.6', {
    ...needs('libncursesw'),
    origin: 'ncurses',
  }),
  library('libgcc', '13.2.1_git20240309-r0', 53_248, 139_264, 'GNU C compiler runtime libraries', 'libgcc_s.so.1', { origin: 'gcc' }),
  library('libstdc++', '13.2.1_git20240309-r0', 774_144, 2_605_056, 'GNU C++ standard runtime library', 'libstdc++.so.6', {
    ...needs('libgcc'),
    origin: 'gcc',
  }),
  library('icu-data-en', '74.2-r0', 1_286_144, 2_654_208, 'Stripped Unicode data for the English language', 'icudt74l.dat', {
    origin: 'icu',
    depends: [],
  }),
  library(
    'icu-libs',
    '74.2-r0',
    1_310_720,
    3_039_232,
    'International Components for Unicode library (libraries)',
    'libicuuc.so.74 libicui18n.so.74',
    {
      ...needs('icu-data-en', 'libstdc++'),
      origin: 'icu',
    },
  ),
  library('ada-libs', '2.7.8-r0', 135_168, 417_792, 'WHATWG-compliant and fast URL parser (libraries)', 'libada.so.2', {
    ...needs('libstdc++'),
    origin: 'ada',
  }),
  library('libuv', '1.48.0-r0', 84_992, 196_608, 'Cross-platform asychronous I/O', 'libuv.so.1'),
  library('libpq', '16.3-r0', 133_120, 315_392, 'PostgreSQL client library', 'libpq.so.5', {
    ...needs('so:libcrypto.so.3', 'so:libssl.so.3'),
    origin: 'postgresql16',
    license: 'PostgreSQL',
  }),
  library(
    'mariadb-connector-c',
    '3.3.8-r1',
    145_408,
    405_504,
    'The MariaDB Native Client library (C driver)',
    'libmariadb.so.3',
    needs('zstd-libs', 'so:libcrypto.so.3'),
  ),
  library('bind-libs', '9.18.27-r0', 1_228_800, 2_621_440, 'The ISC DNS server (libraries)', 'libdns-9.18.27.so libisc-9.18.27.so', {
    ...needs('json-c', 'libuv', 'libxml2', 'nghttp2-libs', 'so:libcrypto.so.3'),
    origin: 'bind',
  }),
  library('json-c', '0.17-r0', 34_816, 77_824, 'A JSON implementation in C', 'libjson-c.so.5'),
  library('libxml2', '2.12.7-r0', 524_288, 1_228_800, 'XML parsing library, version 2', 'libxml2.so.2', needs('xz-libs', 'so:libz.so.1')),
  library('acl-libs', '2.3.2-r0', 13_312, 36_864, 'Access control list utilities (libraries)', 'libacl.so.1', { origin: 'acl' }),
  library('libattr', '2.5.2-r0', 9_216, 28_672, 'Utilities for managing filesystem extended attributes (libraries)', 'libattr.so.1', {
    origin: 'attr',
  }),
  library('utmps-libs', '0.1.2.2-r1', 10_240, 36_864, 'A secure utmp/wtmp implementation (libraries)', 'libutmps.so.0.1', {
    ...needs('skalibs-libs'),
    origin: 'utmps',
  }),
  library(
    'skalibs-libs',
    '2.14.1.1-r0',
    97_280,
    217_088,
    'Set of general-purpose C programming libraries for skarnet.org software. (libraries)',
    'libskarnet.so.2.14',
    { origin: 'skalibs' },
  ),
  library('linux-pam', '1.6.0-r0', 276_480, 868_352, 'Linux PAM (Pluggable Authentication Modules for Linux)', 'libpam.so.0', needs('utmps-libs')),
  library('libbsd', '0.12.2-r0', 36_864, 94_208, 'commonly-used BSD functions not implemented by all libcs', 'libbsd.so.0', needs('libmd')),
  library('libmd', '1.1.0-r0', 21_504, 53_248, 'Message digest functions from BSD systems', 'libmd.so.0'),
  library('libproc2', '4.0.4-r0', 30_720, 77_824, 'Library for monitoring system and its processes (libraries)', 'libproc2.so.0', {
    ...needs('utmps-libs'),
    origin: 'procps-ng',
  }),
  library('libmagic', '5.45-r1', 289_792, 9_170_944, 'File type identification library', 'libmagic.so.1', { origin: 'file' }),
  // Newer than the image's: what `apk upgrade` brings.
  library('libcrypto3', '3.3.1-r0', 1_852_928, 4_616_192, 'Crypto library from openssl', 'libcrypto.so.3', openssl),
  library('libssl3', '3.3.1-r0', 360_448, 884_736, 'SSL shared libraries', 'libssl.so.3', { ...openssl, ...needs('so:libcrypto.so.3') }),
]
