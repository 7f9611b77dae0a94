/** Modules of node written in JavaScript, run by the interpreter like any program: what an application requires most. */
export const events = `
class EventEmitter {
  constructor() { init(this); }
  on(name, fn) { return add(this, name, fn, false); }
  addListener(name, fn) { return add(this, name, fn, false); }
  prependListener(name, fn) { return add(this, name, fn, true); }
  once(name, fn) {
    const wrapped = (...args) => { this.removeListener(name, wrapped); return fn.apply(this, args); };
    wrapped.listener = fn;
    return this.on(name, wrapped);
  }
  off(name, fn) { return this.removeListener(name, fn); }
  removeListener(name, fn) {
    init(this);
    const list = this._events[name];
    if (!list) return this;
    const index = list.findLastIndex((one) => one === fn || one.listener === fn);
    if (index >= 0) this._events[name] = list.filter((_, i) => i !== index);
    if (this._events[name].length === 0) { delete this._events[name]; this._eventsCount--; }
    return this;
  }
  removeAllListeners(name) {
    if (name === undefined) this._events = Object.create(null); else delete this._events[name];
    return this;
  }
  emit(name, ...args) {
    init(this);
    const list = this._events[name];
    if (!list) {
      if (name === 'error') throw binding.unhandled(args[0], this);
      return false;
    }
    for (const fn of list) fn.apply(this, args);
    return true;
  }
  listenerCount(name) { return this._events && this._events[name] ? this._events[name].length : 0; }
  listeners(name) { return (this._events[name] || []).map((fn) => fn.listener || fn); }
  eventNames() { return Reflect.ownKeys(this._events); }
  setMaxListeners(n) { this._maxListeners = n; return this; }
}
function init(emitter) {
  if (emitter._events === undefined || Object.getPrototypeOf(emitter)._events === emitter._events) {
    emitter._events = Object.create(null);
    emitter._eventsCount = 0;
    emitter._maxListeners = undefined;
  }
}
function add(emitter, name, fn, first) {
  if (typeof fn !== 'function') {
    const error = new TypeError('The "listener" argument must be of type function. Received ' + String(fn));
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  init(emitter);
  if (emitter._events.newListener) emitter.emit('newListener', name, fn.listener || fn);
  const list = emitter._events[name];
  if (!list) emitter._eventsCount++;
  emitter._events[name] = list ? (first ? [fn, ...list] : [...list, fn]) : [fn];
  return emitter;
}
function Emitter() { if (!new.target) { init(this); return; } init(this); }
Emitter.prototype = EventEmitter.prototype;
Object.defineProperty(EventEmitter.prototype, 'constructor', { value: Emitter, enumerable: false, writable: true, configurable: true });
Object.defineProperty(Emitter, 'name', { value: 'EventEmitter' });
Emitter.EventEmitter = Emitter;
Emitter.defaultMaxListeners = 10;
Emitter.once = (emitter, name) => new Promise((resolve, reject) => {
  emitter.once(name, (...args) => resolve(args));
  if (name !== 'error') emitter.once('error', reject);
});
module.exports = Emitter;
`

export const path = String.raw`
function normalizeParts(text, absolute) {
  const parts = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
      else if (!absolute) parts.push('..');
    } else parts.push(part);
  }
  return parts.join('/');
}
function check(text, name = 'path') {
  if (typeof text === 'string') return;
  const error = new TypeError('The "' + name + '" argument must be of type string. Received ' + (text === undefined ? 'undefined' : text === null ? 'null' : 'type ' + typeof text + ' (' + String(text) + ')'));
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
}
const path = {
  sep: '/', delimiter: ':',
  normalize(text) {
    check(text);
    const absolute = text.startsWith('/');
    const body = normalizeParts(text, absolute);
    const tail = text.endsWith('/') && body !== '' ? '/' : '';
    return (absolute ? '/' : '') + body + tail || '.';
  },
  join(...parts) { parts.forEach((part) => check(part)); return path.normalize(parts.filter((part) => part !== '').join('/')) },
  resolve(...parts) {
    let result = '';
    for (let i = parts.length - 1; i >= 0 && !result.startsWith('/'); i--) { check(parts[i], 'paths[' + i + ']'); if (parts[i] !== '') result = parts[i] + (result ? '/' + result : ''); }
    if (!result.startsWith('/')) result = process.cwd() + '/' + result;
    return '/' + normalizeParts(result, true);
  },
  isAbsolute(text) { return text.startsWith('/'); },
  dirname(text) {
    check(text);
    const trimmed = text.replace(/\/+$/, '');
    const index = trimmed.lastIndexOf('/');
    return index < 0 ? (text.startsWith('/') ? '/' : '.') : index === 0 ? '/' : trimmed.slice(0, index);
  },
  basename(text, suffix) {
    check(text);
    const name = text.replace(/\/+$/, '').split('/').pop();
    return suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  },
  extname(text) {
    const name = path.basename(text);
    const index = name.lastIndexOf('.');
    return index <= 0 ? '' : name.slice(index);
  },
  relative(from, to) {
    const a = path.resolve(from).split('/').filter(Boolean);
    const b = path.resolve(to).split('/').filter(Boolean);
    let i = 0;
    while (i < a.length && i < b.length && a[i] === b[i]) i++;
    return [...a.slice(i).map(() => '..'), ...b.slice(i)].join('/');
  },
  parse(text) {
    const base = path.basename(text), ext = path.extname(text);
    const dir = path.dirname(text);
    return { root: text.startsWith('/') ? '/' : '', dir: dir === '.' && !text.startsWith('.') ? '' : dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
  },
  format(parts) { return (parts.dir ? parts.dir + '/' : parts.root || '') + (parts.base || (parts.name || '') + (parts.ext || '')); },
};
path.posix = path;
module.exports = path;
`

export const fs = String.raw`
const file = binding.file;
class Stats {
  constructor(fields) {
    Object.assign(this, fields);
    for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) this[name] = new Date(Math.round(fields[name + 'Ms']));
  }
  kind(bits) { return (this.mode & 0o170000) === bits; }
  isFile() { return this.kind(0o100000); }
  isDirectory() { return this.kind(0o040000); }
  isSymbolicLink() { return this.kind(0o120000); }
  isSocket() { return this.kind(0o140000); }
  isFIFO() { return this.kind(0o010000); }
}
class Dirent {
  constructor(name, type, path) { this.name = name; this.parentPath = path; this.path = path; Object.defineProperty(this, 'type', { value: type }); }
  isFile() { return this.type === 'file'; }
  isDirectory() { return this.type === 'directory'; }
  isSymbolicLink() { return this.type === 'symlink'; }
}
const fs = {
  constants: { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 },
  ...file,
  statSync: (path, options) => { const fields = file.statSync(path, options); return fields && new Stats(fields); },
  lstatSync: (path, options) => { const fields = file.lstatSync(path, options); return fields && new Stats(fields); },
  readdirSync: (path, options) => file.readdir(path).map(({ name, type }) => (options && options.withFileTypes ? new Dirent(name, type, path) : name)),
  rmSync: (path, options = {}) => file.rm(path, options.recursive, options.force),
  copyFileSync: (from, to) => file.writeFileSync(to, file.readFileSync(from)),
  mkdtempSync: (prefix) => { const path = prefix + Math.random().toString(36).slice(2, 8); file.mkdirSync(path); return path; },
  realpathSync: (path) => require('path').resolve(path),
};
const names = ['readFile', 'writeFile', 'appendFile', 'access', 'stat', 'lstat', 'readdir', 'mkdir', 'rm', 'unlink', 'rmdir', 'rename', 'symlink', 'link', 'readlink', 'chmod', 'truncate', 'copyFile', 'mkdtemp', 'realpath', 'open', 'close'];
fs.promises = { constants: fs.constants };
for (const name of names) {
  const sync = fs[name + 'Sync'];
  fs[name] = (...args) => {
    const done = args.pop();
    if (typeof done !== 'function') throw Object.assign(new TypeError('The "cb" argument must be of type function. Received ' + String(done)), { code: 'ERR_INVALID_ARG_TYPE' });
    binding.defer(() => { let result; try { result = sync(...args); } catch (error) { error.stack = error.stack.split('\n    at ')[0]; return done(error); } done(null, result); });
  };
  fs.promises[name] = (...args) => new Promise((resolve, reject) => fs[name](...args, (error, result) => (error ? reject(error) : resolve(result))));
}
fs.exists = (path, done) => binding.defer(() => done(fs.existsSync(path)));
fs.createReadStream = (path, options) => {
  const { Readable } = require('stream');
  const stream = new Readable();
  fs.open(path, 'r', (error, fd) => {
    if (error) return stream.destroy(error);
    stream.emit('open', fd);
    stream._read = () => { const chunk = file.read(fd, 65536); if (chunk.length) stream.push(chunk); else { file.closeSync(fd); stream.push(null); } };
    if (options) stream.setEncoding(options.encoding || options);
    stream._ready();
  });
  return stream;
};
fs.createWriteStream = (path, options = {}) => {
  const { Writable } = require('stream');
  const fd = fs.openSync(path, options.flags || 'w');
  return new Writable({ write(chunk, encoding, done) { fs.writeSync(fd, chunk); done(); }, final(done) { fs.closeSync(fd); done(); } });
};
module.exports = fs;
`

export const stream = `
const EventEmitter = require('events');
class Stream extends EventEmitter {
  pipe(to) {
    this.on('data', (chunk) => { if (to.write(chunk) === false) { this.pause(); to.once('drain', () => this.resume()); } });
    if (to !== process.stdout && to !== process.stderr) this.on('end', () => to.end());
    to.emit('pipe', this);
    return to;
  }
}
class Readable extends Stream {
  constructor(options = {}) {
    super();
    this.readable = true; this.destroyed = false; this.readableEnded = false;
    hide(this, '_chunks', []); hide(this, '_flowing', null); hide(this, '_ended', false); hide(this, '_encoding', options.encoding); hide(this, '_scheduled', false); hide(this, '_isReady', Boolean(options.read));
    if (options.read) this._read = options.read;
    if (options.destroy) this._destroy = options.destroy;
  }
  static from(items) {
    const stream = new Readable();
    (async () => { for await (const item of items) stream.push(item); stream.push(null); })();
    return stream;
  }
  setEncoding(encoding) { this._encoding = encoding; return this; }
  _ready() { this._isReady = true; if (this._flowing) this._schedule(); }
  push(chunk) {
    if (chunk === null) this._ended = true; else this._chunks.push(chunk);
    if (this._flowing) this._schedule();
    else this.emit('readable');
    return true;
  }
  on(name, fn) {
    super.on(name, fn);
    if (name === 'data' && this._flowing !== false) this.resume();
    return this;
  }
  resume() { this._flowing = true; this._schedule(); return this; }
  pause() { this._flowing = false; return this; }
  _schedule() { if (this._scheduled) return; this._scheduled = true; process.nextTick(() => { this._scheduled = false; this._flow(); }); }
  _flow() {
    while (this._flowing && this._chunks.length > 0) {
      const chunk = this._chunks.shift();
      this.emit('data', this._encoding && typeof chunk !== 'string' ? chunk.toString(this._encoding) : chunk);
    }
    if (!this._flowing || this._chunks.length > 0) return;
    if (this._ended) {
      if (!this.readableEnded) { this.readableEnded = true; this.readable = false; this.emit('end'); process.nextTick(() => this._finished()); }
    } else if (this._isReady && this._read) { this._read(16384); if (this._chunks.length || this._ended) this._schedule(); }
  }
  _finished() { this.emit('close'); }
  read() { const chunk = this._chunks.shift(); if (chunk === undefined) return null; return this._encoding ? chunk.toString(this._encoding) : chunk; }
  destroy(error) { if (this.destroyed) return this; this.destroyed = true; if (error) process.nextTick(() => this.emit('error', error)); process.nextTick(() => this.emit('close')); return this; }
  async *[Symbol.asyncIterator]() {
    const queue = []; let wake; let ended = false; let failure;
    this.on('data', (chunk) => { queue.push(chunk); if (wake) wake(); });
    this.on('end', () => { ended = true; if (wake) wake(); });
    this.on('error', (error) => { failure = error; ended = true; if (wake) wake(); });
    for (;;) {
      while (queue.length > 0) yield queue.shift();
      if (failure) throw failure;
      if (ended) return;
      await new Promise((resolve) => { wake = resolve; });
    }
  }
}
class Writable extends Stream {
  constructor(options = {}) {
    super();
    this.writable = true; this.destroyed = false; this.writableEnded = false; this.writableFinished = false;
    if (options.write) this._write = options.write;
    if (options.final) this._final = options.final;
  }
  write(chunk, encoding, done) {
    if (typeof encoding === 'function') { done = encoding; encoding = undefined; }
    if (this.writableEnded) { const error = Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' }); process.nextTick(() => this.emit('error', error)); return false; }
    this._write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, encoding, (error) => { if (error) this.emit('error', error); else if (done) done(); });
    return true;
  }
  end(chunk, encoding, done) {
    if (typeof chunk === 'function') { done = chunk; chunk = undefined; }
    if (chunk !== undefined && chunk !== null) this.write(chunk, encoding);
    this.writableEnded = true;
    const finish = () => { this.writableFinished = true; if (done) done(); process.nextTick(() => { this.emit('finish'); this.emit('close'); }); };
    if (this._final) this._final(finish); else finish();
    return this;
  }
  destroy(error) { return Readable.prototype.destroy.call(this, error); }
}
class Duplex extends Readable {
  constructor(options = {}) { super(options); this.writable = true; this.writableEnded = false; if (options.write) this._write = options.write; if (options.final) this._final = options.final; }
  write(...args) { return Writable.prototype.write.apply(this, args); }
  end(...args) { return Writable.prototype.end.apply(this, args); }
}
class Transform extends Duplex {
  constructor(options = {}) { super(options); if (options.transform) this._transform = options.transform; if (options.flush) this._flush = options.flush; }
  _write(chunk, encoding, done) { this._transform(chunk, encoding, (error, data) => { if (data !== undefined && data !== null) this.push(data); done(error); }); }
  _final(done) { if (this._flush) this._flush((error, data) => { if (data) this.push(data); this.push(null); done(error); }); else { this.push(null); done(); } }
}
class PassThrough extends Transform { _transform(chunk, encoding, done) { done(null, chunk); } }
function hide(object, name, value) { Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true }); }
function pipeline(...streams) {
  const done = typeof streams[streams.length - 1] === 'function' ? streams.pop() : () => {};
  for (const stream of streams) stream.on('error', done);
  streams.reduce((from, to) => from.pipe(to));
  streams[streams.length - 1].on('finish', () => done());
  return streams[streams.length - 1];
}
module.exports = Object.assign(Stream, { Stream, Readable, Writable, Duplex, Transform, PassThrough, pipeline });
`
