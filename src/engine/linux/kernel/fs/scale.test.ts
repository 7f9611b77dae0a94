import { expect, it } from 'vitest'
import { world } from './testing/world.ts'
import { directory, filler } from './tree.ts'

it('mounts a thousand overlays over one image and reads a file in each', () => {
  const image: Record<string, ReturnType<typeof filler>> = {}
  for (let i = 0; i < 5000; i++) image[`/l/image/usr/lib/dir${i % 50}/file${i}`] = filler(10_000 + i)
  const w = world({ ...image, '/l/image/etc/os-release': filler(200, 'NAME=x\n'), '/c': directory() })
  const root = w.process()
  const used = w.vfs.rootDisk.disk.usedBlocks
  for (let i = 0; i < 1000; i++) {
    for (const name of ['', '/upper', '/work', '/merged']) root.do('mkdir', { path: `/c/${i}${name}` })
    const options = `lowerdir=/l/image,upperdir=/c/${i}/upper,workdir=/c/${i}/work`
    root.do('mount', { source: 'overlay', target: `/c/${i}/merged`, type: 'overlay', options })
    expect(root.do('stat', { path: `/c/${i}/merged/etc/os-release` }).size).toBe(200)
  }
  // Four directories and the overlay's own work directory each: nothing of the image was copied.
  expect(w.vfs.rootDisk.disk.usedBlocks - used).toBe(5000)
  expect(w.vfs.memory.used).toBe(0)
  expect(w.vfs.rootDisk.changed.size).toBeLessThan(5010)
})
