/** net and http in JavaScript over the socket binding. Leaves out agents with pools, upgrade, trailers and HTTP/2. */
export const net = String.raw`
const { Duplex } = require('stream');
const EventEmitter = require('events');
const socket = binding.socket;
class Socket extends Duplex {
  constructor(options = {}) { super(); hide(this, '_fd', -1); hide(this, '_out', []); hide(this, '_paused', false); hide(this, '_halfOpen', options.allowHalfOpen); hide(this, '_connecting', false); this.connecting = false; }
  connect(port, host, done) {
    if (typeof port === 'object') { done = host; host = port.host; port = port.port; }
    if (typeof host === 'function') { done = host; host = undefined; }
    if (done) this.once('connect', done);
    this.connecting = true;
    socket.connect(host || 'localhost', port, this._tls, (error, made) => {
      this.connecting = false;
      if (this.destroyed) { if (made) socket.close(made.fd); return; }
      if (error) return this.destroy(error);
      this._attach(made.fd, made.peer, undefined);
      this.emit('connect'); this.emit('ready');
      if (this.writableEnded) this._flushOut();
    });
    return this;
  }
  _attach(fd, peer, local) {
    this._fd = fd;
    if (peer) { this.remoteAddress = peer.address; this.remotePort = peer.port; this.remoteFamily = peer.family; }
    if (local) { this.localAddress = local.address; this.localPort = local.port; }
    this._flushOut();
    this._watch();
  }
  _watch() { if (this._fd >= 0) socket.watch(this._fd, this._out.length > 0, () => this._event()); }
  _event() {
    if (this._out.length > 0) this._flushOut();
    if (this._fd < 0 || this._ended) { if (this._fd >= 0 && this._out.length === 0) socket.unwatch(this._fd); return; }
    const chunk = socket.read(this._fd);
    if (chunk === undefined) return;
    if (typeof chunk === 'string') return this.destroy(socket.socketError(chunk, 'read'));
    if (chunk !== null) { this.emit('raw', chunk); this.push(chunk); return; }
    socket.unwatch(this._fd);
    if (this._flowing !== true) this.resume();
    this.push(null);
    if (!this._halfOpen && !this.writableEnded) this.end();
  }
  _write(chunk, encoding, done) { this._out.push(chunk); if (this._fd >= 0) this._flushOut(); if (done) done(); }
  _final(done) { this._finishing = true; this._flushOut(); done(); }
  _flushOut() {
    if (this._fd < 0) return;
    while (this._out.length > 0) {
      const chunk = this._out[0];
      const sent = socket.write(this._fd, chunk);
      if (typeof sent === 'string') { this._out.length = 0; return this.destroy(sent === 'EPIPE' || sent === 'ECONNRESET' ? socket.socketError(sent, 'write') : undefined); }
      if (sent < chunk.length) { this._out[0] = chunk.slice(sent); this._watch(); return; }
      this._out.shift();
    }
    if (this.writableEnded && !this._shut) { this._shut = true; socket.shutdown(this._fd); if (this._ended) this._close(); else this._watch(); }
    else if (!this._ended) this._watch();
  }
  _finished() { if (this.writableEnded && this._out.length === 0) this._close(); }
  _close() { if (this._fd >= 0) { socket.close(this._fd); this._fd = -1; this.destroyed = true; process.nextTick(() => this.emit('close', false)); } }
  destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (this._fd >= 0) { socket.close(this._fd); this._fd = -1; }
    process.nextTick(() => { if (error) this.emit('error', error); this.emit('close', Boolean(error)); });
    return this;
  }
  setNoDelay() { return this; }
  setKeepAlive() { return this; }
  setTimeout(ms, done) { clearTimeout(this._timer); if (ms > 0) this._timer = setTimeout(() => { this.emit('timeout'); if (done) done(); }, ms).unref(); return this; }
  ref() { return this; }
  unref() { if (this._fd >= 0) socket.unref(this._fd, true); return this; }
  address() { return { address: this.localAddress, port: this.localPort, family: 'IPv4' }; }
}
class Server extends EventEmitter {
  constructor(options, handler) {
    super();
    if (typeof options === 'function') { handler = options; options = {}; }
    hide(this, '_fd', -1); hide(this, '_address', null); hide(this, '_open', new Set());
    this.listening = false;
    if (handler) this.on('connection', handler);
  }
  listen(port, host, backlog, done) {
    const args = [port, host, backlog, done].filter((one) => one !== undefined);
    const last = args.find((one) => typeof one === 'function');
    if (typeof port === 'object' && port) { host = port.host; port = port.port; }
    if (last) this.once('listening', last);
    const number = typeof port === 'function' || port === undefined ? 0 : Number(port);
    if (!(number >= 0 && number < 65536)) throw Object.assign(new RangeError('options.port should be >= 0 and < 65536. Received type ' + typeof port + ' (' + port + ').'), { code: 'ERR_SOCKET_BAD_PORT' });
    let made;
    try { made = socket.listen(number, typeof host === 'string' ? host : undefined); } catch (error) { process.nextTick(() => this.emit('error', error)); return this; }
    this._fd = made.fd; this._address = made.address; this.listening = true;
    socket.watch(this._fd, false, () => this._accept());
    process.nextTick(() => this.emit('listening'));
    return this;
  }
  _accept() {
    const accepted = socket.accept(this._fd);
    if (!accepted) return;
    const one = new Socket();
    this._open.add(one);
    one.on('close', () => { this._open.delete(one); this._drained(); });
    one._attach(accepted.fd, accepted.peer, accepted.local);
    this.emit('connection', one);
  }
  address() { return this._address; }
  close(done) {
    if (done) this.once('close', done);
    if (this._fd >= 0) { socket.close(this._fd); this._fd = -1; this.listening = false; this._closing = true; this._closeIdle(); this._drained(); }
    return this;
  }
  _closeIdle() {}
  _drained() { if (this._closing && this._open.size === 0) { this._closing = false; process.nextTick(() => this.emit('close')); } }
  ref() { return this; }
  unref() { if (this._fd >= 0) socket.unref(this._fd, true); return this; }
}
function hide(object, name, value) { Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true }); }
const connect = (...args) => new Socket().connect(...args);
module.exports = { Socket, Server, createServer: (...args) => new Server(...args), connect, createConnection: connect, isIP: (text) => (/^(\d{1,3}\.){3}\d{1,3}$/.test(text) ? 4 : text.includes(':') ? 6 : 0) };
`

export const http = String.raw`
const net = require('net');
const { Readable, Writable } = require('stream');
const STATUS_CODES = { 100: 'Continue', 101: 'Switching Protocols', 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 206: 'Partial Content', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 307: 'Temporary Redirect', 308: 'Permanent Redirect', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 406: 'Not Acceptable', 408: 'Request Timeout', 409: 'Conflict', 410: 'Gone', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Payload Too Large', 415: 'Unsupported Media Type', 418: "I'm a Teapot", 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' };
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
function hide(object, name, value) { Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true }); }
class IncomingMessage extends Readable {
  constructor(socket) { super(); this.socket = socket; this.connection = socket; this.headers = {}; this.rawHeaders = []; this.complete = false; }
}
class Parser {
  constructor(onHead) { this.onHead = onHead; this.text = ''; this.message = null; this.left = 0; this.mode = 'head'; }
  feed(chunk) { this.text += chunk.toString('latin1'); while (this.step()); }
  step() {
    if (this.mode === 'head') {
      const end = this.text.indexOf('\r\n\r\n');
      if (end < 0) return false;
      const [first, ...lines] = this.text.slice(0, end).replace(/^\s+/, '').split('\r\n');
      this.text = this.text.slice(end + 4);
      const headers = {}, raw = [];
      for (const line of lines) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon), key = name.toLowerCase(), value = line.slice(colon + 1).trim();
        raw.push(name, value);
        if (key === 'set-cookie') headers[key] = [...(headers[key] || []), value];
        else headers[key] = headers[key] === undefined ? value : headers[key] + ', ' + value;
      }
      this.message = this.onHead(first, headers, raw);
      if (!this.message) return false;
      if ((headers['transfer-encoding'] || '').toLowerCase().includes('chunked') && !this.message._noBody) this.mode = 'size';
      else {
        this.left = this.message._noBody ? 0 : headers['content-length'] !== undefined ? Number(headers['content-length']) : this.message._untilEnd ? Infinity : 0;
        this.mode = 'body';
        if (this.left === 0) this.finish();
      }
      return this.text !== '';
    }
    if (this.text === '') return false;
    if (this.mode === 'body') {
      const part = this.text.slice(0, this.left);
      this.text = this.text.slice(part.length);
      this.left -= part.length;
      this.message.push(Buffer.from(part, 'latin1'));
      if (this.left === 0) this.finish();
      return this.text !== '';
    }
    const end = this.text.indexOf('\r\n');
    if (end < 0) return false;
    const size = parseInt(this.text, 16);
    if (this.text.length < end + 2 + size + 2) return false;
    if (size > 0) this.message.push(Buffer.from(this.text.slice(end + 2, end + 2 + size), 'latin1'));
    this.text = this.text.slice(end + 2 + size + 2);
    if (size === 0) this.finish();
    return this.text !== '';
  }
  finish() { const message = this.message; this.mode = 'head'; this.message = null; message.complete = true; message.push(null); }
  end() { if (this.message && this.left === Infinity) this.finish(); else if (this.message) { this.message.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })); } }
}
class OutgoingMessage extends Writable {
  constructor() { super(); this.headersSent = false; this.finished = false; hide(this, '_headers', new Map()); hide(this, '_body', []); }
  setHeader(name, value) {
    if (this.headersSent) throw Object.assign(new Error('Cannot set headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' });
    if (value === undefined) throw Object.assign(new TypeError('Invalid value "undefined" for header "' + name + '"'), { code: 'ERR_HTTP_INVALID_HEADER_VALUE' });
    this._headers.set(name.toLowerCase(), [name, value]);
    return this;
  }
  getHeader(name) { const found = this._headers.get(name.toLowerCase()); return found && found[1]; }
  hasHeader(name) { return this._headers.has(name.toLowerCase()); }
  removeHeader(name) { this._headers.delete(name.toLowerCase()); }
  getHeaders() { const all = Object.create(null); for (const [key, [, value]] of this._headers) all[key] = value; return all; }
  getHeaderNames() { return [...this._headers.keys()]; }
  _head(first) {
    let text = first + '\r\n';
    for (const [, [name, value]] of this._headers) for (const one of Array.isArray(value) ? value : [value]) text += name + ': ' + one + '\r\n';
    this.headersSent = true;
    return text + '\r\n';
  }
  _frame(chunk) { return this._chunked ? Buffer.concat([Buffer.from(chunk.length.toString(16) + '\r\n'), chunk, Buffer.from('\r\n')]) : chunk; }
}
class ServerResponse extends OutgoingMessage {
  constructor(req) { super(); this.statusCode = 200; this.statusMessage = undefined; this.req = req; this.socket = req.socket; this.connection = req.socket; }
  writeHead(code, message, headers) {
    if (typeof message !== 'string') { headers = message; message = undefined; }
    if (this.headersSent) throw Object.assign(new Error('Cannot write headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' });
    this.statusCode = code;
    if (message) this.statusMessage = message;
    if (headers) for (const name of Object.keys(headers)) this.setHeader(name, headers[name]);
    return this;
  }
  flushHeaders() { if (!this.headersSent) this._sendHead(undefined); }
  _sendHead(length) {
    const bodyless = this.statusCode === 204 || this.statusCode === 304 || this.req.method === 'HEAD';
    if (!this.hasHeader('date')) this.setHeader('Date', new Date().toUTCString());
    if (!this.hasHeader('connection')) { this.setHeader('Connection', this._keepAlive ? 'keep-alive' : 'close'); if (this._keepAlive) this.setHeader('Keep-Alive', 'timeout=5'); }
    if (!this.hasHeader('content-length') && !this.hasHeader('transfer-encoding') && this.statusCode !== 204 && this.statusCode !== 304) {
      if (length !== undefined) this.setHeader('Content-Length', length);
      else if (this.req.httpVersion === '1.1') { this.setHeader('Transfer-Encoding', 'chunked'); this._chunked = true; }
      else this._keepAlive = false;
    }
    this._bodyless = bodyless;
    this.socket.write(this._head('HTTP/1.1 ' + this.statusCode + ' ' + (this.statusMessage || STATUS_CODES[this.statusCode] || 'unknown')));
  }
  _write(chunk, encoding, done) {
    if (!this.headersSent) { if (this._ending) this._sendHead(chunk.length); else this._sendHead(undefined); }
    if (!this._bodyless && chunk.length > 0) this.socket.write(this._frame(chunk));
    if (done) done();
  }
  end(chunk, encoding, done) {
    if (this.writableEnded) return this;
    if (typeof chunk === 'function') { done = chunk; chunk = undefined; }
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) throw Object.assign(new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ' + (typeof chunk === 'object' ? 'an instance of Object' : 'type ' + typeof chunk + ' (' + chunk + ')')), { code: 'ERR_INVALID_ARG_TYPE' });
    this._ending = true;
    return super.end(chunk, encoding, done);
  }
  _final(done) {
    if (!this.headersSent) this._sendHead(0);
    if (this._chunked && !this._bodyless) this.socket.write('0\r\n\r\n');
    this.finished = true;
    done();
    if (this._keepAlive) this._next(); else this.socket.end();
  }
}
class Server extends net.Server {
  constructor(options, handler) { super(); if (typeof options === 'function') handler = options; if (handler) this.on('request', handler); this.keepAliveTimeout = 5000; this.on('connection', (socket) => this._serve(socket)); }
  _serve(socket) {
    const queue = []; let busy = false; let timer;
    const idle = () => { clearTimeout(timer); timer = setTimeout(() => socket.destroy(), this.keepAliveTimeout + 1000).unref(); };
    socket._idle = true;
    const next = () => {
      if (queue.length === 0) { busy = false; socket._idle = true; if (this._closing || !this.listening) socket.end(); else idle(); return; }
      busy = true; socket._idle = false; clearTimeout(timer);
      const [req, res] = queue.shift();
      this.emit('request', req, res);
    };
    const parser = new Parser((first, headers, raw) => {
      const match = /^([A-Z]+) (\S+) HTTP\/(1\.[01])$/.exec(first);
      if (!match) { socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'); return null; }
      const req = new IncomingMessage(socket);
      [, req.method, req.url, req.httpVersion] = match;
      req.headers = headers; req.rawHeaders = raw;
      const res = new ServerResponse(req);
      const wish = (headers.connection || '').toLowerCase();
      res._keepAlive = req.httpVersion === '1.1' ? wish !== 'close' : wish === 'keep-alive';
      res._next = next;
      socket.on('close', () => { if (!res.writableFinished) { res.emit('close'); req.emit('aborted'); } });
      queue.push([req, res]);
      if (!busy) process.nextTick(next), (busy = true);
      return req;
    });
    socket.on('data', (chunk) => parser.feed(chunk));
    socket.on('error', () => {});
    socket.on('close', () => clearTimeout(timer));
    idle();
  }
  _closeIdle() { for (const one of this._open) if (one._idle) one.end(); }
  closeAllConnections() { for (const one of this._open) one.destroy(); }
  closeIdleConnections() { this._closeIdle(); }
  setTimeout() { return this; }
}
class ClientRequest extends OutgoingMessage {
  constructor(options, tls) {
    super();
    this.method = (options.method || 'GET').toUpperCase(); this.path = options.path || '/'; this.host = options.hostname || options.host || 'localhost';
    const port = Number(options.port || (tls ? 443 : 80));
    for (const name of Object.keys(options.headers || {})) this.setHeader(name, options.headers[name]);
    if (!this.hasHeader('host')) this.setHeader('Host', this.host + (port === (tls ? 443 : 80) ? '' : ':' + port));
    const socket = new net.Socket();
    hide(socket, '_tls', tls);
    this.socket = socket;
    const parser = new Parser((first, headers, raw) => {
      const match = /^HTTP\/(1\.[01]) (\d+) ?(.*)$/.exec(first);
      if (!match) { socket.destroy(Object.assign(new Error('Parse Error: Expected HTTP/'), { code: 'HPE_INVALID_CONSTANT' })); return null; }
      const res = new IncomingMessage(socket);
      res.httpVersion = match[1]; res.statusCode = Number(match[2]); res.statusMessage = match[3]; res.headers = headers; res.rawHeaders = raw; res.req = this;
      hide(res, '_noBody', this.method === 'HEAD' || res.statusCode === 204 || res.statusCode === 304);
      hide(res, '_untilEnd', true);
      this._answered = true;
      res.on('end', () => socket.end());
      if (!this.emit('response', res)) res.resume();
      return res;
    });
    socket.on('data', (chunk) => parser.feed(chunk));
    socket.on('end', () => { parser.end(); if (!this._answered && !this.destroyed) this.emit('error', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })); this._answered = true; });
    socket.on('error', (error) => { this._answered = true; this.emit('error', error); });
    socket.on('close', () => this.emit('close'));
    if (options.timeout) this.setTimeout(options.timeout);
    socket.connect(port, this.host);
  }
  setTimeout(ms, done) { this._timer = setTimeout(() => { this.emit('timeout'); if (done) done(); }, ms).unref(); return this; }
  _sendHead(length) {
    if (!this.hasHeader('content-length')) { if (length !== undefined) { if (length > 0 || !['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(this.method)) this.setHeader('Content-Length', length); } else { this.setHeader('Transfer-Encoding', 'chunked'); this._chunked = true; } }
    if (!this.hasHeader('connection')) this.setHeader('Connection', 'close');
    this.socket.write(this._head(this.method + ' ' + this.path + ' HTTP/1.1'));
  }
  _write(chunk, encoding, done) { if (!this.headersSent) this._sendHead(this._ending ? chunk.length : undefined); this.socket.write(this._frame(chunk)); if (done) done(); }
  end(chunk, encoding, done) { this._ending = true; return super.end(chunk, encoding, done); }
  _final(done) { if (!this.headersSent) this._sendHead(0); if (this._chunked) this.socket.write('0\r\n\r\n'); done(); }
  abort() { this.destroy(); }
  destroy(error) { this.destroyed = true; this.socket.destroy(error); return this; }
}
function make(tls) {
  const request = (url, options, done) => {
    if (typeof url === 'string' || url instanceof URL) {
      const parsed = new URL(String(url));
      if (typeof options === 'function') { done = options; options = {}; }
      options = { hostname: parsed.hostname, port: parsed.port, path: parsed.pathname + parsed.search, ...options };
    } else { done = options; options = url; }
    const req = new ClientRequest(options, tls);
    if (done) req.on('response', done);
    return req;
  };
  const get = (...args) => { const req = request(...args); req.end(); return req; };
  return { request, get };
}
class Agent { constructor(options) { this.options = options; } destroy() {} }
module.exports = { STATUS_CODES, METHODS, IncomingMessage, ServerResponse, OutgoingMessage, ClientRequest, Server, Agent, globalAgent: new Agent(), createServer: (...args) => new Server(...args), ...make(false), _make: make };
`
