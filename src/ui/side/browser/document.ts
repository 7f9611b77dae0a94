/** Loads nothing from anywhere and runs nothing; what stands in the page itself (styles, data images) is shown. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

/** The document that a browser would make of a response's text: HTML as it is, anything else as plain text. */
export function documentOf(body: string, contentType: string): string {
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="light">`
  if (looksLikeHtml(body, contentType)) return `${head}${body}`
  return `${head}<pre style="white-space:pre-wrap;overflow-wrap:anywhere">${body.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`
}

function looksLikeHtml(body: string, contentType: string): boolean {
  if (contentType === '') return /^\s*<(!doctype|html|head|body|h1|p|div|script)\b/i.test(body)
  return /\b(html|svg)\b/i.test(contentType)
}
