/** Python's module urllib.error, as much of it as the interpreter's own library has. */
export const pyUrllibError = `class URLError(OSError):
    def __init__(self, reason):
        self.reason = reason

    def __str__(self):
        return "<urlopen error %s>" % self.reason


class HTTPError(URLError):
    def __init__(self, url, code, msg, hdrs, fp):
        self.url, self.code, self.msg, self.headers, self.fp, self.reason = url, code, msg, hdrs, fp, msg

    def read(self):
        return self.fp

    def __str__(self):
        return "HTTP Error %s: %s" % (self.code, self.msg)
`
