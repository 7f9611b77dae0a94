import { pyAtexit } from './atexit.ts'
import { pyCollections } from './collections.ts'
import { pyDataclasses } from './dataclasses.ts'
import { pyFunctools } from './functools.ts'
import { pyHashlib } from './hashlib.ts'
import { pyHtml } from './html.ts'
import { pyHttpServer } from './http-server.ts'
import { pyItertools } from './itertools.ts'
import { pyJson } from './json.ts'
import { pyOs } from './os.ts'
import { pyOsPath } from './os-path.ts'
import { pyPlatform } from './platform.ts'
import { pyRandom } from './random.ts'
import { pyRe } from './re.ts'
import { pySignal } from './signal.ts'
import { pySocket } from './socket.ts'
import { pyString } from './string.ts'
import { pySubprocess } from './subprocess.ts'
import { pyThreading } from './threading.ts'
import { pyTime } from './time.ts'
import { pyTraceback } from './traceback.ts'
import { pyUrllibError } from './urllib-error.ts'
import { pyUrllibParse } from './urllib-parse.ts'
import { pyUrllibRequest } from './urllib-request.ts'
import { pyUuid } from './uuid.ts'

/** Python's library as far as it is here, by module name: what runs is what lies in /usr/local/lib/python3.12. */
export const library: ReadonlyMap<string, string> = new Map([
  ['os', pyOs],
  ['os.path', pyOsPath],
  ['time', pyTime],
  ['subprocess', pySubprocess],
  ['signal', pySignal],
  ['atexit', pyAtexit],
  ['traceback', pyTraceback],
  ['threading', pyThreading],
  ['socket', pySocket],
  ['http', ''],
  ['http.server', pyHttpServer],
  ['html', pyHtml],
  ['urllib', ''],
  ['urllib.parse', pyUrllibParse],
  ['urllib.error', pyUrllibError],
  ['urllib.request', pyUrllibRequest],
  ['collections', pyCollections],
  ['itertools', pyItertools],
  ['functools', pyFunctools],
  ['dataclasses', pyDataclasses],
  ['json', pyJson],
  ['re', pyRe],
  ['random', pyRandom],
  ['string', pyString],
  ['platform', pyPlatform],
  ['hashlib', pyHashlib],
  ['uuid', pyUuid],
])
