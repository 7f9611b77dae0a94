import { coreutilsPrograms } from '../coreutils/table.ts'
import type { RecordedCase } from '../testing/recorded.ts'
import { playRecorded } from '../testing/recorded.ts'
import recorded from './findutils.recorded.json' with { type: 'json' }
import { findutilsPrograms } from './table.ts'

playRecorded('find and xargs as recorded from findutils 4.9', recorded as readonly RecordedCase[], [findutilsPrograms, coreutilsPrograms])
