import { coreutilsPrograms } from '../../coreutils/table.ts'
import type { RecordedCase } from '../../testing/recorded.ts'
import { playRecorded } from '../../testing/recorded.ts'
import { textPrograms } from '../table.ts'
import recorded from './awk.recorded.json' with { type: 'json' }

playRecorded('awk as recorded from mawk 1.3.4', recorded as readonly RecordedCase[], [textPrograms, coreutilsPrograms])
