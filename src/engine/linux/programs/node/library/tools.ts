/** Smaller modules in JavaScript. */
export const util = `
const custom = Symbol.for('nodejs.util.inspect.custom');
const inspect = (value, options) => binding.inspect(value, options || {});
inspect.custom = custom;
const promisify = (fn) => fn[promisify.custom] || ((...args) => new Promise((resolve, reject) => fn(...args, (error, value) => (error ? reject(error) : resolve(value)))));
promisify.custom = Symbol.for('nodejs.util.promisify.custom');
module.exports = {
  inspect, promisify,
  format: (...args) => binding.format(args),
  inherits(one, parent) { Object.setPrototypeOf(one.prototype, parent.prototype); one.super_ = parent; },
  deprecate: (fn) => fn,
  callbackify: (fn) => (...args) => { const done = args.pop(); fn(...args).then((value) => done(null, value), done); },
  isDeepStrictEqual: (a, b) => inspect(a, { depth: 50 }) === inspect(b, { depth: 50 }),
  types: { isPromise: (value) => value instanceof Promise, isDate: (value) => value instanceof Date, isRegExp: (value) => value instanceof RegExp },
  TextEncoder, TextDecoder,
};
`
export const os = String.raw`
const read = (path) => { try { return binding.file.readFileSync(path, 'utf8'); } catch { return ''; } };
const memory = (name) => Number((new RegExp(name + ':\\s+(\\d+)').exec(read('/proc/meminfo')) || [0, 0])[1]) * 1024;
module.exports = {
  EOL: '\n',
  hostname: () => binding.uname().nodename, type: () => binding.uname().sysname, release: () => binding.uname().release, version: () => binding.uname().version, machine: () => binding.uname().machine,
  platform: () => 'linux', arch: () => 'x64', endianness: () => 'LE', tmpdir: () => process.env.TMPDIR || '/tmp', homedir: () => process.env.HOME || '/root',
  uptime: () => Number(read('/proc/uptime').split(' ')[0]), loadavg: () => read('/proc/loadavg').split(' ').slice(0, 3).map(Number),
  totalmem: () => memory('MemTotal'), freemem: () => memory('MemAvailable'), availableParallelism: () => module.exports.cpus().length,
  cpus: () => read('/proc/cpuinfo').split('\n').filter((line) => line.startsWith('model name')).map((line) => ({ model: line.split(': ')[1], speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } })),
  userInfo: () => { const entry = read('/etc/passwd').split('\n').map((line) => line.split(':')).find((fields) => Number(fields[2]) === process.getuid()) || []; return { uid: process.getuid(), gid: process.getgid(), username: entry[0], homedir: entry[5], shell: entry[6] }; },
  networkInterfaces: () => binding.interfaces(),
};
`
export const querystring = String.raw`
const decode = (text) => { try { return decodeURIComponent(text.replace(/\+/g, ' ')); } catch { return text; } };
const parse = (text) => {
  const result = Object.create(null);
  for (const part of String(text).split('&')) {
    if (part === '') continue;
    const index = part.indexOf('=');
    const key = decode(index < 0 ? part : part.slice(0, index)), value = index < 0 ? '' : decode(part.slice(index + 1));
    result[key] = key in result ? [].concat(result[key], value) : value;
  }
  return result;
};
const stringify = (object) => Object.keys(object || {}).map((key) => [].concat(object[key]).map((value) => encodeURIComponent(key) + '=' + encodeURIComponent(value)).join('&')).join('&');
module.exports = { parse, stringify, decode: parse, encode: stringify, escape: encodeURIComponent, unescape: decode };
`
export const url = String.raw`
const ports = { 'http:': '80', 'https:': '443', 'ftp:': '21', 'ws:': '80', 'wss:': '443' };
class URLSearchParams {
  #list = []; #changed;
  constructor(init = '', changed) {
    this.#changed = changed;
    const decode = (text) => decodeURIComponent(text.replace(/\+/g, ' '));
    if (typeof init === 'string') for (const part of init.replace(/^\?/, '').split('&')) { if (part) { const [key, ...rest] = part.split('='); this.#list.push([decode(key), decode(rest.join('='))]); } }
    else if (init) for (const [key, value] of typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init)) this.#list.push([String(key), String(value)]);
  }
  get(name) { const found = this.#list.find(([key]) => key === name); return found ? found[1] : null; }
  getAll(name) { return this.#list.filter(([key]) => key === name).map(([, value]) => value); }
  has(name) { return this.#list.some(([key]) => key === name); }
  append(name, value) { this.#list.push([name, String(value)]); this.#update(); }
  set(name, value) { const at = this.#list.find(([key]) => key === name); if (at) { at[1] = String(value); this.#list = this.#list.filter((one) => one === at || one[0] !== name); } else this.#list.push([name, String(value)]); this.#update(); }
  delete(name) { this.#list = this.#list.filter(([key]) => key !== name); this.#update(); }
  sort() { this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)); }
  forEach(fn) { for (const [key, value] of this.#list) fn(value, key, this); }
  keys() { return this.#list.map(([key]) => key).values(); }
  values() { return this.#list.map(([, value]) => value).values(); }
  entries() { return this.#list.map((pair) => [...pair]).values(); }
  [Symbol.iterator]() { return this.entries(); }
  get size() { return this.#list.length; }
  toString() { const encode = (text) => encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase()); return this.#list.map(([key, value]) => encode(key) + '=' + encode(value)).join('&'); }
  #update() { if (this.#changed) this.#changed(this.toString()); }
}
class URL {
  #search;
  constructor(text, base) {
    const input = String(text);
    const match = /^([a-zA-Z][a-zA-Z0-9+.-]*:)\/\/(?:([^:@\/]*)(?::([^@\/]*))?@)?(\[[^\]]+\]|[^:\/?#]*)(?::(\d+))?([^?#]*)(\?[^#]*)?(#.*)?$/.exec(input);
    if (!match) {
      if (base !== undefined) {
        const from = new URL(base);
        const path = input.startsWith('/') ? input : input.startsWith('?') || input.startsWith('#') ? from.pathname + input : from.pathname.replace(/[^\/]*$/, '') + input;
        return new URL(from.origin + path);
      }
      throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input });
    }
    this.protocol = match[1].toLowerCase(); this.username = match[2] || ''; this.password = match[3] || '';
    this.hostname = match[4].toLowerCase(); this.port = match[5] === ports[this.protocol] ? '' : match[5] || '';
    const [path, tail] = [require('path').normalize(match[6] || '/'), match[7] || ''];
    this.pathname = encodeURI(decodeURI(path)); this.#search = tail === '?' ? '' : tail; this.hash = match[8] || '';
    Object.defineProperty(this, 'searchParams', { value: new URLSearchParams(this.#search, (changed) => { this.#search = changed ? '?' + changed : ''; }), enumerable: true });
  }
  get search() { return this.#search; }
  set search(value) { this.#search = value && !value.startsWith('?') ? '?' + value : value; }
  get host() { return this.hostname + (this.port ? ':' + this.port : ''); }
  get origin() { return this.protocol + '//' + this.host; }
  get href() { return this.protocol + '//' + (this.username ? this.username + (this.password ? ':' + this.password : '') + '@' : '') + this.host + this.pathname + this.search + this.hash; }
  toString() { return this.href; }
  toJSON() { return this.href; }
  static canParse(text, base) { try { new URL(text, base); return true; } catch { return false; } }
}
const parse = (text, query) => {
  const match = /^(?:([a-z][a-z0-9+.-]*:)\/\/(?:([^@\/]*)@)?([^:\/?#]*)(?::(\d+))?)?([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(text);
  const search = match[6] || null;
  return { protocol: match[1] || null, slashes: match[1] ? true : null, auth: match[2] || null, host: match[3] ? match[3] + (match[4] ? ':' + match[4] : '') : null, port: match[4] || null, hostname: match[3] || null, hash: match[7] || null, search, query: query ? require('querystring').parse(search ? search.slice(1) : '') : search ? search.slice(1) : null, pathname: match[5] || null, path: (match[5] || '') + (search || '') || null, href: text };
};
module.exports = { URL, URLSearchParams, parse, fileURLToPath: (url) => decodeURIComponent(String(url).replace(/^file:\/\//, '')), pathToFileURL: (path) => new URL('file://' + path), format: (parts) => (typeof parts === 'string' || parts instanceof URL ? String(parts) : (parts.protocol ? parts.protocol.replace(/:?$/, '://') : '') + (parts.host || (parts.hostname || '') + (parts.port ? ':' + parts.port : '')) + (parts.pathname || '') + (parts.search || '')) };
`
export const childProcess = String.raw`
const EventEmitter = require('events');
const net = require('net');
const names = { 1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV', 13: 'SIGPIPE', 15: 'SIGTERM' };
class ChildProcess extends EventEmitter {
  kill(signal = 'SIGTERM') { this.killed = true; return process.kill(this.pid, signal); }
}
function spawn(file, args, options) {
  if (!Array.isArray(args)) { options = args; args = []; }
  options = options || {};
  const argv = options.shell ? ['/bin/sh', '-c', [file, ...args].join(' ')] : [file, ...args];
  const inherit = options.stdio === 'inherit';
  const child = new ChildProcess();
  child.spawnfile = argv[0]; child.spawnargs = argv; child.exitCode = null; child.signalCode = null;
  let left = 1;
  const done = () => { left--; if (left === 0) child.emit('close', child.exitCode, child.signalCode); };
  const started = binding.spawn(argv, options.cwd, options.env, inherit, (code, signal) => {
    child.exitCode = signal ? null : code; child.signalCode = signal ? names[signal] || 'SIG' + signal : null;
    child.emit('exit', child.exitCode, child.signalCode); done();
  });
  if (typeof started === 'string') {
    const error = Object.assign(new Error('spawn ' + file + ' ' + started), { errno: -2, code: started, syscall: 'spawn ' + file, path: file, spawnargs: args });
    process.nextTick(() => child.emit('error', error));
    return child;
  }
  child.pid = started.pid;
  child.stdin = child.stdout = child.stderr = null;
  if (!inherit) {
    child.stdin = new net.Socket(); child.stdin._ended = true; child.stdin._attach(started.stdin); 
    for (const name of ['stdout', 'stderr']) { const pipe = new net.Socket(); child[name] = pipe; left++; pipe.on('end', done); pipe._attach(started[name]); pipe.resume(); }
  }
  process.nextTick(() => child.emit('spawn'));
  return child;
}
function execFile(file, args, options, done) {
  if (typeof args === 'function') { done = args; args = []; options = {}; }
  if (typeof options === 'function') { done = options; options = {}; }
  const child = spawn(file, args || [], options);
  let out = '', errors = '';
  if (child.stdout) { child.stdout.on('data', (chunk) => { out += chunk; }); child.stderr.on('data', (chunk) => { errors += chunk; }); }
  const command = [file, ...(args || [])].slice(file === '/bin/sh' ? 2 : 0).join(' ');
  child.on('error', (error) => done && done(error, '', ''));
  child.on('close', (code, signal) => {
    if (!done) return;
    if (code === 0) return done(null, out, errors);
    done(Object.assign(new Error('Command failed: ' + command + '\n' + errors), { code, killed: false, signal, cmd: command, stdout: out, stderr: errors }), out, errors);
  });
  return child;
}
const exec = (command, options, done) => execFile('/bin/sh', ['-c', command], options, done);
const custom = Symbol.for('nodejs.util.promisify.custom');
exec[custom] = (command, options) => new Promise((resolve, reject) => exec(command, options, (error, stdout, stderr) => (error ? reject(error) : resolve({ stdout, stderr }))));
execFile[custom] = (file, args, options) => new Promise((resolve, reject) => execFile(file, args, options, (error, stdout, stderr) => (error ? reject(error) : resolve({ stdout, stderr }))));
const runSync = (argv, options = {}) => binding.spawnSync(argv, options.cwd, options.input);
const text = (result, options) => (options && options.encoding && options.encoding !== 'buffer' ? result : Buffer.from(result));
function spawnSync(file, args = [], options = {}) { const result = runSync(options.shell ? ['/bin/sh', '-c', [file, ...args].join(' ')] : [file, ...args], options); return { status: result.code, signal: null, stdout: text(result.stdout, options), stderr: text(result.stderr, options), output: [null, text(result.stdout, options), text(result.stderr, options)] }; }
function execFileSync(file, args = [], options = {}) {
  const result = runSync([file, ...args], options);
  if (result.stderr) process.stderr.write(result.stderr);
  if (result.code !== 0) throw Object.assign(new Error('Command failed: ' + (file === '/bin/sh' ? args[1] : [file, ...args].join(' ')) + '\n' + result.stderr), { status: result.code, signal: null, stdout: text(result.stdout, options), stderr: text(result.stderr, options) });
  return text(result.stdout, options);
}
module.exports = { ChildProcess, spawn, exec, execFile, spawnSync, execFileSync, execSync: (command, options) => execFileSync('/bin/sh', ['-c', command], options) };
`
export const readline = String.raw`
const EventEmitter = require('events');
class Interface extends EventEmitter {
  constructor({ input, output, prompt = '> ' }) {
    super();
    this.input = input; this.output = output; this._prompt = prompt; this._text = ''; this.closed = false; this._asked = null;
    input.setEncoding('utf8');
    input.on('data', (chunk) => { this._text += chunk; for (let end; (end = this._text.indexOf('\n')) >= 0; ) { const line = this._text.slice(0, end).replace(/\r$/, ''); this._text = this._text.slice(end + 1); this._line(line); } });
    input.on('end', () => { if (this._text !== '') this._line(this._text); this._text = ''; this.close(); });
  }
  _line(line) { if (this._asked) { const asked = this._asked; this._asked = null; asked(line); } else this.emit('line', line); }
  setPrompt(prompt) { this._prompt = prompt; }
  prompt() { if (this.output) this.output.write(this._prompt); }
  question(text, options, done) { if (this.output) this.output.write(text); this._asked = done || options; }
  write(text) { if (this.output) this.output.write(text); }
  pause() { this.input.pause(); return this; }
  resume() { this.input.resume(); return this; }
  close() { if (this.closed) return; this.closed = true; this.input.pause(); if (this.input.unwatch) this.input.unwatch(); this.emit('close'); }
  async *[Symbol.asyncIterator]() {
    const lines = []; let wake; let ended = false;
    this.on('line', (line) => { lines.push(line); if (wake) wake(); });
    this.on('close', () => { ended = true; if (wake) wake(); });
    for (;;) { while (lines.length > 0) yield lines.shift(); if (ended) return; await new Promise((resolve) => { wake = resolve; }); }
  }
}
const createInterface = (input, output) => new Interface(input && input.input ? input : { input, output });
module.exports = { Interface, createInterface, promises: { createInterface: (options) => { const made = createInterface(options); const ask = made.question.bind(made); made.question = (text) => new Promise((resolve) => ask(text, resolve)); return made; } } };
`
export const assert = String.raw`
const { inspect, isDeepStrictEqual } = require('util');
class AssertionError extends Error {
  constructor({ message, actual, expected, operator }) { super(message); this.generatedMessage = true; this.code = 'ERR_ASSERTION'; this.actual = actual; this.expected = expected; this.operator = operator; }
}
Object.defineProperty(AssertionError.prototype, 'name', { value: 'AssertionError', writable: true, configurable: true });
const fail = (message, usual, actual, expected, operator) => { if (message instanceof Error) throw message; throw new AssertionError({ message: message || usual, actual, expected, operator }); };
const assert = (value, message) => { if (!value) fail(message, 'The expression evaluated to a falsy value:\n\n  assert(' + inspect(value) + ')\n', value, true, '=='); };
Object.assign(assert, {
  AssertionError, ok: assert,
  equal(a, b, message) { if (a != b) fail(message, inspect(a) + ' == ' + inspect(b), a, b, '=='); },
  notEqual(a, b, message) { if (a == b) fail(message, inspect(a) + ' != ' + inspect(b), a, b, '!='); },
  strictEqual(a, b, message) { if (!Object.is(a, b)) fail(message, 'Expected values to be strictly equal:\n\n' + inspect(a) + ' !== ' + inspect(b) + '\n', a, b, 'strictEqual'); },
  notStrictEqual(a, b, message) { if (Object.is(a, b)) fail(message, 'Expected "actual" to be strictly unequal to: ' + inspect(b), a, b, 'notStrictEqual'); },
  deepStrictEqual(a, b, message) { if (!isDeepStrictEqual(a, b)) fail(message, 'Expected values to be strictly deep-equal:\n' + inspect(a) + '\n\nshould loosely deep-equal\n\n' + inspect(b), a, b, 'deepStrictEqual'); },
  throws(fn, message) { try { fn(); } catch { return; } fail(typeof message === 'string' ? message : undefined, 'Missing expected exception.', undefined, undefined, 'throws'); },
  fail(message = 'Failed') { fail(message); },
});
assert.deepEqual = assert.deepStrictEqual;
assert.strict = assert;
module.exports = assert;
`
