// Bundles a TypeScript entry with Vite (cached by the sources' sizes and times) and runs it: node tools/run.mjs ENTRY [ARGS…]
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const [entry, ...args] = process.argv.slice(2)

function fingerprint(folder, hash) {
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, item.name)
    if (item.isDirectory()) fingerprint(path, hash)
    else if (!/\.test\.tsx?$/.test(item.name)) {
      const { size, mtimeMs } = statSync(path)
      hash.update(`${path} ${size} ${mtimeMs}\n`)
    }
  }
}

const hash = createHash('sha256').update(entry)
for (const folder of ['src/engine', 'src/projections', 'src/course', 'src/node'])
  if (existsSync(join(root, folder))) fingerprint(join(root, folder), hash)
const name = basename(entry, '.ts')
const outDir = join(root, 'node_modules/.cache/run', `${name}-${hash.digest('hex').slice(0, 16)}`)
const bundle = join(outDir, `${name}.cjs`)

if (!existsSync(bundle)) {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, entry),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs', codeSplitting: false } },
    },
    ssr: { noExternal: true },
  })
}

process.argv = [process.argv[0], bundle, ...args]
runCached(bundle)

/**
 * Runs a bundle with V8's compiled code of an earlier run, and keeps the code compiled in this one when there was none. Compiled code that was kept cannot
 * import modules later, so an entry that does is compiled anew.
 */
function runCached(path) {
  const kept = `${path}.v8`
  const source = readFileSync(path, 'utf8')
  const keeps = !/\bimport\(/.test(readFileSync(join(root, entry), 'utf8'))
  const cachedData = keeps && existsSync(kept) ? readFileSync(kept) : undefined
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: path,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(path), module, path, outDir)
  if (keeps && (cachedData === undefined || script.cachedDataRejected)) process.once('exit', () => writeFileSync(kept, script.createCachedData()))
}
