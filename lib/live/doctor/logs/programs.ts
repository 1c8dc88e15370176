/**
 * Patterns of lines of any program about its node. They come first, since later patterns describe the same causes in
 * other words.
 */
export const PROGRAM_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  [
    'port-taken',
    /(?:listen (?:tcp|udp)\d?|failed to listen on TCP port|bind\(\) to) (\S+?):? (?:bind: |failed \(\d+: )?(?:permission denied|address (?:already )?in use)/i,
  ],
  [
    'thread-limit',
    /(failed to create new OS thread|pthread_create failed|fork\/exec \S+: resource temporarily unavailable)/,
  ],
  ['volume-io', /(\/[\w./-]+): (?:input\/output error|structure needs cleaning)/],
  // A file with a password or a certificate for Alloy.
  [
    'secret-file',
    /(?:component_id|node)="?(?:local\.file|loki\.source\.(?:api|syslog)|otelcol\.receiver)\.[\w.]+"? .*?open (\/\S+): (?:no such file or directory|permission denied)/,
  ],
  // Agents that share work have their own memberlist.
  [
    'alloy-cluster',
    /service=cluster.*?(failed to (?:re)?join\b[\w ]*)|(failed to (?:(?:rejoin|refresh) list of peers|resolve \w+ records))\b.*service=cluster/,
  ],
  [
    'alloy-probes',
    /(UDP probes failed|Failed fallback TCP ping|discarding (?:packet|stream) with unacceptable label)\b.*service=cluster/,
  ],
  // OTLP, to destinations and from clients.
  [
    'otlp-dropped',
    /Exporting failed\. (?:Dropping|Rejecting) data\..*?component_id="?(otelcol\.exporter\.(?!kafka)[\w.]+)/,
  ],
  ['otlp-refused', /(Memory usage is above \w+ limit)\. (?:Refusing|Dropping)/],
];

/** Lines of nginx's error log, besides those about names and upstreams. */
export const NGINX_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  // What the gateway's own script says of the passwords that are mounted.
  ['gateway-credentials', /the credentials have no ([\w.-]+), or it is empty/],
  // Clients also request files of such names, which are below the document root.
  ['nginx-passwords', /(?:open|p?read)\(\) "((?![^"]*\/html\/)[^"]*(?:htpasswd|passw)[^"]*)" failed \(\d+: /],
  [
    'nginx-connections',
    /(worker_connections are not enough|(?:accept4?|socket)\(\) failed \(24: [\w ]+\)|failed \(99: [\w ]+\) while connecting to upstream)/,
  ],
  [
    'nginx-temporary',
    /\[crit\] .*?(?:open|pwrite|write|mkdir)\(\) "((?![^"]*\/html\/)[^"]+)" failed \((?:28: No space left on device|30: Read-only file system|13: Permission denied)\)/,
  ],
  ['nginx-worker', /worker process \d+ exited on (signal \d+)/],
  [
    'nginx-upstream-tls',
    /(upstream SSL certificate (?:verify error: \(\d+:[^)]*\)|does not match)|SSL_do_handshake\(\) failed|peer closed connection in SSL handshake) .*?while SSL handshaking to upstream/,
  ],
  ['nginx-header', /(upstream sent too big header)/],
  ['nginx-limit', /(limiting (?:requests|connections))\b.* by zone "\w+"/],
  ['nginx-slow', /upstream timed out .*(while reading response header)/],
];
