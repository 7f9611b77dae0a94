/** A manual page in short, in our own words. */
export interface ManualPage {
  readonly section: number
  readonly summary: string
  /** Without the name: one form of use a line. */
  readonly synopsis: readonly string[]
  readonly description: string
  /** Options or keys worth knowing. */
  readonly options?: readonly (readonly [form: string, meaning: string])[]
}

const page = (summary: string, synopsis: string, description: string, options?: ManualPage['options'], section = 1): ManualPage => ({
  section,
  summary,
  synopsis: synopsis.split('\n'),
  description,
  ...(options && { options }),
})

const filePages: Readonly<Record<string, ManualPage>> = {
  cat: page('concatenate files and print them', '[OPTION]... [FILE]...', 'Prints each FILE in turn; with no FILE, or when it is -, standard input.', [
    ['-n', 'number the lines'],
    ['-A', 'show tabs, line ends and other invisible characters'],
  ]),
  cd: page('change the working directory', '[DIRECTORY]', 'A builtin of the shell. Without DIRECTORY it goes to $HOME; - is the directory before.'),
  chmod: page(
    'change file mode bits',
    '[OPTION]... MODE[,MODE]... FILE...',
    'Changes who may read, write and execute FILE: in octal (755) or in letters (u+x, go-w).',
    [['-R', 'directories and what is in them']],
  ),
  chown: page('change file owner and group', '[OPTION]... [OWNER][:[GROUP]] FILE...', 'Gives FILE another owner, group, or both.', [
    ['-R', 'directories and what is in them'],
  ]),
  cp: page(
    'copy files and directories',
    '[OPTION]... SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY',
    'Copies SOURCE to DEST, or several to a DIRECTORY.',
    [
      ['-r', 'directories with what is in them'],
      ['-a', 'the same, keeping owners, times and links'],
    ],
  ),
  df: page('report file system space usage', '[OPTION]... [FILE]...', 'Shows how much of each mounted file system is used and free.', [
    ['-h', 'sizes in powers of 1024'],
    ['-T', 'the types of the file systems'],
  ]),
  du: page('estimate file space usage', '[OPTION]... [FILE]...', 'Sums up the space that directories take.', [
    ['-s', 'only a total for each FILE'],
    ['-h', 'sizes in powers of 1024'],
  ]),
  find: page(
    'search for files in a directory hierarchy',
    '[PATH...] [EXPRESSION]',
    'Walks the trees below PATH and prints what the EXPRESSION is true for.',
    [
      ['-name PATTERN', 'the last part of the path matches'],
      ['-type f, -type d', 'regular files, directories'],
      ['-exec COMMAND {} ;', 'run COMMAND on each'],
    ],
  ),
  grep: page(
    'print lines that match patterns',
    '[OPTION]... PATTERN [FILE]...',
    'Prints the lines of each FILE that match PATTERN, a regular expression.',
    [
      ['-i', 'ignore case'],
      ['-v', 'lines that do not match'],
      ['-r', 'all files below a directory'],
      ['-E', 'extended regular expressions'],
    ],
  ),
  head: page('output the first part of files', '[OPTION]... [FILE]...', 'Prints the first ten lines of each FILE.', [['-n NUM', 'that many lines']]),
  less: page('opposite of more', '[OPTION]... [FILE]...', 'Shows a text screen by screen, forwards and backwards.', [
    ['SPACE, b', 'a screen on, a screen back'],
    ['/PATTERN, n', 'search, and again'],
    ['g, G', 'to the beginning, to the end'],
    ['F', 'wait for more, like tail -f'],
    ['q', 'leave'],
  ]),
  ln: page('make links between files', '[OPTION]... TARGET LINK_NAME', 'Makes LINK_NAME another name of TARGET.', [['-s', 'a symbolic link']]),
  ls: page(
    'list directory contents',
    '[OPTION]... [FILE]...',
    'Lists information about each FILE, the current directory by default, sorted by name.',
    [
      ['-a', 'also entries that start with a dot'],
      ['-l', 'long: mode, links, owner, group, size, time'],
      ['-h', 'with -l, sizes like 1K 234M 2G'],
      ['-t', 'newest first'],
    ],
  ),
  mkdir: page('make directories', '[OPTION]... DIRECTORY...', 'Makes each DIRECTORY that does not exist yet.', [
    ['-p', 'parents too, and no error when it exists'],
  ]),
  mv: page(
    'move (rename) files',
    '[OPTION]... SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY',
    'Renames SOURCE to DEST, or moves several to a DIRECTORY.',
  ),
  nano: page("Nano's ANOther editor", '[[+LINE[,COLUMN]] FILE]', 'An editor whose keys stand at the foot of the screen; ^ is the Control key.'),
  pwd: page('print name of the working directory', '[OPTION]...', 'Prints the full name of the current directory.'),
  rm: page('remove files or directories', '[OPTION]... FILE...', 'Removes each FILE. There is no way back.', [
    ['-r', 'directories with what is in them'],
    ['-f', 'ask nothing, and no error for what is not there'],
  ]),
  tail: page('output the last part of files', '[OPTION]... [FILE]...', 'Prints the last ten lines of each FILE.', [
    ['-n NUM', 'that many lines'],
    ['-f', 'go on as the file grows'],
  ]),
  tar: page('an archiving utility', '-c|-x|-t [-z] [-v] -f ARCHIVE [FILE]...', 'Packs files into one archive and takes them out again.'),
  touch: page('change file timestamps', '[OPTION]... FILE...', 'Sets the times of each FILE to now and makes the file when there is none.'),
  vi: page('a programmers text editor', '[+LINE] [FILE]...', 'Edits text in modes: letters are commands until i starts inserting; Esc goes back.', [
    ['i, a, o', 'insert before, after, on a new line below'],
    ['dd, yy, p', 'delete a line, copy it, put it'],
    ['u, Ctrl-R', 'undo, redo'],
    ['/TEXT, n', 'search, and again'],
    [':w, :q, :wq, :q!', 'write, leave, both, leave and lose changes'],
  ]),
}

const systemPages: Readonly<Record<string, ManualPage>> = {
  free: page(
    'display amount of free and used memory in the system',
    '[options]',
    'Shows memory and swap: total, used, free, shared, caches, and what could be had.',
    [['-h', 'sizes like 1.8Gi']],
  ),
  hostname: page("show or set the system's host name", '[NAME]', 'Prints the name of the host or sets it.'),
  id: page('print real and effective user and group IDs', '[OPTION]... [USER]', 'Shows the numbers and names of a user and its groups.'),
  kill: page('send a signal to a process', '[-SIGNAL] PID...', 'Sends TERM, or another SIGNAL, to each process.', [
    ['-9', 'KILL: cannot be caught'],
    ['-l', 'names of the signals'],
  ]),
  man: page(
    'an interface to the system reference manuals',
    '[SECTION] PAGE...',
    'Shows the manual PAGE of a program. Sections: 1 programs, 5 file formats, 8 administration.',
    [
      ['-k WORD', 'pages whose summary has WORD'],
      ['-f PAGE', 'the summary only'],
    ],
  ),
  ps: page('report a snapshot of the current processes', '[options]', 'Shows processes: without options those of this terminal.', [
    ['aux', 'all, with their use of CPU and memory'],
    ['-ef', 'all, with their parents'],
    ['-o FORMAT', 'chosen columns'],
  ]),
  pstree: page('display a tree of processes', '[-p] [-a] [PID | USER]', 'Shows processes as a tree, the same ones below one another together.'),
  sudo: page('execute a command as another user', '[-u USER] COMMAND', 'Runs COMMAND as root or as USER, if the policy allows it.', undefined, 8),
  systemctl: page('control the systemd system and service manager', 'COMMAND [UNIT]...', 'Starts, stops, enables and shows units of systemd.', [
    ['start, stop, restart', 'now'],
    ['enable, disable', 'at boot'],
    ['status', 'what it does and its last messages'],
  ]),
  journalctl: page('print log entries from the systemd journal', '[OPTION]...', 'Shows what services and the kernel wrote.', [
    ['-u UNIT', 'of one unit'],
    ['-f', 'go on as entries come'],
  ]),
  top: page('display Linux processes', '[options]', 'Shows the processes that use most, again and again. q ends it.'),
  uname: page('print system information', '[OPTION]...', 'Prints the name of the kernel, or with -a all there is to say.'),
  uptime: page('tell how long the system has been running', '[options]', 'Prints the time, how long the system is up, who is in, and the load.'),
  watch: page(
    'execute a program periodically, showing output fullscreen',
    '[-n SECONDS] COMMAND',
    'Runs COMMAND every two seconds and shows what it prints.',
  ),
  mount: page(
    'mount a filesystem',
    '[-t TYPE] [-o OPTIONS] DEVICE DIRECTORY',
    'Attaches a file system to the tree at DIRECTORY; alone it lists what is attached.',
    undefined,
    8,
  ),
  unshare: page('run program in new namespaces', '[options] [PROGRAM]', 'Runs PROGRAM with namespaces of its own: what containers are made of.', [
    ['-p -f', 'processes'],
    ['-m', 'mounts'],
    ['-n', 'network'],
    ['-u', 'host name'],
  ]),
  nsenter: page('run program in different namespaces', '-t PID [options] [PROGRAM]', 'Runs PROGRAM in the namespaces of another process.'),
  chroot: page('run command with a different root directory', 'NEWROOT [COMMAND]', 'Runs COMMAND with NEWROOT as its root directory.', undefined, 8),
  yum: page(
    'Yellowdog Updater Modified',
    '[options] COMMAND [PACKAGE]...',
    'Installs, updates and removes packages with what they need.',
    undefined,
    8,
  ),
  rpm: page('RPM Package Manager', '-q|-i|-U|-e [options] [PACKAGE]...', 'Asks about packages, installs and removes them.', undefined, 8),
}

const networkPages: Readonly<Record<string, ManualPage>> = {
  curl: page('transfer a URL', '[options] URL...', 'Fetches what is behind a URL and prints it.', [
    ['-I', 'only the headers'],
    ['-o FILE', 'into a file'],
    ['-v', 'tell what goes on'],
  ]),
  ip: page(
    'show / manipulate routing, network devices, interfaces and tunnels',
    '[OPTIONS] OBJECT COMMAND',
    'Objects: address, link, route, neighbour, netns and more.',
    undefined,
    8,
  ),
  iptables: page(
    'administration tool for IPv4 packet filtering and NAT',
    '[-t TABLE] COMMAND',
    'Shows and changes the rules that packets meet.',
    [
      ['-L -n', 'list them with numbers'],
      ['-t nat', 'the table of translations'],
    ],
    8,
  ),
  netstat: page(
    'print network connections, routing tables, interface statistics',
    '[options]',
    'Shows sockets; ss is its successor.',
    [
      ['-a', 'all, the listening ones too'],
      ['-n', 'numbers for names'],
      ['-t, -u', 'TCP, UDP'],
      ['-p', 'the programs behind them'],
    ],
    8,
  ),
  ping: page(
    'send ICMP ECHO_REQUEST to network hosts',
    '[-c COUNT] DESTINATION',
    'Asks a host for an answer and tells how long it took.',
    undefined,
    8,
  ),
  ss: page(
    'another utility to investigate sockets',
    '[options]',
    'Shows sockets.',
    [
      ['-l', 'listening'],
      ['-t, -n, -p', 'TCP, numbers, programs'],
    ],
    8,
  ),
  wget: page('the non-interactive network downloader', '[OPTION]... URL...', 'Fetches files and stores them.'),
}

const containerPages: Readonly<Record<string, ManualPage>> = {
  docker: page(
    'Docker image and container command line interface',
    '[OPTIONS] COMMAND [ARG...]',
    'The client of the Docker daemon: it asks and dockerd does. docker COMMAND --help tells more.',
    [
      ['run, ps, stop, rm', 'containers'],
      ['images, pull, build, push', 'images'],
      ['network, volume', 'what containers share'],
    ],
  ),
  dockerd: page('enable daemon mode', '[OPTIONS]', 'The daemon that makes images, containers, networks and volumes.', undefined, 8),
  kubectl: page(
    'kubectl controls the Kubernetes cluster manager',
    'COMMAND [OPTIONS]',
    'The client of the Kubernetes API. kubectl COMMAND --help tells more.',
  ),
}

export const pages: Readonly<Record<string, ManualPage>> = { ...filePages, ...systemPages, ...networkPages, ...containerPages }
