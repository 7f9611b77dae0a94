import { sys } from '../../sys.ts'
import { utility } from './frame.ts'

/** Models uuidgen(1): random identifiers (version 4). Those from time and from names are left out. */
export const uuidgen = utility({
  name: 'uuidgen',
  usage: ['[options]'],
  summary: 'Create a new UUID value.',
  options: 'r|random t|time n|namespace= N|name= m|md5 s|sha1 x|hex',
  unsimulated: ['time', 'namespace', 'name', 'md5', 'sha1', 'hex'],
  *run(run) {
    const bytes = yield* sys.getrandom({ count: 16 })
    const hex = [...bytes]
      .map((byte, i) => (i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, '0'))
      .join('')
    yield* run.say(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}\n`)
    return 0
  },
})
