import type { Program } from 'acorn'
import { ParseFault, parseProgram } from '../language/program.ts'
import type { SourceFile } from '../language/realm.ts'
import { events, fs, path, stream } from '../library/core.ts'
import { http, net } from '../library/network.ts'
import { setup } from '../library/setup.ts'
import { assert, childProcess, os, querystring, readline, url, util } from '../library/tools.ts'

/** node's own modules by name. Those that only point at another one are written so. */
const texts: Readonly<Record<string, string>> = {
  events, fs, path, stream, net, http, util, os, querystring, url, child_process: childProcess, readline, assert, setup,
  https: "const http = require('http'); module.exports = { ...http, ...http._make(true) };",
  'fs/promises': "module.exports = require('fs').promises;",
  'path/posix': "module.exports = require('path');",
  'readline/promises': "module.exports = require('readline').promises;",
  'stream/promises': "module.exports = { pipeline: (...streams) => new Promise((resolve, reject) => require('stream').pipeline(...streams, (error) => (error ? reject(error) : resolve()))) };",
  'timers/promises': 'module.exports = { setTimeout: (ms, value) => new Promise((resolve) => setTimeout(() => resolve(value), ms)) };',
  'assert/strict': "module.exports = require('assert');",
  timers: 'module.exports = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };',
  buffer: 'module.exports = { Buffer };',
  process: 'module.exports = process;',
  console: 'module.exports = console;',
  perf_hooks: 'module.exports = { performance };',
  dns: 'const lookup = (host, options, done) => binding.socket.lookup(host, done || options); module.exports = { lookup, promises: { lookup: (host) => new Promise((resolve, reject) => lookup(host, (error, address, family) => (error ? reject(error) : resolve({ address, family })))) } };',
  crypto: "const hex = () => binding.random(16).toString('hex'); module.exports = { randomBytes: (count) => binding.random(count), randomInt: (from, to) => { if (to === undefined) { to = from; from = 0; } return from + Math.floor(Math.random() * (to - from)); }, randomUUID: () => { const h = hex(); return [h.slice(0, 8), h.slice(8, 12), '4' + h.slice(13, 16), '89ab'[parseInt(h[16], 16) & 3] + h.slice(17, 20), h.slice(20)].join('-'); }, createHash: (name) => { let text = Buffer.alloc(0); const hash = { update(data) { text = Buffer.concat([text, Buffer.from(data)]); return hash; }, digest(encoding) { const made = Buffer.from(binding.digest(name, text), 'hex'); return encoding ? made.toString(encoding) : made; } }; return hash; } };",
} // biome-ignore format: a table

/** Modules of node that the lab knows of and does not have. */
export const absentModules = new Set([
  'cluster',
  'dgram',
  'http2',
  'inspector',
  'module',
  'repl',
  'string_decoder',
  'tls',
  'tty',
  'v8',
  'vm',
  'wasi',
  'worker_threads',
  'zlib',
  'async_hooks',
  'diagnostics_channel',
])

export interface LibraryModule {
  readonly file: SourceFile
  readonly program: Program
}

/** Parsed once: programs do not change. */
const parsed = new Map<string, LibraryModule>()

export const isLibrary = (name: string): boolean => name !== 'setup' && Object.hasOwn(texts, name)

export function libraryModule(name: string): LibraryModule | undefined {
  const known = parsed.get(name)
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined
  if (known || text === undefined) return known
  const program = parseProgram(text, 'script')
  if (program instanceof ParseFault) throw new Error(`${name}: ${program.message} at ${program.at}`)
  const made = { file: { path: `node:${name}`, text, internal: true }, program }
  parsed.set(name, made)
  return made
}
