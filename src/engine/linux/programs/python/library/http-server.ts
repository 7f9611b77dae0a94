/** Python's module http.server, as much of it as the interpreter's own library has. */
export const pyHttpServer = String.raw`import os
import sys
import socket
import threading
import time
import html
from urllib.parse import quote, unquote

_reasons = {200: "OK", 201: "Created", 204: "No Content", 301: "Moved Permanently", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 500: "Internal Server Error", 501: "Unsupported method"}
_error = """<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: %(code)d</p>
        <p>Message: %(message)s.</p>
        <p>Error code explanation: %(code)s - %(explain)s.</p>
    </body>
</html>
"""
_explain = {404: "Nothing matches the given URI", 501: "Server does not support this operation"}
_types = {"html": "text/html", "htm": "text/html", "txt": "text/plain", "css": "text/css", "js": "text/javascript", "json": "application/json", "png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml", "py": "text/x-python"}


class _Reader:
    def __init__(self, sock):
        self._sock, self._held = sock, b""

    def readline(self):
        while b"\n" not in self._held:
            more = self._sock.recv(65536)
            if not more:
                break
            self._held += more
        end = self._held.find(b"\n") + 1 or len(self._held)
        line, self._held = self._held[:end], self._held[end:]
        return line

    def read(self, count):
        while len(self._held) < count:
            more = self._sock.recv(65536)
            if not more:
                break
            self._held += more
        data, self._held = self._held[:count], self._held[count:]
        return data


class _Writer:
    def __init__(self, sock):
        self._sock = sock

    def write(self, data):
        self._sock.sendall(data)

    def flush(self):
        pass


class _Headers(dict):
    def get(self, name, default=None):
        for key, value in self.items():
            if key.lower() == name.lower():
                return value
        return default

    def __getitem__(self, name):
        return self.get(name)


class HTTPServer:
    def __init__(self, server_address, RequestHandlerClass):
        self.RequestHandlerClass = RequestHandlerClass
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(server_address)
        self.socket.listen(5)
        self.server_address = self.socket.getsockname()
        self.server_port = self.server_address[1]

    def _serve(self, connection, peer):
        try:
            self.RequestHandlerClass(connection, peer, self)
        except (ConnectionError, BrokenPipeError):
            pass
        finally:
            connection.close()

    def serve_forever(self):
        while True:
            connection, peer = self.socket.accept()
            self._serve(connection, peer)

    def server_close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.server_close()


class ThreadingHTTPServer(HTTPServer):
    def serve_forever(self):
        while True:
            connection, peer = self.socket.accept()
            threading.Thread(target=self._serve, args=(connection, peer), daemon=True).start()


class BaseHTTPRequestHandler:
    server_version = "BaseHTTP/0.6"
    protocol_version = "HTTP/1.0"
    sys_version = "Python/" + sys.version.split()[0]

    def __init__(self, request, client_address, server):
        self.connection, self.client_address, self.server = request, client_address, server
        self.rfile, self.wfile = _Reader(request), _Writer(request)
        self._buffer = []
        self.handle()

    def handle(self):
        line = self.rfile.readline().decode("latin-1").rstrip("\r\n")
        if not line:
            return
        self.requestline = line
        words = line.split()
        if len(words) != 3:
            self.command, self.path = "", ""
            self.send_error(400, "Bad request syntax (%r)" % line)
            return
        self.command, self.path, self.request_version = words
        self.headers = _Headers()
        while True:
            field = self.rfile.readline().decode("latin-1").rstrip("\r\n")
            if not field:
                break
            key, _, value = field.partition(":")
            self.headers[key] = value.strip()
        method = getattr(self, "do_" + self.command, None)
        if method is None:
            self.send_error(501, "Unsupported method (%r)" % self.command)
            return
        method()

    def version_string(self):
        return self.server_version + " " + self.sys_version

    def date_time_string(self, timestamp=None):
        return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(timestamp))

    def send_response(self, code, message=None):
        self.log_request(code)
        self.send_response_only(code, message)
        self.send_header("Server", self.version_string())
        self.send_header("Date", self.date_time_string())

    def send_response_only(self, code, message=None):
        self._buffer.append("%s %d %s\r\n" % (self.protocol_version, code, message or _reasons.get(code, "")))

    def send_header(self, keyword, value):
        self._buffer.append("%s: %s\r\n" % (keyword, value))

    def end_headers(self):
        self._buffer.append("\r\n")
        self.wfile.write("".join(self._buffer).encode("latin-1"))
        self._buffer = []

    def send_error(self, code, message=None, explain=None):
        message = message or _reasons.get(code, "???")
        self.log_error("code %d, message %s", code, message)
        self.send_response(code, message)
        self.send_header("Connection", "close")
        body = (_error % {"code": code, "message": html.escape(message, False), "explain": explain or _explain.get(code, "")}).encode()
        self.send_header("Content-Type", "text/html;charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if getattr(self, "command", "") != "HEAD":
            self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        self.log_message('"%s" %s %s', self.requestline, str(code), str(size))

    def log_error(self, format, *args):
        self.log_message(format, *args)

    def log_date_time_string(self):
        return time.strftime("%d/%b/%Y %H:%M:%S")

    def address_string(self):
        return self.client_address[0]

    def log_message(self, format, *args):
        sys.stderr.write("%s - - [%s] %s\n" % (self.address_string(), self.log_date_time_string(), format % args))


class SimpleHTTPRequestHandler(BaseHTTPRequestHandler):
    server_version = "SimpleHTTP/0.6"
    directory = None

    def do_GET(self):
        data = self.send_head()
        if data is not None:
            self.wfile.write(data)

    def do_HEAD(self):
        self.send_head()

    def send_head(self):
        path = unquote(self.path.split("?")[0].split("#")[0])
        place = os.path.normpath((self.directory or os.getcwd()) + "/" + path)
        if os.path.isdir(place):
            if not path.endswith("/"):
                self.send_response(301)
                self.send_header("Location", self.path + "/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return None
            index = os.path.join(place, "index.html")
            if not os.path.isfile(index):
                return self.list_directory(place, path)
            place = index
        try:
            with open(place, "rb") as file:
                data = file.read()
        except OSError:
            self.send_error(404, "File not found")
            return None
        self.send_response(200)
        self.send_header("Content-type", _types.get(place.rsplit(".", 1)[-1], "application/octet-stream"))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Last-Modified", self.date_time_string(os.path.getmtime(place)))
        self.end_headers()
        return data

    def list_directory(self, place, path):
        title = "Directory listing for " + html.escape(path, False)
        lines = ["<!DOCTYPE HTML>", '<html lang="en">', "<head>", '<meta charset="utf-8">', "<title>%s</title>" % title, "</head>", "<body>", "<h1>%s</h1>" % title, "<hr>", "<ul>"]
        for name in sorted(os.listdir(place), key=lambda a: a.lower()):
            full = os.path.join(place, name)
            shown = linked = name
            if os.path.isdir(full):
                shown = linked = name + "/"
            if os.path.islink(full):
                shown = name + "@"
            lines.append('<li><a href="%s">%s</a></li>' % (quote(linked), html.escape(shown, False)))
        data = "\n".join(lines + ["</ul>", "<hr>", "</body>", "</html>", ""]).encode()
        self.send_response(200)
        self.send_header("Content-type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return data


def _main(argv):
    port, bind = 8000, "0.0.0.0"
    words = list(argv)
    while words:
        word = words.pop(0)
        if word in ("-b", "--bind"):
            bind = words.pop(0)
        elif word in ("-d", "--directory"):
            SimpleHTTPRequestHandler.directory = os.path.abspath(words.pop(0))
        elif word.isdigit():
            port = int(word)
        else:
            print("usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]\nserver.py: error: argument port: invalid int value: %r" % word, file=sys.stderr)
            sys.exit(2)
    SimpleHTTPRequestHandler.protocol_version = "HTTP/1.0"
    server = ThreadingHTTPServer((bind, port), SimpleHTTPRequestHandler)
    print("Serving HTTP on %s port %d (http://%s:%d/) ..." % (bind, port, bind, port))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("\nKeyboard interrupt received, exiting.")
        sys.exit(0)


if __name__ == "__main__":
    _main(sys.argv[1:])
`
