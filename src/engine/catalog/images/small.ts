import { executable } from '../../linux/kernel/fs/tree.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { layerOf } from './pad.ts'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The smallest useful image: one program that says hello. */
export const helloWorld: () => CatalogImage = () =>
  imageOf('library/hello-world', '2023-05-02T16:49:27Z', { Env: [PATH], Cmd: ['/hello'] }, [
    {
      by: 'COPY hello / # buildkit',
      comment: 'buildkit.dockerfile.v0',
      layer: layerOf({ '/hello': executable('servers/hello', 13_256, {}, 0o755) }, dateMs('2023-05-02'), { bytes: 13_256, compressed: 2_397 }),
    },
    { by: 'CMD ["/hello"]', comment: 'buildkit.dockerfile.v0' },
  ])
