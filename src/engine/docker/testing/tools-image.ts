import { executable } from '../../linux/kernel/fs/tree.ts'
import type { TestImage } from './image-archive.ts'

const program = (name: string) => executable(`test/${name}`, 20_000)

/** An image with the test programs, a user and a few directories. */
export const toolsImage: TestImage = {
  tags: ['tools:latest'],
  layers: [
    {
      '/bin/hello': program('hello'),
      '/bin/sleep': program('sleep'),
      '/bin/cat': program('cat'),
      '/bin/write': program('write'),
      '/bin/tty': program('tty'),
      '/bin/serve': program('serve'),
      '/bin/fetch': program('fetch'),
      '/etc/nsswitch.conf': 'hosts: files dns\n',
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
      '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
      '/data/seed': 'seed\n',
    },
  ],
  config: { Cmd: ['hello', 'world'], Env: ['PATH=/bin'] },
}
