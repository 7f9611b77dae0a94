import type { Sys } from '../../kernel/calls.ts'
import { localeOf } from '../../libc/locale.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { mountEntries } from '../coreutils/mount-list.ts'
import { formatTable, treeRows } from './columns.ts'
import { utility } from './frame.ts'

/** Models lsblk(8) over /sys/block: disks and partitions. Leaves out -f's labels and identifiers, topology, JSON and pairs. */
interface Block {
  readonly name: string
  readonly device: string
  readonly removable: string
  readonly bytes: number
  readonly readOnly: string
  readonly type: 'disk' | 'part'
  readonly mounts: readonly string[]
  readonly fsType: string
  readonly parts: readonly Block[]
}

export const lsblk = utility({
  name: 'lsblk',
  usage: ['[options] [<device> ...]'],
  summary: 'List information about block devices.',
  options:
    'A|noempty a|all b|bytes d|nodeps D|discard E|dedup= e|exclude= f|fs I|include= i|ascii J|json l|list M|merge m|perms n|noheadings N|nvme o|output= O|output-all P|pairs p|paths r|raw S|scsi s|inverse T|tree=? t|topology x|sort= z|zoned',
  unsimulated: [
    'discard',
    'dedup',
    'exclude',
    'fs',
    'include',
    'json',
    'merge',
    'perms',
    'nvme',
    'output-all',
    'pairs',
    'scsi',
    'inverse',
    'topology',
    'sort',
    'zoned',
  ],
  failure: 1,
  *run(run) {
    let disks = yield* blocks()
    for (const operand of run.operands) {
      const name = operand.replace(/^\/dev\//, '')
      if (!disks.some((disk) => disk.name === name || disk.parts.some((part) => part.name === name)))
        return yield* run.fail(`${operand}: not a block device`, 32)
    }
    if (run.operands.length > 0) {
      const names = run.operands.map((operand) => operand.replace(/^\/dev\//, ''))
      disks = [...disks, ...disks.flatMap((disk) => disk.parts)].filter((block) => names.includes(block.name))
    }
    const last = run.old ? 'MOUNTPOINT' : 'MOUNTPOINTS'
    const titles = (run.value('output') ?? `NAME,MAJ:MIN,RM,SIZE,RO,TYPE,${last}`).toUpperCase().split(',')
    for (const title of titles) if (!(title in cells)) return yield* run.fail(`unknown column: ${title}`)
    const flat = run.has('list') || run.has('raw')
    const all = flat && !run.has('nodeps') ? disks.flatMap((disk) => [disk, ...disk.parts]) : disks
    const rows = treeRows<Block>(all, (block) => (flat || run.has('nodeps') ? [] : block.parts), localeOf(run.env).utf8 && !run.has('ascii'))
    const texts = rows.map(({ node, branch }) =>
      titles.map((title) => {
        if (title === 'NAME') return branch + (run.has('paths') ? '/dev/' : '') + node.name
        if (title === 'SIZE' && run.has('bytes')) return String(node.bytes)
        return cells[title]?.(node) ?? ''
      }),
    )
    const columns = titles.map((title) => ({
      title,
      right: ['RM', 'SIZE', 'RO'].includes(title),
      width: title === 'SIZE' ? 5 : title === 'MAJ:MIN' ? 7 : 0,
    }))
    yield* run.say(formatTable(columns, texts, { headings: !run.has('noheadings'), raw: run.has('raw') }))
    return 0
  },
})

/** size_to_human_string: `20G`, `19.5G`. */
function humanBytes(bytes: number): string {
  let power = 0
  while (power < 6 && bytes >= 1024 ** (power + 1)) power++
  const tenths = Math.round((bytes / 1024 ** power) * 10)
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)}${'BKMGTPE'[power]}`
}

const cells: Readonly<Record<string, (block: Block) => string>> = {
  NAME: (block) => block.name,
  KNAME: (block) => block.name,
  PATH: (block) => `/dev/${block.name}`,
  'MAJ:MIN': ({ device }) => {
    const [major = '', minor = ''] = device.split(':')
    return `${major.padStart(3)}:${minor.padEnd(3)}`
  },
  RM: (block) => block.removable.padStart(2),
  SIZE: (block) => humanBytes(block.bytes),
  RO: (block) => block.readOnly,
  TYPE: (block) => block.type,
  FSTYPE: (block) => block.fsType,
  MOUNTPOINT: (block) => block.mounts[0] ?? '',
  MOUNTPOINTS: (block) => block.mounts[0] ?? '',
}

function* blocks(): Sys<readonly Block[]> {
  const names = yield* sys.getdents({ path: '/sys/block' })
  const found: Block[] = []
  for (const { name } of names.ok ? names.value : []) if (!name.startsWith('.')) found.push(yield* block(`/sys/block/${name}`, name, 'disk'))
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function* block(path: string, name: string, type: Block['type']): Sys<Block> {
  const value = function* (file: string): Sys<string> {
    const text = yield* readFile(`${path}/${file}`)
    return text.ok ? text.value.trim() : ''
  }
  const entries = yield* sys.getdents({ path })
  const parts: Block[] = []
  if (type === 'disk')
    for (const entry of entries.ok ? entries.value : [])
      if (entry.name.startsWith(name)) parts.push(yield* block(`${path}/${entry.name}`, entry.name, 'part'))
  const mounts = (yield* mountEntries()).filter((entry) => entry.source === `/dev/${name}`)
  return {
    name,
    device: yield* value('dev'),
    removable: (yield* value('removable')) || '0',
    bytes: Number(yield* value('size')) * 512,
    readOnly: (yield* value('ro')) || '0',
    type,
    mounts: mounts.map((entry) => entry.target),
    fsType: mounts[0]?.type ?? '',
    parts: parts.sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}
