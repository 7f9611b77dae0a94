import { describe, expect, test } from 'vitest'
import { directory, executable, symlink } from '../../../linux/kernel/fs/tree.ts'
import { coreutilsPrograms } from '../../../linux/programs/coreutils/table.ts'
import { procpsPrograms } from '../../../linux/programs/procps/table.ts'
import { textPrograms } from '../../../linux/programs/text/table.ts'
import { shellPrograms } from '../../../linux/shell/table.ts'
import { testHost } from '../../../linux/testing/host.ts'
import { postgresPrograms } from './table.ts'

const owner = { uid: 999, gid: 999 }

function machine() {
  const host = testHost({
    programs: [shellPrograms, coreutilsPrograms, procpsPrograms, textPrograms, postgresPrograms],
    users: [{ name: 'postgres', uid: 999, home: '/var/lib/postgresql' }],
    files: {
      '/var/lib/postgresql': directory(0o755, owner),
      '/var/run/postgresql': directory(0o3777, owner),
      '/usr/lib/postgresql/16/bin/postgres': executable('postgres/postgres', 40_000),
      '/bin/pg_ctl': symlink('pg-ctl'),
    },
  })
  const as = (command: string) => host.run(command, { uid: 999, env: { PGDATA: '/var/lib/postgresql/data' } })
  return { host, as }
}

function running() {
  const made = machine()
  made.as('initdb -A trust > /dev/null 2>&1; pg_ctl -l /var/lib/postgresql/log start')
  return made
}

describe('the server', () => {
  test('makes a data directory and refuses to make it twice', () => {
    const { as } = machine()
    expect(as('initdb').stdout).toContain('creating subdirectories ... ok\n')
    expect(as('cat $PGDATA/PG_VERSION; stat -c %a $PGDATA').stdout).toBe('16\n700\n')
    const again = as('initdb')
    expect(again.stderr).toContain('initdb: error: directory "/var/lib/postgresql/data" exists but is not empty\n')
    expect(again.exitCode).toBe(1)
  })

  test('does not run as root', () => {
    const { host } = machine()
    const { stderr, exitCode } = host.run('postgres -D /x')
    expect(stderr).toMatch(/^"root" execution of the PostgreSQL server is not permitted\.\n/)
    expect(exitCode).toBe(1)
  })

  test('shows its processes, and each client as one', () => {
    const { as } = running()
    expect(
      as('ps -o args= -u postgres | grep "^postgres: "')
        .stdout.split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      'postgres: checkpointer',
      'postgres: background writer',
      'postgres: walwriter',
      'postgres: autovacuum launcher',
      'postgres: logical replication launcher',
      '',
    ])
    expect(as(`psql -d postgres -Atc "select usename, state, query from pg_stat_activity"`).stdout).toBe(
      'postgres|active|select usename, state, query from pg_stat_activity\n',
    )
  })

  test('keeps what was committed when it is killed, and says so at the next start', () => {
    const { as } = running()
    as("psql -d postgres -qc 'create table t (a int, b text); insert into t values (1, null), (2, $$x$$)'")
    as('kill -9 $(head -1 $PGDATA/postmaster.pid); sleep 1; rm $PGDATA/postmaster.pid; pg_ctl -l /var/lib/postgresql/log2 start')
    expect(as("psql -d postgres -Atc 'select * from t'").stdout).toBe('1|\n2|x\n')
    expect(as('grep -c "was not properly shut down" /var/lib/postgresql/log2').stdout).toBe('1\n')
  })

  test('a port in use', () => {
    const { as } = running()
    as('initdb -D /var/lib/postgresql/other > /dev/null 2>&1')
    const { stderr, exitCode } = as('postgres -D /var/lib/postgresql/other -k /tmp')
    expect(stderr).toContain('LOG:  could not bind IPv4 address "0.0.0.0": Address already in use\n')
    expect(stderr).toContain('HINT:  Is another postmaster already running on port 5432? If not, wait a few seconds and retry.\n')
    expect(stderr).toContain('FATAL:  could not create any TCP/IP sockets\n')
    expect(exitCode).toBe(1)
  })
})

describe('passwords', () => {
  test('SCRAM lets the right one in', () => {
    const { as } = running()
    as(`psql -d postgres -qc "create role ana login password 'segredo'"`)
    as('echo "host all all 127.0.0.1/32 scram-sha-256" > $PGDATA/pg_hba.conf; pg_ctl reload; sleep 1')
    const login = (password: string) => as(`PGPASSWORD=${password} psql -h 127.0.0.1 -U ana -d postgres -Atc 'select current_user'`)
    expect(login('segredo').stdout).toBe('ana\n')
    expect(login('outra')).toEqual({
      stdout: '',
      stderr: 'psql: error: connection to server at "127.0.0.1", port 5432 failed: FATAL:  password authentication failed for user "ana"\n',
      exitCode: 2,
    })
    expect(as('psql -w -h 127.0.0.1 -U ana -d postgres').stderr).toBe(
      'psql: error: connection to server at "127.0.0.1", port 5432 failed: fe_sendauth: no password supplied\n',
    )
  })
})

describe('psql', () => {
  test('nobody listens', () => {
    const { as } = machine()
    expect(as('psql -h localhost').stderr).toContain(
      'psql: error: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?',
    )
    expect(as('psql')).toEqual({
      stdout: '',
      stderr:
        'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n',
      exitCode: 2,
    })
    expect(as('pg-isready')).toEqual({ stdout: '/var/run/postgresql:5432 - no response\n', stderr: '', exitCode: 2 })
  })

  test('tables, aligned and expanded', () => {
    const { as } = running()
    as(`psql -d postgres -qc "create table t (id serial primary key, nome text); insert into t (nome) values ('Ana'), ('Bruno')"`)
    expect(as(`psql -d postgres -c 'select * from t'`).stdout).toBe(' id | nome  \n----+-------\n  1 | Ana\n  2 | Bruno\n(2 rows)\n\n')
    expect(as(`psql -d postgres -x -c 'select * from t where id = 1'`).stdout).toBe('-[ RECORD 1 ]\nid   | 1\nnome | Ana\n\n')
    expect(as(`psql -d postgres -c '\\d t'`).stdout).toBe(
      '                            Table "public.t"\n Column |  Type   | Collation | Nullable |            Default            \n--------+---------+-----------+----------+-------------------------------\n id     | integer |           | not null | nextval(\'t_id_seq\'::regclass)\n nome   | text    |           |          | \nIndexes:\n    "t_pkey" PRIMARY KEY, btree (id)\n\n',
    )
  })

  test('scripts say where they failed', () => {
    const { as } = running()
    as(`printf 'create table a (x int);\\nselect 1;\\nselect y from a;\\n' > /tmp/s.sql`)
    expect(as('psql -d postgres -q -f /tmp/s.sql').stderr).toBe(
      'psql:/tmp/s.sql:3: ERROR:  column "y" does not exist\nLINE 1: select y from a;\n               ^\n',
    )
    expect(as('psql -d postgres -v ON_ERROR_STOP=1 -q -f /tmp/s.sql').exitCode).toBe(3)
    expect(as('createdb loja; createdb loja').stderr).toBe('createdb: error: database creation failed: ERROR:  database "loja" already exists\n')
  })
})
