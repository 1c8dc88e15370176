import { caseOf, type Row } from './written';

const nginx = (said: string): string =>
  `2026/11/21 11:59:00 ${said}, client: 10.0.0.1, server: , request: "GET /loki/api/v1/query_range HTTP/1.1"`;

const ROWS: readonly Row[] = [
  [
    'gateway-worker',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [alert] 1#1: worker process 12 exited on signal 9',
    /^a worker ended on signal 9/,
    /sizes: \{ gateway/,
  ],
  [
    'pod-port',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: bind() to 0.0.0.0:8080 failed (98: Address in use)',
    /^port 0\.0\.0\.0:8080 cannot be opened/,
    /kubectl describe pod --namespace loki loki-gateway-/,
  ],
  [
    'pod-port',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: bind() to [::]:80 failed (13: Permission denied)',
    /^port \[::\]:80 cannot be opened/,
    /above 1023/,
  ],
  [
    'gateway-passwords',
    'gateway',
    'gateway',
    nginx('[crit] 31#31: *5 open() "/etc/nginx/secrets/.htpasswd" failed (13: Permission denied)'),
    /^\/etc\/nginx\/secrets\/\.htpasswd cannot be opened/,
    /rollout restart --namespace loki deployment\/loki-gateway/,
  ],
  [
    'gateway-worker',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [alert] 1#1: worker process 22 exited on signal 11 (core dumped)',
    /^a worker ended on signal 11/,
    /^nginx has crashed/,
  ],
  [
    'gateway-header',
    'gateway',
    'gateway',
    nginx('[error] 31#31: *5 upstream sent too big header while reading response header from upstream'),
    /upstream sent too big header/,
    /proxy_buffer_size/,
  ],
  [
    'gateway-upstream-tls',
    'gateway',
    'gateway',
    nginx(
      '[error] 31#31: *5 SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream',
    ),
    /^SSL_do_handshake\(\) failed: 7 lines of loki-gateway-0/,
    /customize/,
  ],
  [
    'gateway-upstream',
    'gateway',
    'gateway',
    nginx(
      '[error] 31#31: *5 recv() failed (104: Connection reset by peer) while reading response header from upstream',
    ),
    /^pods behind the gateway cut requests off: 7 lines/,
    /query-frontend/,
  ],
  [
    'gateway-connections',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [alert] 31#31: 1024 worker_connections are not enough',
    /worker_connections are not enough/,
    /more pods/,
  ],
  [
    'gateway-connections',
    'gateway',
    'gateway',
    nginx('[alert] 31#31: *5 socket() failed (24: No file descriptors available) while connecting to upstream'),
    /socket\(\) failed/,
    /more pods/,
  ],
  [
    'gateway-temporary',
    'gateway',
    'gateway',
    nginx('[crit] 31#31: *5 pwrite() "/tmp/proxy_temp/1" failed (28: No space left on device) while reading upstream'),
    /^\/tmp\/proxy_temp\/1 cannot be written/,
    /emptyDir/,
  ],
  [
    'gateway-slow',
    'gateway',
    'gateway',
    nginx(
      '[error] 31#31: *5 upstream timed out (110: Operation timed out) while reading response header from upstream',
    ),
    /while reading response header: 7 lines of loki-gateway-0/,
    /loki\.queryTimeout/,
  ],
  [
    'gateway-upstream',
    'gateway',
    'gateway',
    nginx('[error] 31#31: *5 connect() failed (113: Host is unreachable) while connecting to upstream'),
    /no upstream answers/,
    /kubectl get pods/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: open() "/etc/nginx/conf.d/x.conf" failed (13: Permission denied) in /etc/nginx/nginx.conf:3',
    /\[emerg\] open\(\)/,
    /grep emerg/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: "proxy_pass" directive is not allowed here in /etc/nginx/nginx.conf:3',
    /directive is not allowed here/,
    /grep emerg/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: no "events" section in configuration',
    /no "events" section/,
    /grep emerg/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: bind() to [::]:8080 failed (97: Address not supported by protocol)',
    /bind\(\)/,
    /grep emerg/,
  ],
];

/** Faults of the gateway, in the words of nginx. */
export const GATEWAY_LINE_CASES = ROWS.map(caseOf);
