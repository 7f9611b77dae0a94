import type { CatalogImage, CatalogRepository } from '../image.ts'
import { recordedBusybox, recordedDebian, recordedHello, recordedHttpd, recordedNginx } from './images.ts'

/** What answered as Docker Hub to the machine that recordings were made on: few images, found by no search. */
const published: Readonly<Record<string, Readonly<Record<string, () => CatalogImage>>>> = {
  'library/hello-world': { latest: recordedHello },
  'library/busybox': { latest: recordedBusybox, '1.35': recordedBusybox },
  'library/debian': { '12': recordedDebian },
  'library/httpd': { '2.4': recordedHttpd },
  // Pushed when the recordings were made for the first time: they were made twice.
  'mine/bb': { '1.0': recordedBusybox },
  'library/nginx': { latest: recordedNginx, '1.22': recordedNginx },
}

export const recordedRepositories = (): readonly CatalogRepository[] => {
  const made = new Map<() => CatalogImage, CatalogImage>()
  return Object.entries(published).map(([name, tags]) => ({
    name,
    description: '',
    stars: 0,
    official: true,
    tags: Object.keys(tags),
    image: (tag) => {
      const make = Object.hasOwn(tags, tag) ? tags[tag] : undefined
      if (!make) return undefined
      const image = made.get(make) ?? make()
      made.set(make, image)
      return image
    },
  }))
}
