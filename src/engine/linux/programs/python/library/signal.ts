/** Python's module signal, as much of it as the interpreter's own library has. */
export const pySignal = `import _os

SIGHUP, SIGINT, SIGQUIT, SIGKILL, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD = 1, 2, 3, 9, 10, 12, 13, 14, 15, 17
SIG_DFL, SIG_IGN = 0, 1


def default_int_handler(signum, frame):
    raise KeyboardInterrupt


def signal(signalnum, handler):
    return _os.signal(signalnum, handler)
`
