import type { CatalogImage, CatalogRepository } from './image.ts'
import { debian12, debian12slim, ubuntu2404 } from './images/debian.ts'
import { httpd24 } from './images/httpd.ts'
import { alpine, busybox, helloWorld } from './images/small.ts'

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
