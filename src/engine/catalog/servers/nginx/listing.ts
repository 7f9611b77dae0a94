import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Context, Outcome } from './context.ts'
import { sentOutcome, statusOutcome } from './context.ts'
import { errnoText, logRequest } from './log.ts'
import { sendText } from './send.ts'

interface Entry {
  readonly name: string
  readonly folder: boolean
  readonly size: number
  readonly mtimeMs: number
}

/** Names in the listing are cut to this width. */
const WIDTH = 50

/** A directory as a page, as JSON or as XML (ngx_http_autoindex_module): folders first, hidden files left out. */
export function* listDirectory(context: Context, path: string): Sys<Outcome> {
  const names = yield* sys.getdents({ path })
  if (!names.ok) {
    yield* logRequest(context, 'error', `opendir() "${path}" failed ${errnoText(names.error)}`)
    return statusOutcome(names.error === 'EACCES' ? 403 : 404)
  }
  const entries: Entry[] = []
  for (const { name } of names.value) {
    if (name.startsWith('.')) continue
    const stat = yield* sys.stat({ path: `${path}/${name}` })
    if (stat.ok) entries.push({ name, folder: stat.value.type === 'directory', size: stat.value.size, mtimeMs: stat.value.mtimeMs })
  }
  entries.sort((a, b) => Number(b.folder) - Number(a.folder) || (a.name < b.name ? -1 : 1))
  if (context.settings.autoindex.format === 'json') {
    const rows = entries.map(
      ({ name, folder, size, mtimeMs }) =>
        `{ "name":${JSON.stringify(name)}, "type":"${folder ? 'directory' : 'file'}", "mtime":"${strftime('%a, %d %b %Y %H:%M:%S GMT', civilTime(mtimeMs))}"${folder ? '' : `, "size":${size}`} }`,
    )
    yield* sendText(context, { status: 200, type: 'application/json' }, `[\n${rows.join(',\n')}\n]`)
  } else yield* sendText(context, { status: 200, type: 'text/html' }, page(context, entries))
  return sentOutcome
}

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function page({ uri, settings }: Context, entries: readonly Entry[]): string {
  const title = `Index of ${escapeHtml(uri)}`
  const rows = entries.map(({ name, folder, size, mtimeMs }) => {
    const shown = folder ? `${name}/` : name
    const cut = shown.length > WIDTH ? `${shown.slice(0, WIDTH - 3)}..&gt;` : escapeHtml(shown)
    const pad = shown.length > WIDTH ? '' : ' '.repeat(WIDTH - shown.length)
    const bytes = folder ? '-' : settings.autoindex.exactSize ? String(size) : shortSize(size)
    const width = settings.autoindex.exactSize ? 19 : 7
    return `<a href="${encodeURIComponent(name)}${folder ? '/' : ''}">${cut}</a>${pad} ${strftime('%d-%b-%Y %H:%M', civilTime(mtimeMs))} ${bytes.padStart(width)}\r\n`
  })
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n${rows.join('')}</pre><hr></body>\r\n</html>\r\n`
}

function shortSize(bytes: number): string {
  if (bytes > 1024 ** 3 - 1) return `${Math.round(bytes / 1024 ** 3)}G`
  if (bytes > 1024 ** 2 - 1) return `${Math.round(bytes / 1024 ** 2)}M`
  return bytes > 9999 ? `${Math.round(bytes / 1024)}K` : String(bytes)
}
