/** Python's module urllib.request, as much of it as the interpreter's own library has. */
export const pyUrllibRequest = `import _http
from urllib.error import URLError, HTTPError


class Request:
    def __init__(self, url, data=None, headers={}, method=None):
        self.full_url, self.data, self.headers = url, data, dict(headers)
        self.method = method or ("POST" if data is not None else "GET")

    def add_header(self, key, value):
        self.headers[key] = value


class _Response:
    def __init__(self, url, status, reason, headers, body):
        self.url, self.status, self.code, self.reason, self._body = url, status, status, reason, body
        self.headers = dict(headers)

    def read(self):
        body, self._body = self._body, b""
        return body

    def getcode(self):
        return self.status

    def getheader(self, name, default=None):
        return self.headers.get(name, default)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


def urlopen(url, data=None, timeout=None):
    request = Request(url, data) if isinstance(url, str) else url
    if "://" not in request.full_url:
        raise ValueError("unknown url type: %r" % request.full_url)
    headers = dict({"Accept-Encoding": "identity", "User-Agent": "Python-urllib/3.12"}, **request.headers)
    answer = _http.fetch(request.method, request.full_url, list(headers.items()), request.data)
    if isinstance(answer, str):
        raise URLError(answer[15:-1])
    if answer[0] >= 400:
        raise HTTPError(request.full_url, answer[0], answer[1], dict(answer[2]), answer[3])
    return _Response(request.full_url, *answer)
`
