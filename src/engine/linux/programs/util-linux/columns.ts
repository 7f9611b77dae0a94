/** Models libsmartcols' tables: columns as wide as their widest cell, one blank between, the last one not padded; a tree in one column. */
export interface TableColumn {
  readonly title: string
  readonly right?: boolean
  /** Least width. */
  readonly width?: number
}

export type TableRow = readonly string[]

/** Lines of a table; `headings: false` leaves the titles out, `raw` pads nothing. */
export function formatTable(columns: readonly TableColumn[], rows: readonly TableRow[], how: { headings?: boolean; raw?: boolean } = {}): string {
  const all = how.headings === false ? rows : [columns.map((column) => column.title), ...rows]
  if (how.raw) return all.map((row) => `${row.join(' ')}\n`).join('')
  const widths = columns.map((column, i) => Math.max(column.width ?? 0, ...all.map((row) => [...(row[i] ?? '')].length)))
  const cell = (text: string, i: number) => {
    const missing = ' '.repeat(Math.max(0, (widths[i] ?? 0) - [...text].length))
    if (columns[i]?.right) return missing + text
    return i === columns.length - 1 ? text : text + missing
  }
  return all.map((row) => `${row.map(cell).join(' ')}\n`).join('')
}

/** Puts the branches of a tree before names; `children` in order. */
export function treeRows<T>(
  roots: readonly T[],
  children: (node: T) => readonly T[],
  utf8: boolean,
): readonly { readonly node: T; readonly branch: string }[] {
  const out: { node: T; branch: string }[] = []
  const [fork, corner, line] = utf8 ? ['├─', '└─', '│ '] : ['|-', '`-', '| ']
  const walk = (node: T, branch: string, indent: string) => {
    out.push({ node, branch })
    const below = children(node)
    below.forEach((child, i) => {
      const last = i === below.length - 1
      walk(child, indent + (last ? corner : fork), indent + (last ? '  ' : line))
    })
  }
  for (const root of roots) walk(root, '', '')
  return out
}
