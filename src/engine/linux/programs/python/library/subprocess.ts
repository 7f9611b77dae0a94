/** Python's module subprocess, as much of it as the interpreter's own library has. */
export const pySubprocess = String.raw`import _os
import sys

PIPE, STDOUT, DEVNULL = -1, -2, -3


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode, self.cmd, self.output, self.stdout, self.stderr = returncode, cmd, output, output, stderr

    def __str__(self):
        return "Command %r returned non-zero exit status %d." % (self.cmd, self.returncode)


class CompletedProcess:
    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args, self.returncode, self.stdout, self.stderr = args, returncode, stdout, stderr

    def __repr__(self):
        parts = ["args=%r" % (self.args,), "returncode=%r" % self.returncode]
        if self.stdout is not None:
            parts.append("stdout=%r" % self.stdout)
        if self.stderr is not None:
            parts.append("stderr=%r" % self.stderr)
        return "CompletedProcess(%s)" % ", ".join(parts)

    def check_returncode(self):
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)


def run(args, *, capture_output=False, text=False, shell=False, check=False, input=None, stdout=None, stderr=None, universal_newlines=False):
    argv = ["/bin/sh", "-c", args] if shell else ([args] if isinstance(args, str) else list(args))
    if not shell and not any(_os.exists(d + "/" + argv[0]) for d in _os.environ().get("PATH", "").split(":")) and not _os.exists(argv[0]):
        error = FileNotFoundError(2, "No such file or directory")
        error.errno, error.filename = 2, argv[0]
        raise error
    sys.stdout.flush()
    capture = capture_output or stdout == PIPE or stderr == PIPE
    code, out, err = _os.run(argv, capture, input if text or input is None else input.decode())
    if code > 128 and not shell:
        code = 128 - code
    if not capture:
        out = err = None
    elif not (text or universal_newlines):
        out, err = out.encode(), err.encode()
    done = CompletedProcess(args, code, out, err)
    if check:
        done.check_returncode()
    return done


def call(args, **kwargs):
    return run(args, **kwargs).returncode


def check_call(args, **kwargs):
    return run(args, check=True, **kwargs).returncode


def check_output(args, **kwargs):
    return run(args, capture_output=True, check=True, **kwargs).stdout


def getoutput(command):
    return run(command, shell=True, capture_output=True, text=True).stdout.rstrip("\n")
`
