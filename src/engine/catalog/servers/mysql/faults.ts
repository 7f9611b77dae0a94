import type { Fault, FaultFacts } from '../sql/fault.ts'

/** What mysqld says about a fault: number, SQLSTATE, text (MySQL 8.4). */
export interface Problem {
  readonly number: number
  readonly state: string
  readonly message: string
}

const say = (number: number, state: string, message: string): Problem => ({ number, state, message })

export function problemOf({ kind, facts: f }: Fault): Problem {
  switch (kind) {
    case 'syntax':
      return say(
        1064,
        '42000',
        `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${(f.near ?? '').slice(0, 80)}' at line ${(f.before ?? '').split('\n').length}`,
      )
    case 'no-database':
      return say(1046, '3D000', 'No database selected')
    case 'undefined-table':
      return say(1146, '42S02', `Table '${f.database}.${f.bare ?? f.name}' doesn't exist`)
    case 'undefined-column':
      if (f.drop) return say(1091, '42000', `Can't DROP '${f.name}'; check that column/key exists`)
      if (f.key) return say(1072, '42000', `Key column '${f.name}' doesn't exist in table`)
      return say(1054, '42S22', `Unknown column '${f.qualified ?? f.name}' in 'field list'`)
    case 'undefined-alias':
      return say(1054, '42S22', `Unknown column '${f.table}.${f.name}' in 'field list'`)
    case 'ambiguous-column':
      return say(1052, '23000', `Column '${f.name}' in field list is ambiguous`)
    case 'undefined-function':
      return say(1305, '42000', `FUNCTION ${f.name} does not exist`)
    case 'undefined-database':
      return say(1049, '42000', `Unknown database '${f.name}'`)
    case 'undefined-object':
      return undefinedObject(f)
    case 'undefined-type':
      return say(
        1064,
        '42000',
        `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${f.name}' at line 1`,
      )
    case 'duplicate-table':
      return f.index ? say(1061, '42000', `Duplicate key name '${f.name}'`) : say(1050, '42S01', `Table '${f.name}' already exists`)
    case 'duplicate-column':
      return f.twice && f.table ? say(1110, '42000', `Column '${f.name}' specified twice`) : say(1060, '42S21', `Duplicate column name '${f.name}'`)
    case 'duplicate-database':
      return say(1007, 'HY000', `Can't create database '${f.name}'; database exists`)
    case 'duplicate-object':
      return say(1396, 'HY000', `Operation ${f.command} failed for ${f.account}`)
    case 'duplicate-alias':
      return say(1066, '42000', `Not unique table/alias: '${f.name}'`)
    case 'grouping':
      return say(
        1055,
        '42000',
        `Expression of SELECT list is not in GROUP BY clause and contains nonaggregated column '${f.column}' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by`,
      )
    case 'aggregate-here':
      return say(1111, 'HY000', 'Invalid use of group function')
    case 'not-null':
      return say(1048, '23000', `Column '${f.column}' cannot be null`)
    case 'unique':
      return say(1062, '23000', `Duplicate entry '${f.mysqlValues}' for key '${f.table}.${f.constraint}'`)
    case 'foreign-key':
      return say(1452, '23000', `Cannot add or update a child row: a foreign key constraint fails (${foreignKey(f, f.table ?? '', f.target ?? '')})`)
    case 'foreign-key-referenced':
      return say(1451, '23000', `Cannot delete or update a parent row: a foreign key constraint fails (${foreignKey(f, f.by ?? '', f.table ?? '')})`)
    case 'check':
      return say(3819, 'HY000', `Check constraint '${f.constraint}' is violated.`)
    case 'too-long':
      return f.type === 'enum'
        ? say(1265, '01000', `Data truncated for column '${f.column}' at row 1`)
        : say(1406, '22001', `Data too long for column '${f.column}' at row 1`)
    case 'out-of-range':
    case 'numeric-overflow':
      return say(1264, '22003', `Out of range value for column '${f.column ?? ''}' at row 1`)
    case 'invalid-text':
      if (/date|timestamp|time/.test(f.kind ?? ''))
        return say(1292, '22007', `Incorrect ${f.type === 'date' ? 'date' : 'datetime'} value: '${f.text}'`)
      return say(1366, 'HY000', `Incorrect ${f.type === 'numeric' ? 'decimal' : f.type} value: '${f.text}' for column '${f.column ?? ''}' at row 1`)
    case 'too-many-expressions':
    case 'too-few-expressions':
      return say(1136, '21S01', `Column count doesn't match value count at row ${f.row}`)
    case 'union-count':
      return say(1222, '21000', 'The used SELECT statements have a different number of columns')
    case 'many-rows':
      return say(1242, '21000', 'Subquery returns more than 1 row')
    case 'many-columns':
      return say(1241, '21000', 'Operand should contain 1 column(s)')
    case 'position-range':
      return say(1054, '42S22', `Unknown column '${f.position}' in '${f.clause === 'ORDER BY' ? 'order clause' : 'group statement'}'`)
    case 'dependent':
      return say(3730, 'HY000', `Cannot drop table '${f.name}' referenced by a foreign key constraint '${f.constraint}' on table '${f.by}'.`)
    case 'denied':
      return say(1142, '42000', f.privilege ? `${f.privilege} command denied to user for table '${f.table}'` : 'Access denied')
    case 'not-simulated':
      return say(1235, '42000', `cais: mysqld: ${f.what} is not simulated`)
    default:
      return say(Number(f.number ?? 1105), f.state ?? f.code ?? 'HY000', f.mysql ?? f.message ?? kind)
  }
}

const foreignKey = (f: FaultFacts, child: string, parent: string): string =>
  `\`${f.database}\`.\`${child}\`, CONSTRAINT \`${f.constraint}\` FOREIGN KEY (${ticks(f.columns)}) REFERENCES \`${parent}\` (${ticks(f.targets)})${f.actions ?? ''}`

const ticks = (names = ''): string =>
  names
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(', ')

function undefinedObject(f: FaultFacts): Problem {
  if (f.what === 'database') return say(1008, 'HY000', `Can't drop database '${f.name}'; database doesn't exist`)
  if (f.what === 'table' || f.what === 'view') return say(1051, '42S02', `Unknown table '${f.unknownTable ?? f.name}'`)
  if (f.what === 'role')
    return f.command === 'GRANT'
      ? say(1410, '42000', 'You are not allowed to create a user with GRANT')
      : say(1396, 'HY000', `Operation ${f.command} failed for ${f.account}`)
  return say(1091, '42000', `Can't DROP '${f.name}'; check that column/key exists`)
}
