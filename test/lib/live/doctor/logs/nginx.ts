/** Errors of nginx about TLS between it and Loki, and what is kept of them. */
const OF_TLS: readonly (readonly [said: string, detail?: string])[] = [
  ['upstream SSL certificate verify error: (20:unable to get local issuer certificate)'],
  ['upstream SSL certificate does not match "loki"', 'upstream SSL certificate does not match'],
  [
    'peer closed connection in SSL handshake (104: Connection reset by peer)',
    'peer closed connection in SSL handshake',
  ],
];

/** Lines of its error log: line, pattern and detail. */
export const NGINX_LINES = OF_TLS.map(
  ([said, detail = said]) =>
    [
      `2026/11/21 11:59:00 [error] 7#7: *1 ${said} while SSL handshaking to upstream, client: 10.0.0.1, server: x`,
      'nginx-upstream-tls',
      detail,
    ] as const,
);
