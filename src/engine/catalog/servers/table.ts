import type { ProgramTable } from '../../linux/kernel/program.ts'
import { nameServer } from './dns.ts'
import { envsubst } from './envsubst.ts'
import { gosu } from './gosu.ts'
import { hello } from './hello.ts'
import { httpd } from './httpd/httpd.ts'
import { mysqlPrograms } from './mysql/table.ts'
import { nginx } from './nginx/nginx.ts'
import { origin } from './origin.ts'
import { postgresPrograms } from './postgres/table.ts'
import { publicInit } from './public-init.ts'
import { redisBenchmark } from './redis/redis-benchmark.ts'
import { redisCli } from './redis/redis-cli.ts'
import { redisServer } from './redis/redis-server.ts'

const MIB = 1024 * 1024

/** Programs of the catalogue's images and of the public servers. */
export const serverPrograms: ProgramTable = new Map([
  ['servers/hello', { main: hello, rssBytes: 600 * 1024 }],
  ['servers/httpd', { main: httpd, rssBytes: 4.5 * MIB, startMs: 15 }],
  ['servers/nginx', { main: nginx, rssBytes: 5.5 * MIB, startMs: 12 }],
  ['servers/envsubst', { main: envsubst, rssBytes: MIB }],
  ['servers/redis-server', { main: redisServer, rssBytes: 9 * MIB, startMs: 8 }],
  ['servers/redis-cli', { main: redisCli, rssBytes: 4 * MIB }],
  ['servers/redis-benchmark', { main: redisBenchmark, rssBytes: 6 * MIB }],
  ['servers/gosu', { main: gosu, rssBytes: 2 * MIB }],
  ['servers/named', { main: nameServer, rssBytes: 12 * MIB }],
  ['servers/init', { main: publicInit, rssBytes: MIB }],
  ['servers/origin', { main: origin, rssBytes: 8 * MIB }],
  ...postgresPrograms,
  ...mysqlPrograms,
])
