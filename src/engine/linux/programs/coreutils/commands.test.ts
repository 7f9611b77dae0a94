import type { RecordedCase } from '../testing/recorded.ts'
import { playRecorded } from '../testing/recorded.ts'
import recorded from './commands.recorded.json' with { type: 'json' }
import { coreutilsPrograms } from './table.ts'

playRecorded('commands as recorded from coreutils 9.1', recorded as readonly RecordedCase[], [coreutilsPrograms])
