import { gunzip, gzip, zcat } from '../../archive/gzip.ts'
import { tar } from '../../archive/tar/tar.ts'
import { chmod } from '../../coreutils/chmod.ts'
import { chgrp, chown } from '../../coreutils/chown.ts'
import { cp } from '../../coreutils/cp.ts'
import { dd } from '../../coreutils/dd.ts'
import { du } from '../../coreutils/du.ts'
import { install } from '../../coreutils/install.ts'
import { ln } from '../../coreutils/ln.ts'
import { mkdir } from '../../coreutils/mkdir.ts'
import { mktemp } from '../../coreutils/mktemp.ts'
import { mv } from '../../coreutils/mv.ts'
import { readlink, realpath } from '../../coreutils/path-names.ts'
import { rm } from '../../coreutils/rm.ts'
import { rmdir } from '../../coreutils/rmdir.ts'
import { link, mkfifo, mknod, sync, unlink } from '../../coreutils/special-files.ts'
import { stat } from '../../coreutils/stat.ts'
import { touch } from '../../coreutils/touch.ts'
import { tree } from '../../coreutils/tree.ts'
import { truncate } from '../../coreutils/truncate.ts'
import { find } from '../../findutils/find/find.ts'
import type { Adapted } from '../adapted.ts'
import type { Wording } from '../reworded.ts'

const accessed: Wording = [
  /^(?:cannot (?:access|dereference|read directory)|failed to get attributes of|changing (?:permissions|ownership|group) of) '(.*)': (.*)$/,
  '$1: $2',
]
const sameFile: Wording = [/^'(.*)' and '(.*)' are the same file$/, "'$1' and '$2' are the same file"]

/** Applets that make, move, change and remove files. */
export const fileApplets: Readonly<Record<string, Adapted>> = {
  cp: {
    main: cp,
    options:
      'a|archive P R r|recursive d p|preserve=? f|force i|interactive l|link s|symbolic-link L|dereference H u|update n v|verbose T|no-target-directory t|target-directory: remove-destination parents reflink=?',
    usage: '[-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }',
    summary: 'Copy SOURCEs to DEST',
    words: [
      sameFile,
      [/^cannot stat '(.*)': (.*)$/, "can't stat '$1': $2"],
      [/^-r not specified; omitting directory '(.*)'$/, "omitting directory '$1'"],
      [
        /^cannot (?:create|remove) (?:\S+ file|directory|symbolic link|hard link|special file|fifo)? ?'(.*?)'(?: to '.*')?: (.*)$/,
        "can't create '$1': $2",
      ],
      [/^target '(.*)'(?: is not a directory|: Not a directory)$/, "can't create '$1': Not a directory"],
    ],
  },
  mv: {
    main: mv,
    options: 'f|force i|interactive n|no-clobber T|no-target-directory t|target-directory: v|verbose',
    usage: '[-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }',
    summary: 'Rename SOURCE to DEST, or move SOURCEs to DIRECTORY',
    words: [
      [/^cannot stat '(.*)': (.*)$/, "can't rename '$1': $2"],
      [/^cannot move '(.*?)' to '.*?'(?:\/.*)?: (.*)$/, "can't rename '$1': $2"],
      [/^target '(.*)'(?: is not a directory|: Not a directory)$/, "can't rename to '$1': Not a directory"],
    ],
  },
  rm: {
    main: rm,
    options: 'f|force i|interactive=? R r|recursive v|verbose',
    usage: '[-irf] FILE...',
    summary: 'Remove (unlink) FILEs\n\n\t-i\tAlways prompt before removing\n\t-f\tNever prompt\n\t-R,-r\tRecurse',
    words: [
      [/^cannot remove '(.*)': Is a directory$/, "'$1' is a directory"],
      [/^cannot remove '(.*)': (.*)$/, "can't remove '$1': $2"],
    ],
  },
  mkdir: {
    main: mkdir,
    options: 'm|mode: p|parents v|verbose',
    usage: '[-m MODE] [-p] DIRECTORY...',
    summary: 'Create DIRECTORY\n\n\t-m MODE\tMode\n\t-p\tNo error if exists; make parent directories as needed',
    words: [[/^cannot create directory '(.*)': (.*)$/, "can't create directory '$1': $2"]],
  },
  rmdir: {
    main: rmdir,
    options: 'p|parents v|verbose ignore-fail-on-non-empty',
    usage: '[-p] DIRECTORY...',
    summary: 'Remove DIRECTORY if it is empty\n\n\t-p\tInclude parents',
    words: [[/^failed to remove (?:directory )?'(.*)': (.*)$/, "'$1': $2"]],
  },
  ln: {
    main: ln,
    options: 's|symbolic f|force n|no-dereference b S: v|verbose T|no-target-directory t:',
    usage: '[-sfnbtv] [-S SUF] TARGET... LINK|DIR',
    summary:
      "Create a link LINK or DIR/TARGET to the specified TARGET(s)\n\n\t-s\tMake symlinks instead of hardlinks\n\t-f\tRemove existing destinations\n\t-n\tDon't dereference symlinks - treat like normal file",
    words: [[/^failed to (?:create (?:symbolic|hard) link|access) '(.*?)'(?: (?:->|=>) '.*')?: (.*)$/, '$1: $2']],
  },
  touch: {
    main: touch,
    options: 'c|no-create h|no-dereference a m f d|date: t: r|reference:',
    usage: '[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...',
    summary: 'Update mtime of FILEs',
    words: [[/^cannot touch '(.*)': (.*)$/, '$1: $2']],
  },
  chmod: {
    main: chmod,
    options: 'R|recursive v|verbose c|changes f|quiet reference=',
    usage: '[-Rcvf] MODE[,MODE]... FILE...',
    summary:
      'MODE is octal number (bit pattern sstrwxrwxrwx) or [ugoa]{+|-|=}[rwxXst]\n\n\t-R\tRecurse\n\t-c\tList changed files\n\t-v\tVerbose\n\t-f\tHide errors',
    words: [accessed, [/^invalid mode: '(.*)'$/, "invalid mode '$1'"]],
  },
  chown: {
    main: chown,
    options: 'R|recursive h|no-dereference L H P c|changes v|verbose f|quiet',
    usage: '[-RhLHPcvf]... USER[:[GRP]] FILE...',
    summary: 'Change the owner and/or group of FILEs to USER and/or GRP\n\n\t-h\tAffect symlinks instead of symlink targets\n\t-R\tRecurse',
    words: [
      accessed,
      [/^invalid user: '(?:([^:']*):)?([^:']*)'$/, 'unknown user $1$2'],
      [/^invalid (?:group|spec): '(?:[^:]*:)?(.*)'$/, 'unknown group $1'],
    ],
  },
  chgrp: {
    main: chgrp,
    options: 'R|recursive h|no-dereference L H P c|changes v|verbose f|quiet',
    usage: '[-RhLHPcvf]... GROUP FILE...',
    summary: 'Change the group membership of FILEs to GROUP',
    words: [accessed, [/^invalid group: '(.*)'$/, 'unknown group $1']],
  },
  stat: {
    main: stat,
    options: 'l t f c: L',
    usage: '[-ltf] [-c FMT] FILE...',
    summary: 'Display file (default) or filesystem status',
    unsimulated: ['l'],
    words: [
      [/^cannot statx? '(.*)': (.*)$/, "can't stat '$1': $2"],
      [/^cannot read file system information for '(.*)': (.*)$/, "can't read file system information for '$1': $2"],
    ],
    arguments: plainly,
  },
  du: {
    main: du,
    options: 'a H k L s x d: l c b h m',
    usage: '[-aHLdclsxhmk] [FILE]...',
    summary:
      'Summarize disk space used for FILEs (or directories)\n\n\t-a\tShow file sizes too\n\t-d N\tLimit output to directories (and files with -a) of depth < N\n\t-s\tDisplay only a total for each argument\n\t-h\tSizes in human readable format (e.g., 1K 243M 2G)\n\t-m\tSizes in megabytes\n\t-k\tSizes in kilobytes (default)',
    words: [accessed],
  },
  install: { main: install, options: 'c d D p s o: g: m: v t:', usage: '[-cdDsp] [-o USER] [-g GRP] [-m MODE] [-t DIR] [SOURCE]... DEST' },
  readlink: { main: readlink, options: 'n f v s q', usage: '[-fnv] FILE', summary: 'Display the value of a symlink' },
  realpath: { main: realpath, options: '', usage: 'FILE...', summary: 'Print absolute pathnames of FILE' },
  mktemp: {
    main: mktemp,
    options: 'd q t p: u',
    usage: '[-dt] [-p DIR] [TEMPLATE]',
    summary: 'Create a temporary file with name based on TEMPLATE and print its name.',
  },
  mkfifo: { main: mkfifo, options: 'm|mode:', usage: '[-m MODE] NAME', summary: 'Create named pipe' },
  mknod: {
    main: mknod,
    options: 'm|mode:',
    usage: '[-m MODE] NAME TYPE [MAJOR MINOR]',
    summary: 'Create a special file (block, character, or pipe)',
  },
  link: { main: link, options: '', usage: 'FILE LINK', summary: 'Create hard LINK to FILE' },
  unlink: { main: unlink, options: '', usage: 'FILE', summary: 'Delete FILE by calling unlink()' },
  sync: { main: sync, options: 'd f', usage: '[-df] [FILE]...', summary: 'Write all buffered blocks (in FILEs) to disk' },
  truncate: { main: truncate, options: 'c s:', usage: '[-c] -s SIZE FILE...', summary: 'Truncate FILEs to SIZE' },
  tree: { main: tree, options: '', usage: '[DIR]...' },
  dd: {
    main: dd,
    usage:
      '[if=FILE] [of=FILE] [ibs=N obs=N/bs=N] [count=N] [skip=N] [seek=N]\n\t[conv=notrunc|noerror|sync|fsync]\n\t[iflag=skip_bytes|count_bytes|fullblock|direct] [oflag=seek_bytes|append|direct]',
    summary: 'Copy a file with converting and formatting',
  },
  find: {
    main: find,
    usage: '[-HL] [PATH]... [OPTIONS] [ACTIONS]',
    summary:
      'Search for files and perform actions on them.\nFirst failed action stops processing of current file.\nDefaults: PATH is current directory, action is -print',
    words: [
      [/^'(.*)': (.*)$/, '$1: $2'],
      [/^unknown predicate [`'](.*)'$/, 'unrecognized: $1'],
      [/^missing argument to [`'](.*)'$/, '$1: requires an argument'],
    ],
  },
  tar: {
    main: tar,
    usage: 'c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [-T FILE] [-X FILE] [LONGOPT]... [FILE]...',
    summary: 'Create, extract, or list files from a tar file',
    failure: 1,
    words: [
      [/^(.*): Cannot open: (.*)$/, "can't open '$1': $2"],
      [/^(.*): Cannot stat: (.*)$/, '$1: $2'],
      [/^(.*): Not found in archive$/, '$1: not found in archive'],
      [/^Removing leading [`'](.*)' from member names$/, "removing leading '$1' from member names"],
      [/^Exiting with failure status due to previous errors$/, 'error exit delayed from previous errors'],
      [/^Error is not recoverable: exiting now$/, ''],
      [/^You must specify one of .*$/, ''],
    ],
  },
  gzip: { main: gzip, options: 'c f k d t n q v 1 2 3 4 5 6 7 8 9', usage: '[-cfkdt123456789] [FILE]...', summary: 'Compress FILEs (or stdin)' },
  gunzip: { main: gunzip, options: 'c f k t n q v', usage: '[-cfkt] [FILE]...', summary: 'Decompress FILEs (or stdin)' },
  zcat: { main: zcat, usage: '[FILE]...', summary: 'Decompress to stdout' },
}

/** The lines of a file's status as BusyBox has them, unless another form is asked for. */
function plainly(given: readonly string[]): readonly string[] {
  if (given.some((word) => /^-[^-]*[cft]/.test(word))) return given
  const lines = [
    '  File: %n',
    '  Size: %-10s\\tBlocks: %-10b IO Block: %-6o %F',
    'Device: %Dh/%dd\\tInode: %-10i  Links: %-5h',
    'Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)',
    'Access: %x',
    'Modify: %y',
    'Change: %z',
  ]
  return [`--printf=${lines.join('\\n')}\\n`, ...given]
}
