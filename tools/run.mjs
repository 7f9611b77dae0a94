// Bundles a TypeScript entry with Vite (cached by the sources' sizes and times) and runs it: node tools/run.mjs ENTRY [ARGS…]
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

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
const bundle = join(outDir, `${name}.mjs`)

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
      rollupOptions: { output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  })
}

process.argv = [process.argv[0], bundle, ...args]
await import(pathToFileURL(bundle).href)
