import { ConfigError } from './parse.ts'

/** Variables nginx defines itself, as far as the lab has them. */
const builtIn = new Set(
  'args binary_remote_addr body_bytes_sent bytes_sent connection connection_requests content_length content_type date_gmt date_local document_root document_uri host hostname https is_args limit_rate msec nginx_version pid pipe proxy_host proxy_port proxy_add_x_forwarded_for query_string realpath_root remote_addr remote_port remote_user request request_body request_completion request_filename request_id request_length request_method request_time request_uri scheme server_addr server_name server_port server_protocol ssl_protocol ssl_cipher status time_iso8601 time_local upstream_addr upstream_status upstream_response_time upstream_connect_time upstream_header_time upstream_response_length uri connections_active connections_reading connections_writing connections_waiting'.split(
    ' ',
  ),
)

const families = /^(http|arg|cookie|sent_http|upstream_http|upstream_cookie)_\w+$/

/** Every `$name` and `${name}` of a text. */
export const variablesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g)].map(([, braced, bare]) => braced ?? bare ?? '')

/** Throws for the first variable that nobody defines. */
export function checkVariables(texts: readonly string[], defined: ReadonlySet<string>): void {
  for (const text of texts)
    for (const name of variablesIn(text))
      if (!builtIn.has(name) && !defined.has(name) && !families.test(name)) throw new ConfigError(`unknown "${name}" variable`)
}
