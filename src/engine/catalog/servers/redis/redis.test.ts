import { expect, test } from 'vitest'
import { directory } from '../../../linux/kernel/fs/tree.ts'
import { coreutilsPrograms } from '../../../linux/programs/coreutils/table.ts'
import { shellPrograms } from '../../../linux/shell/table.ts'
import { testHost } from '../../../linux/testing/host.ts'
import { serverPrograms } from '../table.ts'

/** A host where redis-server runs with these arguments. */
function redisHost(options = '') {
  const host = testHost({ programs: [shellPrograms, coreutilsPrograms, serverPrograms], files: { '/data': directory() } })
  const start = (more = options) => {
    const server = host.start(`exec redis-server ${more}`)
    host.advance(100)
    return server
  }
  return { host, start, server: start(), cli: (command: string) => host.run(`redis-cli --no-raw ${command}`).stdout }
}

test('strings, counters and keys that expire', () => {
  const { cli, host } = redisHost()
  expect([cli('ping'), cli('set a 1'), cli('incr a'), cli('get a'), cli('get none'), cli('incrby a x')]).toEqual([
    'PONG\n',
    'OK\n',
    '(integer) 2\n',
    '"2"\n',
    '(nil)\n',
    '(error) ERR value is not an integer or out of range\n',
  ])
  expect([cli('set b x EX 10 NX'), cli('set b y NX'), cli('ttl b'), cli('ttl a'), cli('ttl none')]).toEqual([
    'OK\n',
    '(nil)\n',
    '(integer) 10\n',
    '(integer) -1\n',
    '(integer) -2\n',
  ])
  host.advance(10_000)
  expect([cli('get b'), cli('dbsize'), cli('keys *')]).toEqual(['(nil)\n', '(integer) 1\n', '1) "a"\n'])
})

test('lists, sets, hashes, sorted sets', () => {
  const { cli } = redisHost()
  cli('rpush l a b c')
  expect([cli('lrange l 0 -1'), cli('lpop l'), cli('llen l'), cli('lrange none 0 -1')]).toEqual([
    '1) "a"\n2) "b"\n3) "c"\n',
    '"a"\n',
    '(integer) 2\n',
    '(empty array)\n',
  ])
  cli('sadd s 1 2 3')
  cli('sadd t 2 3 4')
  expect([cli('sinter s t'), cli('sismember s 9'), cli('type s')]).toEqual(['1) "2"\n2) "3"\n', '(integer) 0\n', 'set\n'])
  cli('hset h name ana age 20')
  expect([cli('hget h name'), cli('hincrby h age 1'), cli('hgetall h')]).toEqual([
    '"ana"\n',
    '(integer) 21\n',
    '1) "name"\n2) "ana"\n3) "age"\n4) "21"\n',
  ])
  cli('zadd z 2 b 1 a 3.5 c')
  expect([cli('zrange z 0 -1 withscores'), cli("zrangebyscore z '(1' +inf"), cli('zrank z c')]).toEqual([
    '1) "a"\n2) "1"\n3) "b"\n4) "2"\n5) "c"\n6) "3.5"\n',
    '1) "b"\n2) "c"\n',
    '(integer) 2\n',
  ])
  expect(cli('incr l')).toBe('(error) WRONGTYPE Operation against a key holding the wrong kind of value\n')
})

test('transactions, watched keys, unknown commands', () => {
  const { host, cli } = redisHost()
  const session = host.run(`redis-cli --no-raw <<'X'\nmulti\nset a 1\nincr a\nexec\nmulti\nfoo\nexec\nX`).stdout
  expect(session).toBe(
    "OK\nQUEUED\nQUEUED\n1) OK\n2) (integer) 2\nOK\n(error) ERR unknown command 'foo', with args beginning with: \n(error) EXECABORT Transaction discarded because of previous errors.\n",
  )
  expect(cli('get')).toBe("(error) ERR wrong number of arguments for 'get' command\n")
  expect(cli('xadd s 1-1 a 1')).toBe('(error) ERR cais: redis: XADD is not simulated\n')
})

test('messages reach subscribers, blocked pops get what is pushed', () => {
  const { host, cli } = redisHost()
  const listener = host.start('exec redis-cli subscribe news')
  const waiting = host.start('exec redis-cli blpop jobs 0')
  host.advance(100)
  expect(cli('publish news hello')).toBe('(integer) 1\n')
  cli('rpush jobs one')
  host.advance(100)
  expect(listener.stdout()).toBe('subscribe\nnews\n1\nmessage\nnews\nhello\n')
  expect(waiting.stdout()).toBe('jobs\none\n')
})

test('a snapshot when told to end, read again at the next start', () => {
  const { host, server, start, cli } = redisHost('--dir /data')
  cli('set kept yes')
  cli('set short x EX 5')
  host.run(`kill ${server.process.pid}`)
  host.advance(100)
  expect(server.stdout()).toMatch(
    /Received SIGTERM scheduling shutdown\.\.\.\n.* \* User requested shutdown\.\.\.\n.* \* Saving the final RDB snapshot before exiting\.\n.* \* DB saved on disk\n.* # Redis is now ready to exit, bye bye\.\.\.\n$/,
  )
  host.advance(6000)
  const again = start()
  expect(again.stdout()).toContain('Done loading RDB, keys loaded: 1, keys expired: 1.')
  expect([cli('get kept'), cli('get short')]).toEqual(['"yes"\n', '(nil)\n'])
})

test('the append-only file survives a kill', () => {
  const { host, server, start, cli } = redisHost('--appendonly yes')
  cli('rpush l a b')
  cli('set x 1 EX 100')
  host.run(`kill -9 ${server.process.pid}`)
  host.advance(100)
  start()
  expect([cli('lrange l 0 -1'), cli('ttl x')]).toEqual(['1) "a"\n2) "b"\n', '(integer) 100\n'])
})

test('snapshots by rule, and passwords', () => {
  const { host, server, cli } = redisHost("--save '60 2' --requirepass secret")
  expect(cli('set a 1')).toBe('(error) NOAUTH Authentication required.\n')
  cli('-a secret mset a 1 b 2')
  cli('-a secret set c 3')
  host.advance(61_000)
  expect(server.stdout()).toContain('2 changes in 60 seconds. Saving...')
  expect(server.stdout()).toContain('Background saving terminated with success')
})
