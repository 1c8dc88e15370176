/** Tenants of the gateway under attack. */
export const TENANTS = ['platform', 'apps'];

/** Its users and their passwords. */
export const USERS = { writer: 'writer:write-me', reader: 'reader:read-me' } as const;

/** One connection of an attacker: the bytes, and who may be behind it. */
export interface Attack {
  readonly bytes: string;

  /** User whose password is in it; undefined if none is right. */
  readonly as?: keyof typeof USERS;
}

const basic = (text: string): string => `Authorization: Basic ${Buffer.from(text, 'latin1').toString('base64')}`;

/** A request with the headers every attack has. The attack's number travels in a header. */
function request(line: string, headers: readonly string[] = [], body = ''): string {
  const length = body && !headers.some((header) => /^(content-length|transfer-encoding)/i.test(header));
  const ends = headers.some((header) => /^connection/i.test(header)) ? [] : ['Connection: close'];
  const all = [
    'Host: gateway',
    'X-Attack: #',
    ...ends,
    ...headers,
    ...(length ? [`Content-Length: ${body.length}`] : []),
  ];
  return `${line}\r\n${all.join('\r\n')}\r\n\r\n${body}`;
}

const of = (user: keyof typeof USERS, tenant = 'platform'): string[] => [
  basic(USERS[user]),
  `X-Scope-OrgID: ${tenant}`,
];
const both = ['writer', 'reader'] as const;

const CLOSED = [
  ...['config', 'flush', 'ring', 'memberlist', 'services', 'log_level', 'metrics', 'ready', 'ui', 'debug/pprof/heap'],
  ...['ingester/shutdown', 'ingester/prepare_shutdown', 'ingester/flush_shutdown', 'compactor/ring', 'ruler/ring'],
  ...['scheduler/ring', 'indexgateway/ring', 'config/tenant/v1/limits', 'loki/api/v1/delete', 'api/prom/push'],
  ...['loki/api/v1/cache/generation_numbers', 'api/prom/query', 'api/prom/rules', 'ruler/delete_tenant_config'],
];
const OPEN = ['/loki/api/v1/labels', '/loki/api/v1/push', '/loki/api/v1/rules', '/loki/api/v1/tail'];

/** Spellings of a closed path that a proxy and a server may read differently. */
const spellings = (path: string): string[] => [
  `/${path}`,
  `//${path}`,
  `/./${path}`,
  `/%2f${path}`,
  `/${path}/`,
  `/${path}%00`,
  `/${path};/loki/api/v1/labels`,
  `/${path}?/loki/api/v1/labels`,
  `/${path}#/loki/api/v1/labels`,
  `/${path}%3f/../loki/api/v1/labels`,
  `/${path.toUpperCase()}`,
  `/%${path.charCodeAt(0).toString(16)}${path.slice(1)}`,
  `http://gateway/${path}`,
  `\\${path}`,
  ...['..', '%2e%2e', '.%2E', '%252e%252e', '..;', '..%00', '..%5c'].flatMap((up) => [
    `/loki/api/v1/labels/${`${up}/`.repeat(4)}${path}`,
    `/loki/api/v1/label/x${`/${up}`.repeat(5)}/${path}`,
  ]),
  `/loki/api/v1/label/..%2f..%2f..%2f..%2f${path}/values`,
  `/loki/api/v1/rules/..%2f..%2f..%2f..%2f${path}`,
];

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'get',
  'X',
];

const TENANT_HEADERS = [
  ['X-Scope-OrgID: other'],
  ['X-Scope-OrgID:'],
  [],
  ['X-Scope-OrgID: platform|apps'],
  ['X-Scope-OrgID: platform,apps'],
  ['X-Scope-OrgID: platform', 'X-Scope-OrgID: other'],
  ['X-Scope-OrgID: other', 'x-scope-orgid: platform'],
  ['X_Scope_OrgID: other'],
  ['X-Scope-OrgID: platform', 'X_Scope_OrgID: other'],
  ['X-Scope-OrgID: platform\tother'],
  ['X-Scope-OrgID: PLATFORM'],
  ['X-Scope-OrgID: .'],
  ['X-Scope-OrgID: ../platform'],
  ['X-Scope-OrgID: %70latform'],
  ['X-Scope-OrgID: platform\u0000'],
  ['X-Scope-OrgID: platform\r\n other'],
  ['X-Scope-OrgID : other'],
  [`X-Scope-OrgID: ${'a'.repeat(9000)}`],
  ['X-Scope-OrgID: platform', 'Connection: X-Scope-OrgID'],
  ['X-Scope-OrgID: platform', 'Connection: close, X-Scope-OrgID, Authorization'],
];

const TRUSTING_HEADERS = [
  ...['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Path', 'X-Forwarded-Prefix'].map((name) => `${name}: /config`),
  ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].map((name) => `${name}: DELETE`),
  ...['X-Forwarded-For: 127.0.0.1', 'X-Real-IP: 127.0.0.1', 'Forwarded: for=127.0.0.1', 'X-Forwarded-Host: loki'],
  ...['X-Accel-Redirect: /config', 'X-Sendfile: /etc/passwd', 'Proxy-Authorization: Basic eDp5', 'Range: bytes=0-'],
  ...['Remote-User: reader', 'X-Remote-User: reader', 'X-WEBAUTH-USER: reader', 'Cookie: user=reader'],
];

const PASSWORDS = [
  ...['', 'reader', 'reader:', ':read-me', 'reader:READ-ME', 'READER:read-me', 'reader: read-me'],
  ...['writer:read-me', 'reader:write-me', 'reader\u0000:read-me', 'reader:read-me\n', `reader:${'x'.repeat(5000)}`],
  ...['reader-other:', 'reader-other:read-me', '*:*', 'root:root', 'reader:$1$', 'reader:*', 'loki:read-me'],
].map(basic);
const SCHEMES = ['Bearer', 'Digest', 'Negotiate', 'basicx', 'Basic,'].map(
  (scheme) => `Authorization: ${scheme} ${Buffer.from(USERS.reader).toString('base64')}`,
);

const UPGRADES = ['websocket', 'h2c', 'TLS/1.0', 'HTTP/2.0', 'IRC/6.9', 'websocket, h2c', 'connect-udp', 'x'];

const HIDDEN = 'GET /config HTTP/1.1\r\nHost: gateway\r\n\r\n';
const CHUNKED = `5\r\nhello\r\n0\r\n\r\n`;

/** Bodies whose end a proxy and a server may see at different places, with a request for a closed path behind it. */
const SMUGGLED: readonly [headers: string[], body: string][] = [
  [['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${HIDDEN}`],
  [[`Content-Length: ${HIDDEN.length + 5}`, 'Transfer-Encoding: chunked'], `0\r\n\r\n${HIDDEN}`],
  [['Content-Length: 0', `Content-Length: ${HIDDEN.length}`], HIDDEN],
  [[`Content-Length: ${HIDDEN.length}`, 'Content-Length: 0'], HIDDEN],
  [[`Content-Length: 0, ${HIDDEN.length}`], HIDDEN],
  ...['0x10', '+5', '-1', '5 ', '١', '18446744073709551616', '1e3', ''].map((length): [string[], string] => [
    [`Content-Length: ${length}`],
    HIDDEN,
  ]),
  ...[
    ...['xchunked', 'chunked, identity', 'identity, chunked', 'chunked;q=1', '\tchunked', 'chunKed', '"chunked"'],
    ...['chunked\u0000', 'gzip, chunked', 'chunked, chunked', ',chunked'],
  ].map((coding): [string[], string] => [[`Transfer-Encoding: ${coding}`], `${CHUNKED}${HIDDEN}`]),
  [['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `${CHUNKED}${HIDDEN}`],
  [['Transfer-Encoding : chunked'], `${CHUNKED}${HIDDEN}`],
  [['Transfer_Encoding: chunked', 'Content-Length: 0'], `${CHUNKED}${HIDDEN}`],
  [['X: y\r\n Transfer-Encoding: chunked', 'Content-Length: 0'], `${CHUNKED}${HIDDEN}`],
  [['X: y\nTransfer-Encoding: chunked'], `${CHUNKED}${HIDDEN}`],
  ...[
    '5;a=b\r\nhello\r\n0\r\n\r\n',
    '5\nhello\n0\n\n',
    '05\r\nhello\r\n0\r\n\r\n',
    '0x5\r\nhello\r\n0\r\n\r\n',
    ' 5\r\nhello\r\n0\r\n\r\n',
  ]
    .concat([
      'ffffffffffffffff5\r\nhello\r\n0\r\n\r\n',
      '-5\r\nhello\r\n0\r\n\r\n',
      '0\r\nX: y\r\n\r\n',
      '5\r\nhelloworld\r\n0\r\n\r\n',
    ])
    .map((chunks): [string[], string] => [['Transfer-Encoding: chunked'], `${chunks}${HIDDEN}`]),
];

const LINES = [
  ...['GET /config', 'GET  /config HTTP/1.1', 'GET /config HTTP/1.0', 'GET /config HTTP/2.0', 'GET /config HTTP/1.9'],
  ...[
    'GET\t/config\tHTTP/1.1',
    'GET /config HTTP/1.1 HTTP/1.1',
    'GET /loki/api/v1/labels /config HTTP/1.1',
    ' GET /config HTTP/1.1',
  ],
  ...[
    'GET config HTTP/1.1',
    'GET * HTTP/1.1',
    'GET gateway:80 HTTP/1.1',
    '\r\n\r\nGET /config HTTP/1.1',
    'PRI * HTTP/2.0',
  ],
];

/** All attacks. */
export function attacks(): Attack[] {
  const paths = CLOSED.flatMap(spellings);
  return [
    ...paths.flatMap((path) => both.map((as): Attack => ({ as, bytes: request(`GET ${path} HTTP/1.1`, of(as)) }))),
    ...[...OPEN, '/config'].flatMap((path) =>
      METHODS.flatMap((method) =>
        both.map((as): Attack => ({ as, bytes: request(`${method} ${path} HTTP/1.1`, of(as), '{}') })),
      ),
    ),
    ...OPEN.flatMap((path) => {
      const [as, line] = path.endsWith('push')
        ? (['writer', `POST ${path}`] as const)
        : (['reader', `GET ${path}`] as const);
      const send = (headers: string[], more: Partial<Attack> = {}): Attack => ({
        as,
        bytes: request(`${line} HTTP/1.1`, headers),
        ...more,
      });
      return [
        ...TENANT_HEADERS.map((headers) => send([basic(USERS[as]), ...headers])),
        // nginx reads a password up to a zero byte: whoever sends this one knows the password.
        send([basic(`${USERS[as]}\u0000x`), 'X-Scope-OrgID: platform']),
        ...TRUSTING_HEADERS.flatMap((header) => [
          send([...of(as), header]),
          send(['X-Scope-OrgID: platform', header], { as: undefined }),
        ]),
        ...[...PASSWORDS, ...SCHEMES].map((header) => send(['X-Scope-OrgID: platform', header], { as: undefined })),
        ...UPGRADES.flatMap((to) => [
          send([...of(as), `Upgrade: ${to}`, 'Connection: Upgrade']),
          send([
            ...of(as),
            `Upgrade: ${to}`,
            'Connection: Upgrade, HTTP2-Settings',
            'HTTP2-Settings: AAMAAABkAAQAAP__',
          ]),
        ]),
      ];
    }),
    ...both.flatMap((as) =>
      SMUGGLED.map(([headers, body]): Attack => {
        const path = as === 'writer' ? '/loki/api/v1/push' : '/loki/api/v1/query';
        return { as, bytes: request(`POST ${path} HTTP/1.1`, [...of(as), ...headers], body) };
      }),
    ),
    ...both.flatMap((as) => LINES.map((line): Attack => ({ as, bytes: request(line, of(as)) }))),
    // The second request of a connection has no password.
    ...OPEN.map((path): Attack => {
      const second = request(`GET ${path} HTTP/1.1`, ['X-Scope-OrgID: platform']);
      const first = request('GET /loki/api/v1/labels HTTP/1.1', [...of('reader'), 'Connection: keep-alive']);
      return { as: 'reader', bytes: first + second };
    }),
  ];
}
