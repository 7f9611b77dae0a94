export interface Block {
  readonly key: string
  readonly text: string
  readonly hue: string
  readonly solid?: boolean
  readonly faded?: boolean
}

const shownAcross = 6

/** A stack of blocks, the hardware at the bottom: what lies on what. */
export function Stack({ name, rows, empty }: { readonly name: string; readonly rows: readonly (readonly Block[])[]; readonly empty?: string }) {
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      {rows.length === 0 && <p className="rounded-md border border-line border-dashed px-2 py-6 text-center text-mute text-xs">{empty}</p>}
      {rows.map((row) => (
        <div key={row[0]?.key} className="flex gap-1">
          {row.slice(0, row.length > shownAcross ? shownAcross - 1 : shownAcross).map((block) => (
            <StackBlock key={block.key} block={block} />
          ))}
          {row.length > shownAcross && <StackBlock block={{ key: 'more', text: `+${row.length - shownAcross + 1}`, hue: row[0]?.hue ?? '' }} />}
        </div>
      ))}
      <figcaption className="pt-1 text-center font-semibold text-xs">{name}</figcaption>
    </figure>
  )
}

function StackBlock({ block }: { readonly block: Block }) {
  const { text, hue, solid, faded } = block
  return (
    <div
      title={text}
      className={`stack-block min-w-0 grow basis-0 truncate rounded border border-hue-line px-1 py-1 text-center text-hue text-xs ${hue} ${solid ? 'bg-hue/20' : 'bg-hue-soft'} ${faded ? 'border-dashed opacity-60' : ''}`}
    >
      {text}
    </div>
  )
}
