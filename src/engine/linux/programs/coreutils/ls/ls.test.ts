import type { RecordedCase } from '../../testing/recorded.ts'
import { playRecorded } from '../../testing/recorded.ts'
import { coreutilsPrograms } from '../table.ts'
import recorded from './ls.recorded.json' with { type: 'json' }

playRecorded('ls as recorded from coreutils 9.1', recorded as readonly RecordedCase[], [coreutilsPrograms])
