export interface Block {
  readonly key: string
  readonly text: string
  readonly hue: string
  readonly solid?: boolean
  readonly faded?: boolean
}

/** Up to so many blocks have room for their names; more are drawn as squares, up to a few, and counted. */
const namedAcross = 4
const squaresAcross = 8

/** A stack of blocks, the hardware at the bottom: what lies on what. */
export function Stack({ name, rows, empty }: { readonly name: string; readonly rows: readonly (readonly Block[])[]; readonly empty?: string }) {
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      {rows.length === 0 && <p className="rounded-md border border-line border-dashed px-2 py-6 text-center text-mute text-xs">{empty}</p>}
      {rows.map((row) => (
        <Row key={row[0]?.key} row={row} />
      ))}
      <figcaption className="pt-1 text-center font-semibold text-xs">{name}</figcaption>
    </figure>
  )
}

function Row({ row }: { readonly row: readonly Block[] }) {
  const crowded = row.length > namedAcross
  const drawn = row.slice(0, row.length > squaresAcross ? squaresAcross - 1 : squaresAcross)
  return (
    <div className="flex gap-1">
      {drawn.map((block) => (
        <StackBlock key={block.key} block={block} named={!crowded} />
      ))}
      {row.length > drawn.length && <span className={`self-center text-hue text-xs ${row[0]?.hue}`}>+{row.length - drawn.length}</span>}
    </div>
  )
}

function StackBlock({ block, named }: { readonly block: Block; readonly named: boolean }) {
  const { text, hue, solid, faded } = block
  return (
    <div
      title={text}
      className={`min-w-0 grow basis-0 truncate rounded border border-hue-line px-1 py-1 text-center text-hue text-xs ${hue} ${solid ? 'bg-hue/20' : 'bg-hue-soft'} ${faded ? 'border-dashed opacity-60' : ''}`}
    >
      <span className={named ? '' : 'sr-only'}>{text}</span>
      {!named && '\u00a0'}
    </div>
  )
}
