import { base32, base64 } from '../../coreutils/base64.ts'
import { cat } from '../../coreutils/cat.ts'
import { md5sum, sha1sum, sha256sum, sha512sum } from '../../coreutils/checksum.ts'
import { cksum, sum } from '../../coreutils/cksum.ts'
import { comm } from '../../coreutils/comm.ts'
import { cut } from '../../coreutils/cut.ts'
import { expand, unexpand } from '../../coreutils/expand.ts'
import { factor } from '../../coreutils/factor.ts'
import { fold } from '../../coreutils/fold.ts'
import { head } from '../../coreutils/head.ts'
import { nl } from '../../coreutils/nl.ts'
import { od } from '../../coreutils/od.ts'
import { paste } from '../../coreutils/paste.ts'
import { basename, dirname } from '../../coreutils/path-names.ts'
import { seq } from '../../coreutils/seq.ts'
import { shuf } from '../../coreutils/shuf.ts'
import { sort } from '../../coreutils/sort/sort.ts'
import { split } from '../../coreutils/split.ts'
import { tac } from '../../coreutils/tac.ts'
import { tail } from '../../coreutils/tail.ts'
import { tee } from '../../coreutils/tee.ts'
import { tr } from '../../coreutils/tr.ts'
import { tsort } from '../../coreutils/tsort.ts'
import { uniq } from '../../coreutils/uniq.ts'
import { xxd } from '../../coreutils/xxd.ts'
import { less } from '../../editors/less/less.ts'
import { more } from '../../editors/more.ts'
import { xargs } from '../../findutils/xargs.ts'
import { awk } from '../../text/awk/awk.ts'
import { cmp } from '../../text/diff/cmp.ts'
import { diff } from '../../text/diff/diff.ts'
import { egrep, fgrep, grep } from '../../text/grep/grep.ts'
import { sed } from '../../text/sed/sed.ts'
import { cal } from '../../util-linux/cal.ts'
import { hexdump } from '../../util-linux/hexdump.ts'
import { rev } from '../../util-linux/rev.ts'
import type { Adapted } from '../adapted.ts'
import type { Wording } from '../reworded.ts'

const reading: readonly Wording[] = [[/^([^:]*): (No such file or directory|Permission denied)$/, "can't open '$1': $2"]]

const sumUsage = {
  options: 'c s w',
  usage: '[-c[sw]] [FILE]...',
  words: reading,
  arguments: (given: readonly string[]) => given.map((word) => (word === '-s' ? '--status' : word)),
}

const grepOptions = 'H h n l L o q v s r R i w F E z c x a m: A: B: C: e: f: color=?'
const grepUsage = '[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...'

/** Applets that read, cut, sort and search text. */
export const textApplets: Readonly<Record<string, Adapted>> = {
  cat: {
    main: cat,
    options: 'u e t v n b A',
    usage: '[-nbvteA] [FILE]...',
    summary:
      'Print FILEs to stdout\n\n\t-n\tNumber output lines\n\t-b\tNumber nonempty lines\n\t-v\tShow nonprinting characters as ^x or M-x\n\t-t\t...and tabs as ^I\n\t-e\t...and end lines with $\n\t-A\tSame as -vte',
    words: [[/^(.*): Is a directory$/, 'read error: Is a directory'], ...reading],
  },
  head: {
    main: head,
    options: 'c: n: q v 0 1 2 3 4 5 6 7 8 9',
    usage: '[OPTIONS] [FILE]...',
    summary:
      'Print first 10 lines of FILEs (or stdin).\nWith more than one FILE, precede each with a filename header.\n\n\t-n N[bkm]\tPrint first N lines\n\t-n -N[bkm]\tPrint all except N last lines\n\t-c [-]N[bkm]\tPrint first N bytes\n\t-q\t\tNever print headers\n\t-v\t\tAlways print headers',
    words: [[/^cannot open '(.*)' for reading: (.*)$/, '$1: $2']],
  },
  tail: {
    main: tail,
    options: 'f c: n: q s: v F 0 1 2 3 4 5 6 7 8 9',
    usage: '[OPTIONS] [FILE]...',
    summary:
      'Print last 10 lines of FILEs (or stdin) to.\nWith more than one FILE, precede each with a filename header.\n\n\t-c [+]N[bkm]\tPrint last N bytes\n\t-n N[bkm]\tPrint last N lines\n\t-f\t\tPrint data as file grows\n\t-F\t\tSame as -f, but keep retrying\n\t-s SECONDS\tWait SECONDS between reads with -f\n\t-q\t\tNever print headers\n\t-v\t\tAlways print headers',
  },
  sort: {
    main: sort,
    options: 'n r u g M c s z b d f i o: k: t: T: S: h V m',
    usage: '[-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...',
    summary: 'Sort lines of text',
    words: [[/^cannot read: (.*): (.*)$/, "can't open '$1': $2"]],
  },
  uniq: {
    main: uniq,
    options: 'c d u f: s: w: i z',
    usage: '[-cduiz] [-f,s,w N] [FILE [OUTFILE]]',
    summary: 'Discard duplicate lines',
    words: reading,
  },
  cut: {
    main: cut,
    options: 'b: c: f: d: O: s D F: n',
    usage: '[OPTIONS] [FILE]...',
    summary: 'Print selected fields from FILEs to stdout',
    unsimulated: ['F', 'O', 'D'],
    words: [[/^you must specify a list of bytes, characters, or fields$/, 'expected a list of bytes, characters, or fields']],
  },
  tr: {
    main: tr,
    options: 'C c d s',
    usage: '[-cds] STRING1 [STRING2]',
    summary: 'Translate, squeeze, or delete characters from stdin, writing to stdout',
    inOrder: true,
  },
  tee: { main: tee, options: 'i a', usage: '[-ai] [FILE]...', summary: 'Copy stdin to each FILE, and also to stdout' },
  tac: { main: tac, options: '', usage: '[FILE]...', summary: 'Concatenate FILEs and print them in reverse' },
  nl: { main: nl, options: 'p w: s: v: i: b:', usage: '[OPTIONS] [FILE]...', summary: 'Write FILEs to standard output with line numbers added' },
  od: { main: od, usage: '[-abcdeFfhiloxsv] [FILE]', summary: 'Print FILE (or stdin) unambiguously, as octal bytes by default' },
  xxd: { main: xxd, usage: '[-pri] [-g N] [-c N] [-l LEN] [-s OFS] [-o OFS] [FILE]' },
  paste: {
    main: paste,
    options: 'd: s',
    usage: '[-d LIST] [-s] [FILE]...',
    summary: 'Paste lines from each input file, separated with tab',
    words: reading,
  },
  fold: { main: fold, options: 'b s w:', usage: '[-bs] [-w WIDTH] [FILE]...', summary: 'Wrap input lines in FILEs (or stdin)' },
  expand: { main: expand, options: 'i|initial t|tabs:', usage: '[-i] [-t N] [FILE]...', summary: 'Convert tabs to spaces' },
  unexpand: { main: unexpand, options: 'first-only t|tabs: a|all f', usage: '[-fa][-t N] [FILE]...', summary: 'Convert spaces to tabs' },
  comm: { main: comm, options: '1 2 3', usage: '[-123] FILE1 FILE2', summary: 'Compare FILE1 with FILE2', words: reading },
  shuf: { main: shuf, options: 'e i: n: o: z', usage: '[-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]', summary: 'Randomly permute lines' },
  split: { main: split, options: 'l: b: a:', usage: '[OPTIONS] [INPUT [PREFIX]]' },
  tsort: { main: tsort, options: '', usage: '[FILE]', summary: 'Topological sort' },
  factor: { main: factor, options: '', usage: '[NUMBER]...', summary: 'Print prime factors' },
  base32: {
    main: base32,
    options: 'd w:',
    usage: '[-d] [-w COL] [FILE]',
    summary: 'Base32 encode or decode FILE to standard output',
    words: reading,
  },
  base64: {
    main: base64,
    options: 'd w:',
    usage: '[-d] [-w COL] [FILE]',
    summary: 'Base64 encode or decode FILE to standard output',
    words: reading,
  },
  cksum: { main: cksum, options: '', usage: 'FILE...', summary: 'Calculate CRC32 checksum of FILEs', words: reading },
  sum: { main: sum, options: 'r s', usage: '[-rs] [FILE]...', summary: 'Checksum and count the blocks in a file', words: reading },
  md5sum: { main: md5sum, ...sumUsage, summary: 'Print or check MD5 checksums' },
  sha1sum: { main: sha1sum, ...sumUsage, summary: 'Print or check SHA1 checksums' },
  sha256sum: { main: sha256sum, ...sumUsage, summary: 'Print or check SHA256 checksums' },
  sha512sum: { main: sha512sum, ...sumUsage, summary: 'Print or check SHA512 checksums' },
  seq: {
    main: seq,
    options: 'w s:',
    usage: '[-w] [-s SEP] [FIRST [INC]] LAST',
    summary: 'Print numbers from FIRST to LAST, in steps of INC.',
    inOrder: true,
    arguments: (given) => given,
  },
  basename: { main: basename, usage: 'FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...', summary: 'Strip directory path and SUFFIX from FILE' },
  dirname: { main: dirname, usage: 'FILENAME', summary: 'Strip non-directory suffix from FILENAME' },
  grep: { main: grep, options: grepOptions, usage: grepUsage, summary: 'Search for PATTERN in FILEs (or stdin)' },
  egrep: { main: egrep, options: grepOptions, usage: grepUsage, summary: 'Search for PATTERN in FILEs (or stdin)' },
  fgrep: { main: fgrep, options: grepOptions, usage: grepUsage, summary: 'Search for PATTERN in FILEs (or stdin)' },
  sed: {
    main: sed,
    options: 'i|in-place=? n|quiet r E e|expression: f|file: s z',
    usage: '[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...',
    failure: 1,
    words: [[/^can't read (.*): (.*)$/, '$1: $2']],
  },
  awk: { main: awk, usage: '[OPTIONS] [AWK_PROGRAM] [FILE]...' },
  cmp: {
    main: cmp,
    options: 'l s n:',
    usage: '[-ls] [-n NUM] FILE1 [FILE2 [SKIP1 [SKIP2]]]',
    summary: 'Compare FILE1 with FILE2 (or stdin)',
    words: reading,
  },
  diff: {
    main: diff,
    options: 'a b B d i N q r T s t w u U: L: S: x: X: c',
    usage: '[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2',
    summary: 'Compare files line by line and output the differences between them.\nThis implementation supports unified diffs only.',
    arguments: unified,
    words: [[/^(.*): (No such file or directory)$/, "can't stat '$1': $2"]],
  },
  xargs: { main: xargs, usage: '[OPTIONS] [PROG ARGS]', summary: 'Run PROG on every item given by stdin' },
  cal: { main: cal, options: 'j m y', usage: '[-jmy] [[MONTH] YEAR]', summary: 'Display a calendar', unsimulated: ['j'] },
  hexdump: {
    main: hexdump,
    usage: '[-bcdoxCv] [-e FMT] [-f FMT_FILE] [-n LEN] [-s OFS] [FILE]...',
    summary: 'Display FILEs (or stdin) in a user specified format',
  },
  hd: { main: hexdump, usage: 'FILE...', summary: 'hd is an alias for hexdump -C', arguments: (given) => ['-C', ...given] },
  rev: { main: rev, options: '', usage: '[FILE]...', summary: 'Reverse lines of FILE' },
  less: { main: less, usage: '[-EFIMmNSRh~] [FILE]...', summary: 'View FILE (or stdin) one screenful at a time' },
  more: { main: more, usage: '[FILE]...', summary: 'View FILE (or stdin) one screenful at a time' },
}

/** Unified differences whatever is asked, the files' names without their times. */
function unified(given: readonly string[]): readonly string[] {
  const labelled = given.some((word) => word.startsWith('-L'))
  const names = given.filter((word) => !word.startsWith('-') || word === '-').slice(-2)
  const labels = labelled || names.length < 2 || given.some((word) => /^-[a-zA-Z]*r/.test(word)) ? [] : names.flatMap((name) => ['-L', name])
  return [...(given.some((word) => /^-[a-z]*q/.test(word)) ? [] : ['-u']), ...labels, ...given]
}
