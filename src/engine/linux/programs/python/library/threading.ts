/** Python's module threading, as much of it as the interpreter's own library has. */
export const pyThreading = String.raw`import _thread
import sys


class Lock:
    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        while self._held:
            if not blocking:
                return False
            _thread.wait(self, timeout if timeout >= 0 else None)
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False
        _thread.wake(self)

    def locked(self):
        return self._held

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *args):
        self.release()


RLock = Lock


class Event:
    def __init__(self):
        self._flag = False

    def is_set(self):
        return self._flag

    def set(self):
        self._flag = True
        _thread.wake(self, 1000)

    def clear(self):
        self._flag = False

    def wait(self, timeout=None):
        if not self._flag:
            _thread.wait(self, timeout)
        return self._flag


_all = []
_count = 0


class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=False):
        global _count
        _count += 1
        self._target, self._args, self._kwargs = target, args, kwargs or {}
        self.name = name or f"Thread-{_count} ({target.__name__ if target else 'run'})"
        self.daemon = daemon
        self._alive = False
        self._done = Event()

    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)

    def _body(self):
        try:
            self.run()
        except SystemExit:
            pass
        except BaseException as error:
            print(f"Exception in thread {self.name}:\n{sys._traceback(error)}", end="", file=sys.stderr)

    def _finish(self):
        self._alive = False
        self._done.set()

    def start(self):
        if self._alive:
            raise RuntimeError("threads can only be started once")
        self._alive = True
        _all.append(self)
        _thread.start(self._body, self._finish)

    def join(self, timeout=None):
        self._done.wait(timeout)

    def is_alive(self):
        return self._alive


class _Main(Thread):
    def __init__(self):
        self.name, self.daemon, self._alive = "MainThread", False, True


_main = _Main()


def main_thread():
    return _main


def current_thread():
    return _main


def active_count():
    return 1 + sum(1 for one in _all if one.is_alive())


def _shutdown():
    for one in _all:
        if not one.daemon and one.is_alive():
            one.join()
`
