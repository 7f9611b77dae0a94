import { once } from '../../base/once.ts'
import { alpineBaseFiles } from '../alpine/base-system.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { layerOf } from './pad.ts'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Alpine Linux 3.20.0. */
export const alpine: () => CatalogImage = once(() =>
  imageOf('library/alpine', '2024-05-22T18:18:11.872164Z', { Env: [PATH], Cmd: ['/bin/sh'] }, [
    {
      by: '/bin/sh -c #(nop) ADD file:e3abcdba177145039cfef1ad882f9f81a612a24c9f044b19f713b95454d2e3f6 in / ',
      layer: layerOf(alpineBaseFiles(), dateMs('2024-05-22'), { bytes: 7_797_760, compressed: 3_622_892, rest: '/usr/lib/engines-3/padlock.so' }),
    },
    { by: '/bin/sh -c #(nop)  CMD ["/bin/sh"]' },
  ]),
)
