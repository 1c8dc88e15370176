import { fieldName, jsonPath, label, layout, logfmtKey, multiline, TENANTS, time, wait } from './lines';
import { authority, pods } from './parts';
import * as w from './words';

const { either, fields, flag, keyed, listOf, number, odd, one, some } = w;

/** Names of sources. */
const sourceNames = some('pods', 'journal', 'audit', 'cloudInit', 'events', '*');
/** An entry of processing. */
export const entry = fields({
  multiline,
  '!format': one('json', 'logfmt', 'klog', 'text'),
  fields: keyed(fieldName, either(jsonPath, logfmtKey), 4),
  regex: one(
    '(?P<a>\\d+)',
    '"(?P<status>[^"]*)"',
    '`(?P<msg>.+)`',
    "^(?P<time>\\S+) (?P<null>'x')",
    '(?P<error>\\{\\{)',
  ),
  malformed: one('keep', 'drop'),
  level: either<unknown>(flag, fields({ field: fieldName, label: flag })),
  drop: fields({
    levels: some('debug', 'error', 'info', 'trace', 'warn', 'fatal'),
    matching: listOf(
      either<unknown>(w.regex, fields({ '!regex': w.regex, reason: one('healthz', 'null', 'x1_', w.long(63, 'r')) })),
    ),
    longerThan: one('64KiB', '1B', '1000000000MiB', '3KB', '7MB'),
    olderThan: wait,
  }),
  sample: one(0.000_01, 0.5, 1, 0.1, 0.333_333_333_333),
  rateLimit: fields({
    '!linesPerSecond': one(0.001, 1, 100.5, 1_000_000),
    burst: number(1, 10_000_000),
    by: one('namespace', 'app', 'container', 'pod'),
  }),
  redact: listOf(
    either<unknown>(
      one('aws-keys', 'authorization', 'private-keys', 'card-numbers', 'emails', 'jwt', 'secrets'),
      fields({
        '!regex': either(w.regex, one('ssn=(\\d+)', '(a)(b)?', '((x))y', '(?:a)(b|)')),
        replacement: either(odd, one('', '$1', '{{ .Value }}')),
      }),
    ),
  ),
  timestamp: fields({ '!field': fieldName, format: layout, location: time.location }),
  structuredMetadata: some('status', 'time', 'a', 'null', 'msg'),
  labels: keyed(label, either<unknown>(odd, fields({ '!field': fieldName }))),
  tenant: TENANTS,
  stages: one(
    'stage.decolorize { }',
    'stage.static_labels {\n  values = { x = "{{\\"`$" }\n}',
    'stage.match {\n\tselector = `{app="x"}`\n\n\tstage.drop {\n\t\tsource = "x"\n\t}\n}',
  ),
  stagesAt: one('first', 'parsed', 'last'),
  sources: sourceNames,
  namespaces: w.patterns,
  exceptNamespaces: some('load-*', 'x'),
  pods: some('cart-*', 'a"b', "it's", '\\', 'a.b'),
  apps: some('cart', '$1', '{{', '`', '*'),
  containers: some('main', 'a*', '"', '.+'),
  match: keyed(one('unit', 'stream', 'null', 'job'), some('kubelet.service', 'a"b', '\\d', '`', '*-x')),
});

/** Lines that a destination takes. */
export const selection = fields({
  sources: some('pods', 'journal', 'audit', 'events'),
  namespaces: w.patterns,
  labels: keyed(
    one('app', 'container', 'node_name', 'stream'),
    either<unknown>(odd, some('cart', 'a*', '"', '\\', '`', '.+')),
  ),
});
/** A Loki elsewhere. */
export const destination = fields({
  '!name': one('central', 'null', 'b-c', w.long(30, 'd')),
  '!loki': fields({
    '!url': one(
      'https://loki.example.com:3100',
      'https://loki.example.com/a/%7Bx%7D',
      'https://[2001:db8::1]:65535',
      "http://loki.logs.svc:1/it's",
    ),
    tenant: one('all', "it's", '1', '(x)!*', w.long(150, 't')),
    username: odd,
    passwordSecret: fields({ '!name': w.objectName, '!key': w.secretKey }),
    tokenSecret: fields({ '!name': w.objectName, '!key': w.secretKey }),
    ca: authority,
    headers: keyed(one('X-Region', 'x-a', 'X_1', "X-it's"), odd),
    headerSecrets: keyed(
      one('X-Api-Key', 'x-auth-token', "X-it's-2"),
      fields({ '!name': w.objectName, '!key': w.secretKey }),
    ),
    pods,
    attempts: one(1, 2, 10, 1000),
  }),
  only: selection,
  except: selection,
});
