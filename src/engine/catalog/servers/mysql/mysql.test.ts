import { expect, test } from 'vitest'
import { directory } from '../../../linux/kernel/fs/tree.ts'
import { coreutilsPrograms } from '../../../linux/programs/coreutils/table.ts'
import { shellPrograms } from '../../../linux/shell/table.ts'
import { testHost } from '../../../linux/testing/host.ts'
import { mysqlPrograms } from './table.ts'

const owner = { uid: 999, gid: 999 }

function running() {
  const host = testHost({
    programs: [shellPrograms, coreutilsPrograms, mysqlPrograms],
    users: [{ name: 'mysql', uid: 999 }],
    files: { '/var/lib/mysql': directory(0o755, owner), '/var/run/mysqld': directory(0o755, owner) },
  })
  expect(host.run('mysqld').stderr).toContain('[ERROR] [MY-010119] [Server] Aborting\n')
  host.run('mysqld --user=mysql --initialize-insecure')
  host.start(['mysqld', '--user=mysql'])
  host.advance(2000)
  return host
}

test('tables, batch output and errors', () => {
  const host = running()
  const sql = (text: string, options = '') => host.run(`mysql -uroot ${options} -e "${text}"`)
  sql("create database loja; create table loja.t (id int auto_increment primary key, nome varchar(5)); insert into loja.t (nome) values ('a'), ('b')")
  sql('update loja.t set nome = upper(nome) where id = 1')
  expect(sql('select * from t', '-D loja').stdout).toBe('id\tnome\n1\tA\n2\tb\n')
  expect(sql('select * from t', '-t -D loja').stdout).toBe(
    '+----+------+\n| id | nome |\n+----+------+\n|  1 | A    |\n|  2 | b    |\n+----+------+\n',
  )
  expect(sql('select * from nada', '-D loja')).toEqual({
    stdout: '',
    stderr: "ERROR 1146 (42S02) at line 1: Table 'loja.nada' doesn't exist\n",
    exitCode: 1,
  })
  expect(sql("insert into loja.t (nome) values ('longo demais')").stderr).toBe(
    "ERROR 1406 (22001) at line 1: Data too long for column 'nome' at row 1\n",
  )
  expect(sql('insert into loja.t (id) values (1)').stderr).toBe("ERROR 1062 (23000) at line 1: Duplicate entry '1' for key 't.PRIMARY'\n")
})

test('accounts by host and password', () => {
  const host = running()
  host.run(`mysql -uroot -e "create database d; create user 'ana'@'%' identified by 's'; grant all on d.* to 'ana'@'%'"`)
  expect(host.run('MYSQL_PWD=s mysql -uana -h127.0.0.1 -N -e "show databases"').stdout).toBe('d\ninformation_schema\n')
  expect(host.run('MYSQL_PWD=x mysql -uana -h127.0.0.1').stderr).toBe(
    "ERROR 1045 (28000): Access denied for user 'ana'@'127.0.0.1' (using password: YES)\n",
  )
  expect(host.run('mysql -uroot -h127.0.0.1 -P3307').stderr).toBe("ERROR 2003 (HY000): Can't connect to MySQL server on '127.0.0.1:3307' (111)\n")
})
