/** Every bound of the simulation. Beyond a bound the simulated system answers with its own error; nothing grows without end. */
export const limits = {
  /** RLIMIT_NOFILE, soft. */
  openFiles: 1024,
  /** kernel.pid_max. */
  pidMax: 32_768,
  /** Processes and threads alive on one host: beyond it fork fails with EAGAIN. */
  tasksPerHost: 4_096,
  /** Nested generators: symbolic links followed in one path. */
  symlinksFollowed: 40,
  pathBytes: 4_096,
  nameBytes: 255,
  /** ARG_MAX: argv and environment of an execve. */
  argBytes: 2 * 1024 * 1024,
  pipeBytes: 65_536,
  /** Line discipline: longest cooked line. */
  ttyLineBytes: 4_096,
  /** Output a tty holds before its writer blocks. */
  ttyOutputBytes: 65_536,
  /** How fast a terminal takes output, bytes per virtual millisecond. */
  ttyDrainBytesPerMs: 16_384,
  socketBufferBytes: 212_992,
  listenBacklog: 4_096,
  conntrackEntries: 65_536,
  traceFacts: 60_000,
  /** Input log of one session, bytes. */
  sessionLogBytes: 8 * 1024 * 1024,
  /** Bytes that the files of one world may really hold in memory (synthetic content costs nothing). */
  fileBytesInMemory: 256 * 1024 * 1024,
  shellHistory: 1_000,
  /** Nested function calls and substitutions of one shell. */
  shellDepth: 1_000,
} as const
