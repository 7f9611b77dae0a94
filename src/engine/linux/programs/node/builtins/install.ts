import type { TimeZone } from '../../../../base/time-zone.ts'
import { installGenerators } from '../language/generator-object.ts'
import { Realm } from '../language/realm.ts'
import { define } from '../language/values.ts'
import { installArrays } from './arrays.ts'
import { installBuffers } from './buffers.ts'
import { installCollections } from './collections.ts'
import { installDates } from './dates.ts'
import { installErrors } from './errors.ts'
import { installIterators } from './iterators.ts'
import { installJson } from './json.ts'
import { installNumbers } from './numbers.ts'
import { installObjects } from './objects.ts'
import { installPromises } from './promises.ts'
import { installStrings } from './strings.ts'

/** A realm with the language's standard library. Leaves out Proxy, WeakRef, Intl, Atomics, SharedArrayBuffer, and typed arrays but Uint8Array. */
export function newRealm(zone: TimeZone): Realm {
  const realm = new Realm()
  define(realm.global, 'globalThis', realm.global)
  installObjects(realm)
  installErrors(realm)
  installGenerators(realm)
  installIterators(realm)
  installArrays(realm)
  installStrings(realm)
  installNumbers(realm)
  installCollections(realm)
  installPromises(realm)
  installJson(realm)
  installDates(realm, zone)
  installBuffers(realm)
  return realm
}
