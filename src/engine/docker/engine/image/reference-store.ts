import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarName, familiarText, parseReference } from '../../api/reference.ts'
import { readJson, writeAtomically } from '../../oci/files.ts'
import { sortedMap } from '../go-json.ts'

interface Repositories {
  readonly Repositories: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Names of images: tags and digests with the id each stands for, in repositories.json (moby reference/store.go). */
export class ReferenceStore {
  /** Familiar name to familiar reference to image id. */
  private readonly names = new Map<string, Map<string, string>>()

  constructor(private readonly path: string) {}

  *load(): Sys<void> {
    const stored = yield* readJson<Repositories>(this.path)
    for (const [name, references] of Object.entries(stored?.Repositories ?? {})) this.names.set(name, new Map(Object.entries(references)))
  }

  private *save(): Sys<void> {
    const repositories = sortedMap([...this.names].map(([name, references]) => [name, sortedMap(references)] as const))
    yield* writeAtomically(this.path, JSON.stringify({ Repositories: repositories }), 0o600)
  }

  get(reference: Reference): string | undefined {
    return this.names.get(familiarName(reference))?.get(keyOf(reference))
  }

  *set(reference: Reference, id: string): Sys<void> {
    const name = familiarName(reference)
    const references = this.names.get(name) ?? new Map<string, string>()
    this.names.set(name, references)
    references.set(keyOf(reference), id)
    yield* this.save()
  }

  *delete(reference: Reference): Sys<boolean> {
    const name = familiarName(reference)
    const references = this.names.get(name)
    if (!references?.delete(keyOf(reference))) return false
    if (references.size === 0) this.names.delete(name)
    yield* this.save()
    return true
  }

  /** References to an image, sorted. */
  of(id: string): readonly Reference[] {
    const found: string[] = []
    for (const references of this.names.values()) for (const [text, target] of references) if (target === id) found.push(text)
    return found.sort().flatMap(parsed)
  }

  /** Everything under one repository name. */
  byName(name: string): readonly { readonly reference: Reference; readonly id: string }[] {
    return [...(this.names.get(name) ?? [])].flatMap(([text, id]) => parsed(text).map((reference) => ({ reference, id })))
  }

  *all(): Iterable<{ readonly reference: Reference; readonly id: string }> {
    for (const name of [...this.names.keys()].sort()) yield* this.byName(name)
  }
}

/** A reference with both is kept by its digest. */
function keyOf(reference: Reference): string {
  if (reference.digest === undefined) return familiarText(reference)
  const { tag: _, ...untagged } = reference
  return familiarText(untagged)
}

function parsed(text: string): readonly Reference[] {
  const reference = parseReference(text)
  return reference.ok ? [reference.value] : []
}
