import { err, ok, type Result } from '../../../base/result.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main, Start } from '../../kernel/program.ts'
import { basename } from '../../libc/paths.ts'
import { run } from '../../libc/spawn.ts'
import { print, printError, readFile, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

interface Package {
  readonly name?: string
  readonly version?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const npmVersion = '10.7.0'
const unsimulated = new Set(
  'access adduser audit bugs cache completion config dedupe deprecate diff dist-tag docs doctor edit exec explain explore find-dupes fund get help hook link ll login logout ls list org outdated owner pack ping pkg prefix profile prune publish query rebuild repo restart root search set shrinkwrap star stars stop team token uninstall unpublish unstar update version view whoami'.split(
    ' ',
  ),
)

/** Models npm 10's scripts and `init`. Leaves out packages: `install` of any says that it is not simulated. */
export const npm: Main = function* (start) {
  const args = start.argv.slice(1)
  const flags = args.filter((arg) => arg.startsWith('-'))
  const [command, ...rest] = args.filter((arg) => !arg.startsWith('-'))
  if (flags.includes('-v') || flags.includes('--version')) {
    yield* print(`${npmVersion}\n`)
    return 0
  }
  switch (command) {
    case 'init':
      return yield* initialize(flags)
    case 'start':
    case 'test':
    case 't':
      return yield* runScript(command === 't' ? 'test' : command, rest, start)
    case 'run':
    case 'run-script':
      return yield* runScript(
        rest[0],
        args.slice(args.indexOf(rest[0] ?? '') + 1).filter((arg) => arg !== '--'),
        start,
      )
    case 'install':
    case 'i':
    case 'ci':
      return yield* install(command, rest)
  }
  if (command !== undefined && unsimulated.has(command)) {
    yield* printError(`cais: npm: ${command} is not simulated\n`)
    return 1
  }
  if (command !== undefined) yield* printError(`Unknown command: "${command}"\n\n\nTo see a list of supported npm commands, run:\n  npm help\n`)
  else
    yield* print(
      "npm <command>\n\nUsage:\n\nnpm install        install all the dependencies in your project\nnpm test           run this project's tests\nnpm run <foo>      run the script named <foo>\n",
    )
  return 1
}

/** npx and yarn are there, and say that they are left out. */
export const absentTool: Main = function* ({ argv }) {
  const name = basename(argv[0] ?? '')
  yield* printError(`cais: ${name}: ${name} is not simulated\n`)
  return 1
}

function* directoryName(): Sys<string> {
  const cwd = yield* sys.getcwd({})
  return cwd.ok ? cwd.value : '/'
}

function* readPackage(): Sys<Result<Package, 'ENOENT' | 'EJSONPARSE'>> {
  const text = yield* readFile(`${yield* directoryName()}/package.json`)
  if (!text.ok) return err('ENOENT')
  try {
    return ok(JSON.parse(text.value) as Package)
  } catch {
    return err('EJSONPARSE')
  }
}

function* complain(lines: readonly string[]): Sys<number> {
  yield* printError(`${lines.map((line) => `npm error${line === '' ? '' : ` ${line}`}`).join('\n')}\n`)
  return 1
}

function* missingPackage(reason: 'ENOENT' | 'EJSONPARSE'): Sys<number> {
  const path = `${yield* directoryName()}/package.json`
  if (reason === 'EJSONPARSE') {
    yield* complain([
      'code EJSONPARSE',
      `path ${path}`,
      'JSON.parse Failed to parse JSON data.',
      'JSON.parse Note: package.json must be actual JSON, not just JavaScript.',
    ])
    return 1
  }
  yield* complain([
    'code ENOENT',
    'syscall open',
    `path ${path}`,
    'errno -2',
    `enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${path}'`,
    'enoent This is related to npm not being able to find a file.',
    'enoent',
  ])
  return 254
}

function* initialize(flags: readonly string[]): Sys<number> {
  if (!flags.includes('-y') && !flags.includes('--yes')) {
    yield* printError('cais: npm: init without -y is not simulated\n')
    return 1
  }
  const directory = yield* directoryName()
  const server = (yield* sys.access({ path: `${directory}/server.js`, mode: '' })).ok
  const described = {
    name: basename(directory).toLowerCase(),
    version: '1.0.0',
    main: server ? 'server.js' : 'index.js',
    scripts: { test: 'echo "Error: no test specified" && exit 1', ...(server && { start: 'node server.js' }) },
    keywords: [],
    author: '',
    license: 'ISC',
    description: '',
  }
  const text = JSON.stringify(described, undefined, 2)
  const written = yield* writeFile(`${directory}/package.json`, `${text}\n`)
  if (!written.ok) return yield* complain([`code ${written.error}`, 'syscall open', `path ${directory}/package.json`])
  yield* print(`Wrote to ${directory}/package.json:\n\n${text}\n\n\n\n`)
  return 0
}

function* runScript(name: string | undefined, args: readonly string[], { env }: Start): Sys<number> {
  const found = yield* readPackage()
  if (!found.ok) return yield* missingPackage(found.error)
  const { scripts = {} } = found.value
  const title = `${found.value.name ?? ''}@${found.value.version ?? ''}`
  if (name === undefined) {
    const names = Object.keys(scripts)
    if (names.length > 0)
      yield* print(`Scripts available in ${title} via \`npm run-script\`:\n${names.map((one) => `  ${one}\n    ${scripts[one]}\n`).join('')}`)
    return 0
  }
  const usual = name === 'start' && (yield* sys.access({ path: 'server.js', mode: '' })).ok ? 'node server.js' : undefined
  const script = Object.hasOwn(scripts, name) ? scripts[name] : usual
  if (script === undefined) return yield* complain([`Missing script: "${name}"`, '', 'To see a list of scripts, run:', '  npm run'])
  const bin = `${yield* directoryName()}/node_modules/.bin`
  const variables = new Map([
    ...env,
    ['PATH', `${bin}:${env.get('PATH') ?? ''}`],
    ['npm_lifecycle_event', name],
    ['npm_package_name', found.value.name ?? ''],
    ['npm_package_version', found.value.version ?? ''],
    ['npm_lifecycle_script', script],
  ])
  for (const [event, text] of [
    [`pre${name}`, scripts[`pre${name}`]],
    [name, script],
    [`post${name}`, scripts[`post${name}`]],
  ] as const) {
    if (text === undefined) continue
    const line = [text, ...(event === name ? args.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)) : [])].join(
      ' ',
    )
    yield* print(`\n> ${title} ${event}\n> ${line}\n\n`)
    const code = yield* run(['sh', '-c', line], { env: variables })
    if (code !== 0) return code
  }
  return 0
}

function* install(command: string, packages: readonly string[]): Sys<number> {
  const found = yield* readPackage()
  if (!found.ok && (packages.length === 0 || found.error === 'EJSONPARSE')) return yield* missingPackage(found.error)
  const wanted = [...packages, ...Object.keys({ ...(found.ok && { ...found.value.dependencies, ...found.value.devDependencies }) })]
  if (wanted.length === 0 && command !== 'ci') {
    const before = yield* sys.clockMonotonic({})
    yield* sys.compute({ ms: 150 })
    yield* print(`\nup to date, audited 1 package in ${Math.round((yield* sys.clockMonotonic({})) - before)}ms\n\nfound 0 vulnerabilities\n`)
    return 0
  }
  yield* printError(`cais: npm: ${command} of packages is not simulated\n`)
  return 1
}
