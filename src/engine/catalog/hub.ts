import type { CatalogImage, CatalogRepository } from './image.ts'
import { alpine } from './images/alpine.ts'
import { busybox } from './images/busybox.ts'
import { centos7image, centos8image } from './images/centos.ts'
import { debian12, debian12slim, ubuntu2404 } from './images/debian.ts'
import { httpd24 } from './images/httpd.ts'
import { mysql84 } from './images/mysql.ts'
import { nginx114, nginx116, nginx122, nginx124, nginx125, nginx126, nginx126alpine, nginx127, nginx127alpine } from './images/nginx.ts'
import { node20, node20alpine, node20slim, node22, node22alpine, node22slim } from './images/node.ts'
import { postgres16, postgres16alpine } from './images/postgres.ts'
import { python312, python312alpine, python312slim } from './images/python.ts'
import { redis72, redis72alpine, redis74, redis74alpine } from './images/redis.ts'
import { registry2 } from './images/registry.ts'
import { helloWorld } from './images/small.ts'

/** Images of Docker Hub: official ones by name, with the tags that lead to them. */
const published: readonly (readonly [name: string, description: string, stars: number, tags: Readonly<Record<string, () => CatalogImage>>])[] = [
  ['hello-world', 'Hello World! (an example of minimal Dockerization)', 2251, { latest: helloWorld, linux: helloWorld }],
  ['busybox', 'Busybox base image.', 3211, { latest: busybox, '1.36': busybox, '1.36.1': busybox, glibc: busybox, stable: busybox }],
  [
    'alpine',
    'A minimal Docker image based on Alpine Linux with a complete package index and only 5 MB in size!',
    10_879,
    { latest: alpine, '3': alpine, '3.20': alpine, '3.20.0': alpine },
  ],
  [
    'debian',
    "Debian is a Linux distribution that's composed entirely of free and open-source software.",
    5010,
    { latest: debian12, bookworm: debian12, '12': debian12, '12.5': debian12, 'bookworm-slim': debian12slim, '12-slim': debian12slim },
  ],
  [
    'ubuntu',
    'Ubuntu is a Debian-based Linux operating system based on free software.',
    17_054,
    { latest: ubuntu2404, noble: ubuntu2404, '24.04': ubuntu2404 },
  ],
  [
    'httpd',
    'The Apache HTTP Server Project',
    4713,
    { latest: httpd24, '2': httpd24, '2.4': httpd24, '2.4.59': httpd24, bookworm: httpd24, '2.4-bookworm': httpd24 },
  ],
  [
    'redis',
    'Redis is the world’s fastest data platform for caching, vector search, and NoSQL databases.',
    12_839,
    {
      latest: redis72,
      '7': redis72,
      '7.2': redis72,
      '7.2.5': redis72,
      bookworm: redis72,
      '7-bookworm': redis72,
      alpine: redis72alpine,
      '7-alpine': redis72alpine,
      '7.2-alpine': redis72alpine,
      '7.2.5-alpine': redis72alpine,
      '7.4': redis74,
      '7.4.0': redis74,
      '7.4-alpine': redis74alpine,
    },
  ],
  [
    'registry',
    'Distribution implementation for storing and distributing of container images and artifacts',
    4047,
    { latest: registry2, '2': registry2, '2.8': registry2, '2.8.3': registry2 },
  ],
  [
    'centos',
    'DEPRECATED; The official build of CentOS.',
    7724,
    {
      latest: centos8image,
      centos8: centos8image,
      '8': centos8image,
      'centos8.4.2105': centos8image,
      '8.4.2105': centos8image,
      '7': centos7image,
      centos7: centos7image,
      '7.9.2009': centos7image,
      'centos7.9.2009': centos7image,
    },
  ],
  [
    'nginx',
    'Official build of Nginx.',
    19_912,
    {
      latest: nginx127,
      mainline: nginx127,
      '1': nginx127,
      '1.27': nginx127,
      '1.27.0': nginx127,
      bookworm: nginx127,
      '1.27.0-bookworm': nginx127,
      alpine: nginx127alpine,
      'mainline-alpine': nginx127alpine,
      '1-alpine': nginx127alpine,
      '1.27-alpine': nginx127alpine,
      '1.27.0-alpine': nginx127alpine,
      stable: nginx126,
      '1.26': nginx126,
      '1.26.1': nginx126,
      'stable-alpine': nginx126alpine,
      '1.26-alpine': nginx126alpine,
      '1.25': nginx125,
      '1.25.5': nginx125,
      '1.24': nginx124,
      '1.24.0': nginx124,
      '1.22': nginx122,
      '1.22.1': nginx122,
      '1.16': nginx116,
      '1.16.1': nginx116,
      '1.14': nginx114,
      '1.14.2': nginx114,
    },
  ],
  [
    'mysql',
    'MySQL is a widely used, open-source relational database management system (RDBMS).',
    15_166,
    { latest: mysql84, '8': mysql84, '8.4': mysql84, '8.4.0': mysql84, lts: mysql84, oraclelinux9: mysql84 },
  ],
  [
    'python',
    'Python is an interpreted, interactive, object-oriented, open-source programming language.',
    9580,
    {
      latest: python312,
      '3': python312,
      '3.12': python312,
      '3.12.4': python312,
      bookworm: python312,
      slim: python312slim,
      '3-slim': python312slim,
      '3.12-slim': python312slim,
      '3.12.4-slim': python312slim,
      '3.12-slim-bookworm': python312slim,
      alpine: python312alpine,
      '3-alpine': python312alpine,
      '3.12-alpine': python312alpine,
      '3.12.4-alpine': python312alpine,
    },
  ],
  [
    'node',
    'Node.js is a JavaScript-based platform for server-side and networking applications.',
    13_447,
    {
      latest: node22,
      '22': node22,
      '22.2.0': node22,
      slim: node22slim,
      '22-slim': node22slim,
      alpine: node22alpine,
      '22-alpine': node22alpine,
      lts: node20,
      iron: node20,
      '20': node20,
      '20.14.0': node20,
      '20-bookworm': node20,
      'lts-slim': node20slim,
      '20-slim': node20slim,
      '20-bookworm-slim': node20slim,
      'lts-alpine': node20alpine,
      '20-alpine': node20alpine,
      '20-alpine3.20': node20alpine,
      '20.14.0-alpine': node20alpine,
    },
  ],
  [
    'postgres',
    'The PostgreSQL object-relational database system provides reliability and data integrity.',
    13_224,
    {
      latest: postgres16,
      '16': postgres16,
      '16.3': postgres16,
      bookworm: postgres16,
      '16-bookworm': postgres16,
      alpine: postgres16alpine,
      '16-alpine': postgres16alpine,
      '16.3-alpine': postgres16alpine,
    },
  ],
]

const repositories: ReadonlyMap<string, CatalogRepository> = new Map(
  published.map(([name, description, stars, tags]) => {
    const made = new Map<() => CatalogImage, CatalogImage>()
    const repository: CatalogRepository = {
      name: `library/${name}`,
      description,
      stars,
      official: true,
      tags: Object.keys(tags),
      image: (tag) => {
        const make = Object.hasOwn(tags, tag) ? tags[tag] : undefined
        if (!make) return undefined
        const image = made.get(make) ?? make()
        made.set(make, image)
        return image
      },
    }
    return [repository.name, repository]
  }),
)

/** What Docker Hub holds, each image made when somebody asks for it. */
export const hub = {
  repositories: (): Iterable<CatalogRepository> => repositories.values(),
  repository: (name: string): CatalogRepository | undefined => repositories.get(name),
}
