// The one dependency rule: imports point only towards earlier layers. See docs/architecture.md.
const layers = [
  ['base', '^src/engine/base/'],
  ['linux', '^src/engine/linux/'],
  ['machine', '^src/engine/machine/'],
  ['catalog', '^src/engine/catalog/'],
  ['docker', '^src/engine/docker/'],
  ['kubernetes', '^src/engine/kubernetes/'],
  ['lab', '^src/engine/lab/'],
  ['projections', '^src/projections/'],
  ['course', '^src/course/'],
  ['worker', '^src/worker/'],
  ['outside', '^src/(ui|node)/'],
  ['main', '^src/main\\.tsx$'],
]

const upwards = layers.slice(0, -1).map(([name, path], index) => ({
  name: `${name}-imports-no-later-layer`,
  severity: 'error',
  from: { path, pathNot: '\\.test\\.tsx?$' },
  to: { path: layers.slice(index + 1).map(([, later]) => later) },
}))

module.exports = {
  forbidden: [
    ...upwards,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-knows-no-programs',
      severity: 'error',
      from: { path: '^src/engine/linux/kernel/', pathNot: ['\\.test\\.ts$', '/testing/'] },
      to: { path: '^src/engine/linux/(shell|programs|libc)/' },
    },
    {
      name: 'docker-client-knows-only-the-api',
      severity: 'error',
      from: { path: '^src/engine/docker/cli/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/engine/docker/(engine|containerd|runc|registry|build|oci)/' },
    },
    {
      name: 'ui-never-imports-the-engine',
      severity: 'error',
      from: { path: '^src/ui/', pathNot: ['\\.test\\.tsx?$', '/testing/'] },
      to: { path: '^src/(engine|node)/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'engine-knows-no-text', severity: 'error', from: { path: '^src/engine/' }, to: { path: '^src/i18n/' } },
    {
      name: 'i18n-imports-nothing',
      severity: 'error',
      from: { path: '^src/i18n/' },
      to: { path: '^src/(engine|projections|course|worker|ui|node)/' },
    },
    {
      name: 'engine-libraries',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['npm'],
        pathNot: 'node_modules/(acorn|unbash|yaml|dockerfile-ast|vscode-languageserver|@noble/hashes|fflate|@cfworker)',
      },
    },
    {
      name: 'engine-uses-no-node',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: ['\\.test\\.ts$', '/testdata/'] },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
    },
  },
}
