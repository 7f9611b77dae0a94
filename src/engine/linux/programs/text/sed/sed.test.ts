import { coreutilsPrograms } from '../../coreutils/table.ts'
import type { RecordedCase } from '../../testing/recorded.ts'
import { playRecorded } from '../../testing/recorded.ts'
import { textPrograms } from '../table.ts'
import recorded from './sed.recorded.json' with { type: 'json' }

playRecorded('sed as recorded from GNU sed 4.9', recorded as readonly RecordedCase[], [textPrograms, coreutilsPrograms])
