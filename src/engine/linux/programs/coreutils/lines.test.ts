import type { RecordedCase } from '../testing/recorded.ts'
import { playRecorded } from '../testing/recorded.ts'
import recorded from './lines.recorded.json' with { type: 'json' }
import { coreutilsPrograms } from './table.ts'

playRecorded('ordering and layout of lines as recorded from coreutils 9.1', recorded as readonly RecordedCase[], [coreutilsPrograms])
