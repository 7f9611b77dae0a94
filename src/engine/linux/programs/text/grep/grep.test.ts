import type { RecordedCase } from '../../testing/recorded.ts'
import { playRecorded } from '../../testing/recorded.ts'
import { textPrograms } from '../table.ts'
import recorded from './grep.recorded.json' with { type: 'json' }

playRecorded('grep as recorded from GNU grep 3.8', recorded as readonly RecordedCase[], [textPrograms])
