/** What runs before a program: the parts of `process`, `console` and the globals that are JavaScript. */
export const setup = String.raw`
const EventEmitter = require('events');
const { Readable, Writable } = require('stream');
Object.setPrototypeOf(Object.getPrototypeOf(process), EventEmitter.prototype);
const on = process.on;
process.on = process.addListener = function (name, fn) { if (typeof name === 'string' && name.startsWith('SIG')) binding.handleSignal(name); return EventEmitter.prototype.on.call(process, name, fn); };
Object.defineProperty(process, 'on', { enumerable: false }); Object.defineProperty(process, 'addListener', { enumerable: false });
const output = (fd) => {
  const stream = new Writable({ write(chunk, encoding, done) { binding.write(fd, chunk); done(); } });
  stream.fd = fd; stream.isTTY = binding.isTerminal(fd) || undefined;
  if (stream.isTTY) { const size = binding.windowSize(fd); stream.columns = size.columns; stream.rows = size.rows; stream.getColorDepth = () => 8; stream.hasColors = () => true; stream.getWindowSize = () => [size.columns, size.rows]; }
  stream.end = () => stream;
  return stream;
};
const lazy = (object, name, make) => { let made; Object.defineProperty(object, name, { get: () => (made = made || make()), enumerable: true, configurable: true }); };
lazy(process, 'stdout', () => output(1));
lazy(process, 'stderr', () => output(2));
lazy(process, 'stdin', () => {
  const stream = new Readable({ read() {} });
  stream.fd = 0; stream.isTTY = binding.isTerminal(0) || undefined;
  const watch = () => binding.socket.watch(0, false, () => { const chunk = binding.socket.read(0); if (chunk === undefined) return; if (chunk === null || typeof chunk === 'string') { binding.socket.unwatch(0); stream.push(null); } else stream.push(chunk); });
  const resume = stream.resume.bind(stream), pause = stream.pause.bind(stream);
  stream.resume = () => { if (!stream._ended) watch(); return resume(); };
  stream.pause = () => { binding.socket.unwatch(0); return pause(); };
  stream.unwatch = () => binding.socket.unwatch(0);
  stream.setRawMode = () => stream;
  return stream;
});
class Timeout {
  constructor(id) { Object.defineProperty(this, 'id', { value: id, writable: true }); }
  ref() { binding.refTimer(this.id, true); return this; }
  unref() { binding.refTimer(this.id, false); return this; }
  hasRef() { return true; }
  [Symbol.toPrimitive]() { return this.id; }
}
class Immediate { constructor(id) { Object.defineProperty(this, 'id', { value: id }); } }
const check = (fn) => { if (typeof fn !== 'function') throw Object.assign(new TypeError('The "callback" argument must be of type function. Received ' + (fn === undefined ? 'undefined' : typeof fn)), { code: 'ERR_INVALID_ARG_TYPE' }); };
const clear = (timer) => { if (timer !== undefined && timer !== null) binding.clearTimer(Number(typeof timer === 'object' ? timer.id : timer)); };
const globals = {
  setTimeout(fn, ms, ...args) { check(fn); return new Timeout(binding.addTimer(() => fn(...args), ms, false)); },
  setInterval(fn, ms, ...args) { check(fn); return new Timeout(binding.addTimer(() => fn(...args), ms, true)); },
  setImmediate(fn, ...args) { check(fn); return new Immediate(binding.addImmediate(() => fn(...args))); },
  clearTimeout: clear, clearInterval: clear, clearImmediate: clear,
  queueMicrotask(fn) { check(fn); Promise.resolve().then(fn); },
  structuredClone: (value) => JSON.parse(JSON.stringify(value)),
  global: globalThis, process,
  TextEncoder: class TextEncoder { encode(text = '') { return new Uint8Array(Buffer.from(text)); } },
  TextDecoder: class TextDecoder { decode(bytes) { return Buffer.from(bytes || []).toString(); } },
  performance: { now: () => binding.uptimeMs(), timeOrigin: Date.now() },
};
for (const name of Object.keys(globals)) Object.defineProperty(globalThis, name, { value: globals[name], writable: true, enumerable: false, configurable: true });
for (const name of ['fetch', 'Proxy', 'Intl', 'WeakRef', 'WebAssembly', 'AbortController', 'SharedArrayBuffer', 'Int32Array', 'Float64Array']) Object.defineProperty(globalThis, name, { get() { throw new Error('cais: node: ' + name + ' is not simulated'); }, configurable: true });
const counts = {}, timers = {};
let indent = '';
const print = (fd, args) => { const text = binding.formatFor(fd, args); binding.write(fd, (indent ? text.replace(/^/gm, indent) : text) + '\n'); };
const console = {
  log(...args) { print(1, args); }, warn(...args) { print(2, args); }, dir(value, options) { binding.write(1, binding.inspect(value, options || {}) + '\n'); },
  time(label = 'default') { timers[label] = binding.uptimeMs(); },
  timeEnd(label = 'default') { const ms = binding.uptimeMs() - timers[label]; print(1, [label + ': ' + (ms >= 1000 ? (ms / 1000).toFixed(3) + 's' : Number(ms.toFixed(3)) + 'ms')]); delete timers[label]; },
  timeLog(label = 'default') { print(1, [label + ': ' + Number((binding.uptimeMs() - timers[label]).toFixed(3)) + 'ms']); },
  trace(...args) { const error = new Error(); print(2, ['Trace: ' + binding.format(args) + '\n' + error.stack.split('\n').slice(1).join('\n')]); },
  assert(value, ...args) { if (!value) print(2, args.length ? ['Assertion failed: ' + binding.format(args)] : ['Assertion failed']); },
  clear() {}, count(label = 'default') { counts[label] = (counts[label] || 0) + 1; print(1, [label + ': ' + counts[label]]); }, countReset(label = 'default') { counts[label] = 0; },
  group(...args) { if (args.length) print(1, args); indent += '  '; }, groupEnd() { indent = indent.slice(2); },
  table(data) {
    if (typeof data !== 'object' || data === null) return print(1, [data]);
    const rows = Object.keys(data), columns = [...new Set(rows.flatMap((row) => (typeof data[row] === 'object' && data[row] !== null ? Object.keys(data[row]) : [])))];
    const values = rows.some((row) => typeof data[row] !== 'object' || data[row] === null);
    const head = ['(index)', ...columns, ...(values ? ['Values'] : [])];
    const body = rows.map((row) => [row, ...columns.map((column) => (data[row] !== null && typeof data[row] === 'object' && column in data[row] ? binding.inspect(data[row][column], {}) : '')), ...(values ? [typeof data[row] === 'object' && data[row] !== null ? '' : binding.inspect(data[row], {})] : [])]);
    const widths = head.map((title, i) => Math.max(title.length, ...body.map((line) => line[i].length)) + 2);
    const center = (text, width) => { const left = Math.floor((width - text.length) / 2); return ' '.repeat(left) + text + ' '.repeat(width - text.length - left); };
    const line = (cells) => '│' + cells.map((cell, i) => center(cell, widths[i])).join('│') + '│';
    const rule = (a, b, c) => a + widths.map((width) => '─'.repeat(width)).join(b) + c;
    print(1, [[rule('┌', '┬', '┐'), line(head), rule('├', '┼', '┤'), ...body.map(line), rule('└', '┴', '┘')].join('\n')]);
  },
};
console.info = console.debug = console.log; console.error = console.warn; console.groupCollapsed = console.group;
Object.defineProperty(globalThis, 'console', { value: console, writable: true, enumerable: false, configurable: true });
Object.assign(require('util'), { TextEncoder, TextDecoder });
for (const name of ['URL', 'URLSearchParams']) { let made; Object.defineProperty(globalThis, name, { get: () => (made = made || require('url')[name]), set: (value) => { made = value; }, configurable: true }); }
`
