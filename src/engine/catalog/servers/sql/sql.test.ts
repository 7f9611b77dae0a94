import { describe, expect, test } from 'vitest'
import { utc } from '../../../base/time-zone.ts'
import { problemOf } from '../postgres/faults.ts'
import { bootstrap, makeServer } from '../postgres/server.ts'
import { Fault } from './fault.ts'
import { parseStatements } from './parse/statement.ts'
import { commit, control, rollback } from './run/control.ts'
import { execute } from './run/execute.ts'
import { Session } from './session.ts'
import { MustWait } from './store/transaction.ts'
import { toText } from './text.ts'

const server = () => {
  const made = makeServer('/data', new Map(), [], () => new Uint8Array(16))
  bootstrap(made.cluster, 'postgres', undefined)
  return made
}

/** A session whose statements give their rows as `a|b` lines, their tag, or the error. */
function client(on = server()) {
  const session = new Session(on.cluster, on.flavour, 'postgres', on.cluster.databases.get('postgres'), utc, () => 0.5, 1)
  session.nowMicros = 1_763_640_000_000_000
  return (sql: string): string => {
    try {
      let text = ''
      for (const statement of parseStatements(sql, on.flavour.rules)) {
        const outcome = control(statement, session, () => {}) ?? execute(statement, session, () => 0)
        text = outcome?.columns
          ? (outcome.rows ?? [])
              .map((row) => row.map((value, i) => (value === null ? '' : toText(value, outcome.columns?.[i]?.type ?? { name: 'text' }))).join('|'))
              .join('\n')
          : (outcome?.tag ?? '')
      }
      if (!session.inBlock) commit(session)
      return text
    } catch (error) {
      if (error instanceof MustWait) return 'waits'
      if (!(error instanceof Fault)) throw error
      if (session.inBlock) session.failed = true
      else rollback(session)
      return problemOf(error).message
    }
  }
}

const school = `create table aluno (id serial primary key, nome varchar(10) not null, nota numeric(4,1), turma int);
  insert into aluno (nome, nota, turma) values ('Ana', 9.5, 1), ('Bruno', 7, 1), ('Caio', null, 2)`

describe('queries', () => {
  test.each([
    ["select nome from aluno where nota > 8 or nome like 'C%' order by 1", 'Ana\nCaio'],
    ['select turma, count(*), avg(nota), max(nome) from aluno group by turma order by turma', '1|2|8.2500000000000000|Bruno\n2|1||Caio'],
    ['select a.nome, b.nome from aluno a left join aluno b on b.turma = a.turma and b.id > a.id order by a.id', 'Ana|Bruno\nBruno|\nCaio|'],
    ['select nome from aluno where turma in (select turma from aluno where nota = 7) order by nome desc', 'Bruno\nAna'],
    ['select nome from aluno a where exists (select 1 from aluno b where b.id = a.id + 1)', 'Ana\nBruno'],
    ["select coalesce(nota, 0), case when nota > 8 then 'ok' else 'nao' end from aluno order by id", '9.5|ok\n7.0|nao\n0|nao'],
    ['select distinct turma from aluno union select 5 order by 1 desc', '5\n2\n1'],
    ['select 10/3, 10/3.0, 2^3, 7 % 4, -5, round(2.567, 2)', '3|3.3333333333333333|8|3|-5|2.57'],
    ["select upper('a') || lower('B'), length('abc'), substring('hello' from 2 for 3)", 'Ab|3|ell'],
    ["select date '2024-02-28' + 2, timestamp '2024-01-31 10:00' + interval '1 month'", '2024-03-01|2024-02-29 10:00:00'],
    ['select sum(g) from generate_series(1, 100) g', '5050'],
    ['select generate_series(1, 3)', '1\n2\n3'],
    ['with recursive n(i) as (select 1 union all select i + 1 from n where i < 4) select i from n', '1\n2\n3\n4'],
    ['select nome from aluno order by nota desc nulls last limit 1 offset 1', 'Bruno'],
    ["select to_char(date '2024-03-05', 'DD/MM/YYYY'), to_char(1234.5, 'FM9,999.00')", '05/03/2024|1,234.50'],
    ["select '{\"a\": {\"b\": 1}}'::jsonb -> 'a' ->> 'b'", '1'],
    ["select extract(year from timestamp '2024-03-05 10:20:30'), now()", '2024|2025-11-20 12:00:00+00'],
  ])('%s', (sql, rows) => {
    const run = client()
    run(school)
    expect(run(sql)).toBe(rows)
  })
})

describe('errors', () => {
  test.each([
    ['select * from nada', 'relation "nada" does not exist'],
    ['select idade from aluno', 'column "idade" does not exist'],
    ['select a.x from aluno a', 'column a.x does not exist'],
    ['selec 1', 'syntax error at or near "selec"'],
    ['select 1 from', 'syntax error at end of input'],
    ["insert into aluno (nome) values ('um nome bem longo')", 'value too long for type character varying(10)'],
    ['insert into aluno (nome) values (null)', 'null value in column "nome" of relation "aluno" violates not-null constraint'],
    ["insert into aluno (id, nome) values (1, 'x')", 'duplicate key value violates unique constraint "aluno_pkey"'],
    ["insert into aluno (nome, nota) values ('x', 1000)", 'numeric field overflow'],
    ['select nome, count(*) from aluno', 'column "aluno.nome" must appear in the GROUP BY clause or be used in an aggregate function'],
    ['select count(*) from aluno where count(*) > 1', 'aggregate functions are not allowed in WHERE'],
    ['select 1/0', 'division by zero'],
    ["select 'abc'::int", 'invalid input syntax for type integer: "abc"'],
    ['select nome + 1 from aluno', 'operator does not exist: character varying + integer'],
    ['select foo(1)', 'function foo(integer) does not exist'],
    ['create table aluno (a int)', 'relation "aluno" already exists'],
    ['drop table nada', 'table "nada" does not exist'],
  ])('%s', (sql, message) => {
    const run = client()
    run(school)
    expect(run(sql)).toBe(message)
  })
})

describe('changes', () => {
  test('foreign keys refuse, follow and clear', () => {
    const run = client()
    run('create table pai (id int primary key); create table filho (id serial, pai int references pai on delete cascade)')
    expect(run('insert into filho (pai) values (1)')).toBe('insert or update on table "filho" violates foreign key constraint "filho_pai_fkey"')
    run('insert into pai values (1); insert into filho (pai) values (1), (1)')
    expect(run('delete from pai')).toBe('DELETE 1')
    expect(run('select count(*) from filho')).toBe('0')
    expect(run('drop table pai')).toBe('cannot drop table pai because other objects depend on it')
  })

  test('a transaction is seen when it commits, and not at all when it rolls back', () => {
    const shared = server()
    const [a, b] = [client(shared), client(shared)]
    a('create table t (n int); insert into t values (1)')
    a('begin; update t set n = 2')
    expect(b('select n from t')).toBe('1')
    expect(b('update t set n = 3')).toBe('waits')
    expect(a('commit')).toBe('COMMIT')
    expect(b('select n from t')).toBe('2')
    a('begin; delete from t')
    expect(a('select count(*) from t')).toBe('0')
    a('rollback')
    expect(a('select n from t')).toBe('2')
  })

  test('tables change their columns with the rows in them', () => {
    const run = client()
    run(school)
    expect(run('alter table aluno add column x int, rename column turma to grupo')).toBe('syntax error at or near "rename"')
    expect(run('alter table aluno add column ativo boolean default true')).toBe('ALTER TABLE')
    expect(run('alter table aluno rename turma to grupo')).toBe('ALTER TABLE')
    expect(run('alter table aluno drop column nota')).toBe('ALTER TABLE')
    expect(run('select * from aluno where id = 1')).toBe('1|Ana|1|t')
  })

  test('insert on conflict, returning, update from', () => {
    const run = client()
    run('create table estoque (item text primary key, n int)')
    run("insert into estoque values ('a', 1)")
    expect(run("insert into estoque values ('a', 5) on conflict (item) do update set n = estoque.n + excluded.n returning *")).toBe('a|6')
    expect(run("insert into estoque values ('a', 5) on conflict do nothing")).toBe('INSERT 0 0')
    expect(run("update estoque set n = v.n from (values ('a', 9)) v(item, n) where v.item = estoque.item returning estoque.n")).toBe('9')
  })

  test('views, indexes, sequences, schemas and roles', () => {
    const run = client()
    run(school)
    expect(run('create view bons as select nome from aluno where nota > 8')).toBe('CREATE VIEW')
    expect(run('select * from bons')).toBe('Ana')
    expect(run('create unique index on aluno (nome)')).toBe('CREATE INDEX')
    expect(run("insert into aluno (nome) values ('Ana')")).toBe('duplicate key value violates unique constraint "aluno_nome_idx"')
    expect(run("create role leitor login password 'x'; grant select on aluno to leitor")).toBe('GRANT')
    expect(run('create schema s; create table s.t (a int); insert into s.t values (1); select a from s.t')).toBe('1')
  })
})
