import { coreutilsPrograms } from '../../coreutils/table.ts'
import type { RecordedCase } from '../../testing/recorded.ts'
import { playRecorded } from '../../testing/recorded.ts'
import { textPrograms } from '../table.ts'
import recorded from './diff.recorded.json' with { type: 'json' }

playRecorded('diff and cmp as recorded from diffutils 3.8', recorded as readonly RecordedCase[], [textPrograms, coreutilsPrograms])
