/** The diagram as a picture: an SVG of our own from the same layout, in the colours that the page shows. */
import type { Placed } from '../../projections/layout/layout.ts'
import { alongRoute, routePath } from '../../projections/layout/route.ts'
import { kindLooks } from '../kit/kinds.ts'
import { labelAt, linkLooks, shortLabel } from './links.tsx'
import type { View } from './view.ts'

/** Gives the colour of a token (`--card`) of the page. */
export type Palette = (token: string) => string

const margin = 24
const advance = 6.7

export function pagePalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  return (token) => style.getPropertyValue(token).trim()
}

export function pictureOf({ layout, links }: View, palette: Palette): string {
  const width = layout.width + 2 * margin
  const height = layout.height + 2 * margin
  const things = [...layout.placed.values()].map((placed) => drawn(placed, palette))
  const lines = links.map(({ link, route }) => {
    const { hue, dash, width: thickness } = linkLooks[link.kind]
    const colour = palette(tokenOf(hue))
    const middle = alongRoute(route, labelAt(link.kind))
    const label = link.label === undefined ? '' : text(middle.x, middle.y - 4, shortLabel(link.label), 10, colour, 'text-anchor="middle"')
    return `<path d="${routePath(route)}" fill="none" stroke="${colour}" stroke-width="${thickness}"${dash ? ` stroke-dasharray="${dash}"` : ''}/>${label}`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="Inter, system-ui, sans-serif">`,
    `<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${palette('--paper')}"/>`,
    ...things,
    ...lines,
    '</svg>',
  ].join('\n')
}

/** The picture as PNG, twice as large as drawn. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image()
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    image.src = address
    await image.decode()
    const canvas = new OffscreenCanvas(image.naturalWidth * 2, image.naturalHeight * 2)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await canvas.convertToBlob({ type: 'image/png' })
  } finally {
    URL.revokeObjectURL(address)
  }
}

function drawn({ entity, rect, shape }: Placed, palette: Palette): string {
  const colour = palette(tokenOf(kindLooks[entity.kind].hue))
  const { x, y, width, height } = rect
  const round = shape === 'box' ? 10 : 6
  const frame = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${palette('--card')}" stroke="${colour}" stroke-width="${shape === 'box' ? 1.5 : 1}"/>`
  const tint = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${colour}" fill-opacity="0.07"/>`
  const room = Math.floor((width - 20) / advance)
  const label = cut(entity.label, room)
  const sub = entity.sublabel === undefined ? '' : cut(entity.sublabel, room - label.length - 2)
  const base = y + (shape === 'box' ? 19 : height / 2 + 4)
  const name = text(x + 10, base, label, shape === 'box' ? 12 : 11, colour, shape === 'box' ? 'font-weight="600"' : '')
  return `${frame}${tint}${name}${sub === '' ? '' : text(x + width - 10, base, sub, 10, palette('--mute'), 'text-anchor="end"')}`
}

function text(x: number, y: number, content: string, size: number, colour: string, more: string): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}" ${more}>${escaped(content)}</text>`
}

function cut(content: string, room: number): string {
  if (room < 3) return ''
  return content.length <= room ? content : `${content.slice(0, room - 1)}…`
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function tokenOf(hue: string): string {
  return hue.replace('hue-', '--h-')
}
