import type { Directive } from './parse.ts'

/**
 * Which directives there are, where they may stand and how many arguments they take (each module's ngx_command_t table). Contexts: m main, e events,
 * h http, s server, l location, u upstream, S if in server, L if in location. Arguments: `1`, `1+`, `1-2`, `flag` (on or off). `{` opens a block.
 */
const modelled = `
user m 1-2; daemon m flag; master_process m flag; worker_processes m 1; pid m 1; error_log mhsl 1+; include any 1; events m 0 {; http m 0 {;
worker_connections e 1; server_names_hash_bucket_size h 1; server_names_hash_max_size h 1; types_hash_max_size hsl 1; types_hash_bucket_size hsl 1;
variables_hash_max_size h 1; variables_hash_bucket_size h 1; map_hash_bucket_size h 1; map_hash_max_size h 1;
server h 0 {; server u 1+; upstream h 1 {; least_conn u 0; ip_hash u 0; keepalive u 1; zone u 1-2; random u 0-2; hash u 1-2;
listen s 1+; server_name s 1+; location sl 1-2 {; if sl 1+ {; root hslL 1; alias l 1; index hsl 1+; try_files sl 2+; return slSL 1-2; rewrite slSL 2-3;
break slSL 0; set slSL 2; proxy_pass lL 1; proxy_set_header hsl 2; proxy_http_version hsl 1; proxy_connect_timeout hsl 1; proxy_read_timeout hsl 1;
proxy_send_timeout hsl 1; proxy_redirect hsl 1-2; proxy_next_upstream hsl 1+; proxy_next_upstream_tries hsl 1; proxy_intercept_errors hsl flag;
proxy_hide_header hsl 1; proxy_pass_header hsl 1; proxy_pass_request_headers hsl flag; proxy_pass_request_body hsl flag; proxy_method hsl 1;
error_page hslL 2+; access_log hslL 1+; log_format h 2+; add_header hslL 2-3; expires hslL 1-2; autoindex hsl flag; autoindex_exact_size hsl flag;
autoindex_localtime hsl flag; autoindex_format hsl 1; types hsl 0 {; default_type hsl 1; internal l 0; allow hsl 1; deny hsl 1;
client_max_body_size hsl 1; server_tokens hsl 1; keepalive_timeout hsl 1-2; etag hsl flag; map h 2 {; stub_status sl 0-1; charset hslL 1;
absolute_redirect hsl flag; port_in_redirect hsl flag; server_name_in_redirect hsl flag; log_not_found hsl flag; merge_slashes hs flag;
ssl_certificate hs 1; ssl_certificate_key hs 1; auth_basic hslL 1; auth_basic_user_file hslL 1; recursive_error_pages hsl flag;
rewrite_log hslSL flag; uninitialized_variable_warn hslSL flag; if_modified_since hsl 1;`

/** Tuning that shows in nothing the lab models: buffers, hash tables, TCP options, caches of descriptors. */
const neutral = `
worker_rlimit_nofile m 1; worker_priority m 1; worker_cpu_affinity m 1+; worker_shutdown_timeout m 1; timer_resolution m 1; pcre_jit m flag; lock_file m 1;
env m 1; use e 1; multi_accept e flag; accept_mutex e flag; accept_mutex_delay e 1; debug_connection e 1; sendfile hslL flag; sendfile_max_chunk hsl 1;
tcp_nopush hsl flag; tcp_nodelay hsl flag; aio hsl 1; directio hsl 1; output_buffers hsl 2; open_file_cache hsl 1-2; open_file_cache_valid hsl 1;
open_file_cache_min_uses hsl 1; open_file_cache_errors hsl flag; client_body_buffer_size hsl 1; client_header_buffer_size hs 1;
large_client_header_buffers hs 2; client_body_timeout hsl 1; client_header_timeout hs 1; client_body_temp_path hsl 1-4; send_timeout hsl 1;
keepalive_requests hsl 1; keepalive_time hsl 1; keepalive_disable hsl 1+; reset_timedout_connection hsl flag; lingering_close hsl 1; lingering_time hsl 1;
lingering_timeout hsl 1; ignore_invalid_headers hs flag; underscores_in_headers hs flag; proxy_buffering hsl flag; proxy_buffer_size hsl 1;
proxy_buffers hsl 2; proxy_busy_buffers_size hsl 1; proxy_request_buffering hsl flag; proxy_max_temp_file_size hsl 1; proxy_temp_path hsl 1-4;
proxy_temp_file_write_size hsl 1; proxy_headers_hash_max_size hsl 1; proxy_headers_hash_bucket_size hsl 1; proxy_socket_keepalive hsl flag;
proxy_ignore_client_abort hsl flag; ssl_protocols hs 1+; ssl_ciphers hs 1; ssl_prefer_server_ciphers hs flag;
ssl_session_cache hs 1-2; ssl_session_timeout hs 1; ssl_session_tickets hs flag; ssl_dhparam hs 1; ssl_ecdh_curve hs 1; http2 hs flag; keepalive_timeout u 1;
log_subrequest hsl flag; postpone_output hsl 1; fastcgi_temp_path hsl 1-4; uwsgi_temp_path hsl 1-4;
scgi_temp_path hsl 1-4; open_log_file_cache hsl 1-4; subrequest_output_buffer_size hsl 1; chunked_transfer_encoding hsl flag; msie_padding hsl flag;`

/** Directives of nginx that the lab says it does not simulate. */
const unmodelled = new Set(
  'load_module mirror empty_gif satisfy max_ranges limit_rate limit_rate_after override_charset proxy_cache_bypass stream mail thread_pool gzip gzip_types gzip_comp_level gzip_min_length gzip_vary gzip_proxied gzip_disable gzip_buffers gzip_http_version gzip_static gunzip fastcgi_pass fastcgi_param fastcgi_index fastcgi_split_path_info uwsgi_pass uwsgi_param scgi_pass grpc_pass memcached_pass proxy_cache proxy_cache_path proxy_cache_valid proxy_cache_key proxy_cookie_path proxy_cookie_domain proxy_bind proxy_ssl_verify proxy_ssl_certificate proxy_ssl_server_name proxy_ssl_name limit_req limit_req_zone limit_conn limit_conn_zone limit_except geo split_clients sub_filter sub_filter_once sub_filter_types auth_request auth_request_set add_before_body add_after_body image_filter ssi dav_methods flv mp4 secure_link random_index real_ip_header set_real_ip_from resolver resolver_timeout userid valid_referers add_trailer slice perl js_import ssl_client_certificate ssl_verify_client ssl_stapling ssl_trusted_certificate http2_push http3 quic_retry'.split(
    ' ',
  ),
)

interface Rule {
  readonly contexts: string
  readonly least: number
  readonly most: number
  readonly flag: boolean
  readonly block: boolean
}

const rules = new Map<string, Rule[]>()
for (const entry of `${modelled}${neutral}`.split(';')) {
  const [name, contexts = '', count = '', brace] = entry.trim().split(/\s+/)
  if (!name) continue
  const [least = '0', most] = count === 'flag' ? ['1', '1'] : count.split('-')
  const open = least.endsWith('+')
  const rule: Rule = {
    contexts,
    least: Number.parseInt(least, 10),
    most: open ? Number.POSITIVE_INFINITY : Number(most ?? least),
    flag: count === 'flag',
    block: brace === '{',
  }
  rules.set(name, [...(rules.get(name) ?? []), rule])
}

const letters: Readonly<Record<string, string>> = {
  main: 'm',
  events: 'e',
  http: 'h',
  server: 's',
  location: 'l',
  upstream: 'u',
  'server if': 'S',
  'location if': 'L',
}

const ruleFor = (name: string, context: string): Rule | undefined =>
  rules.get(name)?.find((rule) => rule.contexts === 'any' || rule.contexts.includes(letters[context] ?? '?'))

/** Why a directive cannot stand there like that (ngx_conf_handler); `unmodelled` when only the lab minds. */
export function checkDirective(found: Directive, context: string, opens: boolean): { readonly message: string } | 'unmodelled' | undefined {
  const { name, args } = found
  if (unmodelled.has(name)) return 'unmodelled'
  const rule = ruleFor(name, context)
  if (!rule) return { message: rules.has(name) ? `"${name}" directive is not allowed here` : `unknown directive "${name}"` }
  if (!rule.block && opens) return { message: `directive "${name}" is not terminated by ";"` }
  if (rule.block && !opens) return { message: `directive "${name}" has no opening "{"` }
  if (args.length < rule.least || args.length > rule.most) return { message: `invalid number of arguments in "${name}" directive` }
  const [value = ''] = args
  if (rule.flag && !/^(on|off)$/i.test(value)) return { message: `invalid value "${value}" in "${name}" directive, it must be "on" or "off"` }
  return undefined
}

export const isBlock = (name: string, context: string): boolean => ruleFor(name, context)?.block ?? false
