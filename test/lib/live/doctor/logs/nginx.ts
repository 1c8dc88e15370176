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

/** Lines of the error log of nginx, without the request of a client. */
export const NGINX_SAYS: readonly (readonly [said: string, pattern: string, detail?: string])[] = [
  ['[error] 31#31: *5 user "writer": password mismatch', 'nginx-password', 'writer'],
  [
    '[error] 31#31: *5 user "nobody" was not found in "/etc/nginx/run/passwords/writer.htpasswd"',
    'nginx-password',
    'nobody',
  ],
  ['[crit] 31#31: *5 crypt_r() failed (22: Invalid argument)', 'nginx-hash'],
  ['[error] 31#31: *5 client intended to send too large body: 17825888 bytes', 'nginx-too-large'],
  ['[error] 31#31: *5 connect() failed (111: Connection refused) while connecting to upstream', 'nginx-no-upstream'],
  [
    '[crit] 31#31: *5 connect() to 10.0.1.4:3100 failed (99: Address not available) while connecting to upstream',
    'nginx-connections',
    'failed (99: Address not available) while connecting to upstream',
  ],
  ['[error] 31#31: *5 connect() failed (1: Operation not permitted) while connecting to upstream', 'nginx-no-upstream'],
  ['[error] 31#31: *5 no live upstreams while connecting to upstream', 'nginx-no-upstream'],
];
