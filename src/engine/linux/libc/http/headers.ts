export type HeaderList = readonly (readonly [name: string, value: string])[]

/** Header fields of a message: names compare without case, order and spelling are kept as sent. */
export class Headers {
  private readonly fields: [string, string][] = []

  constructor(fields: HeaderList = []) {
    for (const [name, value] of fields) this.fields.push([name, value])
  }

  /** First value of a field. */
  get(name: string): string | undefined {
    const wanted = name.toLowerCase()
    return this.fields.find(([field]) => field.toLowerCase() === wanted)?.[1]
  }

  all(name: string): readonly string[] {
    const wanted = name.toLowerCase()
    return this.fields.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  /** True when a comma-separated field lists the token (`Connection: keep-alive, Upgrade`). */
  lists(name: string, token: string): boolean {
    return this.all(name).some((value) => value.split(',').some((part) => part.trim().toLowerCase() === token))
  }

  append(name: string, value: string): void {
    this.fields.push([name, value])
  }

  /** Replaces every field of that name, keeping the first one's place. */
  set(name: string, value: string): void {
    const wanted = name.toLowerCase()
    const at = this.fields.findIndex(([field]) => field.toLowerCase() === wanted)
    if (at < 0) this.fields.push([name, value])
    else {
      this.delete(name)
      this.fields.splice(at, 0, [name, value])
    }
  }

  delete(name: string): void {
    const wanted = name.toLowerCase()
    for (let i = this.fields.length - 1; i >= 0; i--) if (this.fields[i]?.[0].toLowerCase() === wanted) this.fields.splice(i, 1)
  }

  /** In the order sent. */
  entries(): HeaderList {
    return this.fields
  }

  /** As on the wire, each field ended by CRLF. */
  toString(): string {
    return this.fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  }
}
