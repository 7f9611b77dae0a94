import { coreutilsPrograms } from '../coreutils/table.ts'
import type { RecordedCase } from '../testing/recorded.ts'
import { playRecorded } from '../testing/recorded.ts'
import recordedGzip from './gzip.recorded.json' with { type: 'json' }
import { archivePrograms } from './table.ts'
import recordedTar from './tar.recorded.json' with { type: 'json' }

const programs = [archivePrograms, coreutilsPrograms]
playRecorded('tar as recorded from GNU tar 1.34', recordedTar as readonly RecordedCase[], programs)
playRecorded('gzip as recorded from gzip 1.12', recordedGzip as readonly RecordedCase[], programs)
