import { executable } from '../../../linux/kernel/fs/tree.ts'
import { coreutilsPrograms } from '../../../linux/programs/coreutils/table.ts'
import { textPrograms } from '../../../linux/programs/text/table.ts'
import { shellPrograms } from '../../../linux/shell/table.ts'
import { type DockerHost, type DockerHostOptions, dockerHost } from '../../testing/docker-host.ts'
import type { TestImage } from '../../testing/image-archive.ts'
import { dockerClientPrograms } from '../table.ts'

const coreutils = (names: string) => Object.fromEntries(names.split(' ').map((name) => [`/bin/${name}`, executable(`coreutils/${name}`, 30_000)]))

/** A small image with a shell. */
export const busyboxImage: TestImage = {
  tags: ['busybox:latest'],
  layers: [
    {
      '/bin/sh': executable('bash/bash', 900_000, { shell: 'ash' }),
      ...coreutils('cat ls sleep mkdir id pwd env rm touch stat'),
      '/tmp/.keep': '',
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
      '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
    },
  ],
  config: { Cmd: ['sh'], Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] },
}

export const debianImage: TestImage = { ...busyboxImage, tags: ['debian:12'], config: { ...busyboxImage.config, Cmd: ['bash'] } }

/** A host with dockerd, the client and a shell. */
export const clientHost = (options: DockerHostOptions = {}): DockerHost =>
  dockerHost({ images: [busyboxImage, debianImage], ...options, programs: [shellPrograms, coreutilsPrograms, textPrograms, dockerClientPrograms, ...(options.programs ?? [])] })
