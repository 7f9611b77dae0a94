// `-e trace=`: which calls are shown.

const classes: Readonly<Record<string, string>> = {
  file: 'open openat stat lstat newfstatat access mkdir rmdir unlink rename link symlink readlink mknod chmod chown lchown utimensat truncate statfs getcwd chdir chroot pivot_root mount umount2 execve getxattr setxattr inotify_add_watch',
  process: 'clone execve exit_group wait4 kill',
  network: 'socket socketpair bind listen accept4 connect sendto recvfrom shutdown getsockname getpeername setsockopt getsockopt',
  signal: 'kill rt_sigaction rt_sigprocmask pause',
  desc: 'open openat close read write pread64 pwrite64 lseek splice fstat newfstatat getdents64 fchmod ftruncate fsync fcntl dup2 dup3 pipe2 poll ioctl socket socketpair bind listen accept4 connect sendto recvfrom shutdown getsockname getpeername setsockopt getsockopt inotify_init1 inotify_add_watch',
  memory: 'mmap',
  creds: 'getresuid setresuid setresgid setgroups capset prctl',
}

const others =
  'exit getuid geteuid getgid getegid brk mprotect munmap fork vfork clone3 dup pipe select epoll_wait fstatat fstatat64 stat64 chmodat fchmodat fchownat unlinkat mkdirat renameat2 faccessat faccessat2 accept send recv sendmsg recvmsg sync getpid getppid gettid setpgid getpgid setsid getsid umask uname sethostname unshare setns prlimit64 getrusage setpriority getrandom futex ptrace reboot finit_module delete_module nanosleep clock_nanosleep'

const known = new Set([...Object.values(classes), others].flatMap((names) => names.split(' ')))

/** Whether a call of that name is shown. */
export type Selection = (name: string) => boolean

/** Reads `open,%file,!close`; the name that is no system call when there is one. */
export function parseSelection(text: string): { readonly selection: Selection } | { readonly invalid: string } {
  const negated = text.startsWith('!')
  const names = new Set<string>()
  for (const word of text.replace(/^!/, '').split(',')) {
    if (word === 'all' || word === 'none') {
      const everything = (word === 'all') !== negated
      return { selection: () => everything }
    }
    const members = classes[word.replace(/^%/, '')]
    if (members) for (const name of members.split(' ')) names.add(name)
    else if (word.startsWith('%') || !known.has(word.replace(/^\?/, ''))) return { invalid: word }
    else names.add(word.replace(/^\?/, ''))
  }
  return { selection: (name) => names.has(name) !== negated }
}
