/** A text as it may stand between tags and in attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Who looks at a page: a name, and the session that goes along in its links and forms, since the lab's browser keeps no cookies. */
export interface Visitor {
  readonly username: string
  readonly session: string
}

/** A link within the Hub that keeps the session. */
export function link(visitor: Visitor | undefined, path: string, text: string): string {
  return `<a href="${escapeHtml(withSession(visitor, path))}">${escapeHtml(text)}</a>`
}

export const withSession = (visitor: Visitor | undefined, path: string): string =>
  visitor ? `${path}${path.includes('?') ? '&' : '?'}session=${visitor.session}` : path

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:0 1rem 3rem;color:#1b2733}
header{display:flex;flex-wrap:wrap;gap:1rem;align-items:baseline;border-bottom:1px solid #b8c4ce;padding:.8rem 0;margin-bottom:1rem}
header strong{font-size:1.2rem}a{color:#0b5cad}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #d7dfe6}
code,pre{font-family:ui-monospace,monospace;background:#eef2f5;padding:.1rem .3rem;border-radius:3px}pre{padding:.6rem}
form{display:grid;gap:.6rem;max-width:30rem;margin:1rem 0}label{display:grid;gap:.15rem}label.check{display:flex;gap:.5rem;align-items:center}
input{font:inherit;padding:.3rem .5rem;border:1px solid #6b7c8a;border-radius:4px}button{font:inherit;padding:.4rem 1rem;justify-self:start;border:0;border-radius:4px;background:#0b5cad;color:#fff}
[role=alert]{border-left:4px solid #b3261e;background:#fdecea;padding:.5rem .8rem}.private{border:1px solid;border-radius:3px;padding:0 .3rem;font-size:.85em}`

/** A whole page: header with search and account, then the content. */
export function page(title: string, visitor: Visitor | undefined, content: string): string {
  const account = visitor
    ? `<span>Signed in as ${link(visitor, `/u/${visitor.username}`, visitor.username)}</span> ${link(visitor, '/repositories/create', 'Create repository')} <a href="/">Sign out</a>`
    : '<a href="/login">Sign in</a> <a href="/signup">Sign up</a>'
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)} | Docker Hub</title><style>${style}</style></head>
<body>
<header><strong>${link(visitor, '/', 'Docker Hub')}</strong> ${link(visitor, '/search', 'Explore')} ${account}</header>
<main>
${content}
</main>
</body>
</html>
`
}

export const alert = (text: string | undefined): string => (text === undefined ? '' : `<p role="alert">${escapeHtml(text)}</p>\n`)

/** A labelled field. */
export const field = (
  label: string,
  name: string,
  options: { readonly type?: string; readonly value?: string; readonly hint?: string } = {},
): string =>
  `<label>${escapeHtml(label)}<input name="${name}" type="${options.type ?? 'text'}" value="${escapeHtml(options.value ?? '')}"${options.hint ? ` placeholder="${escapeHtml(options.hint)}"` : ''}></label>\n`

export const checkBox = (label: string, name: string, checked: boolean): string =>
  `<label class="check"><input name="${name}" type="checkbox" value="yes"${checked ? ' checked' : ''}>${escapeHtml(label)}</label>\n`

/** A form sent by POST, with the session in it. */
export const form = (visitor: Visitor | undefined, action: string, fields: string, button: string): string =>
  `<form method="post" action="${escapeHtml(action)}">\n${visitor ? `<input type="hidden" name="session" value="${visitor.session}">\n` : ''}${fields}<button>${escapeHtml(button)}</button>\n</form>\n`

export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${headings.map((one) => `<th scope="col">${escapeHtml(one)}</th>`).join('')}</tr></thead><tbody>\n${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('\n')}\n</tbody></table>\n`
