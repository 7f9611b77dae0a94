import { describe, expect, test } from 'vitest'
import { dockerPackages, dockerVendor, extrasPackages } from '../catalog/centos7/docker-ce.ts'
import { offeredPackages } from '../catalog/centos7/packages.ts'
import { centos7 } from '../catalog/centos7/system.ts'
import { debianWithDocker } from '../catalog/debian12/system.ts'
import { hub } from '../catalog/hub.ts'
import { publicSystem } from '../catalog/internet/public-machine.ts'
import { buildRpm } from '../catalog/rpm/package.ts'
import type { TreeNode } from '../linux/kernel/fs/tree.ts'
import { readExecutable } from '../linux/kernel/program.ts'
import { allPrograms } from './programs.ts'

const known = allPrograms()
const identity = { hostname: 'host', interfaces: [], nameservers: [] }

/** `path (program)` of each executable below that the kernel would answer with «Exec format error». */
function missing(node: TreeNode, path = ''): string[] {
  if (node.type === 'directory') return [...node.entries].flatMap(([name, child]) => missing(child, `${path}/${name}`))
  if (node.type !== 'file') return []
  const head = String.fromCharCode(...node.content.read(0, Math.min(256, node.content.size)))
  const note = readExecutable(head)
  return note && !known.has(note.program) ? [`${path} (${note.program})`] : []
}

describe('every executable of the catalogue has its program', () => {
  test('CentOS 7', () => expect(missing(centos7(identity, '').root)).toEqual([]))

  test('Debian 12', () => expect(missing(debianWithDocker(identity, '').root)).toEqual([]))

  test('a server of the internet', () => expect(missing(publicSystem([], '', { commands: [], files: {} }, 0).root)).toEqual([]))

  for (const spec of [...offeredPackages, ...dockerPackages, ...extrasPackages])
    test(`rpm ${spec.name}`, () => expect(missing(buildRpm(spec, dockerVendor).tree)).toEqual([]))

  for (const repository of hub.repositories())
    for (const tag of repository.tags)
      test(`image ${repository.name}:${tag}`, () => expect((repository.image(tag)?.layers ?? []).flatMap((layer) => missing(layer.tree))).toEqual([]))
})
