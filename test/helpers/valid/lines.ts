/** Parts of sources and of processing: what is about lines. */
import * as w from './words';

const { either, fields, keyed, number, odd, one } = w;

/** Tenants. */
export const TENANTS = one('platform', 'apps');
/** Clients of a receiver, and its tenant. */
export const from = { clientNamespaces: w.namespaces, '!clientRanges': w.ranges, tenant: TENANTS };
/** TLS of a receiver. */
export const tls = fields({ '!secretName': w.objectName, clientCaSecretName: w.objectName });
/** Names of labels. */
export const label = one('team', 'null', 'on', 'A_1', 'kind', 'le', `x${w.long(80, 'y')}`);
/** Names of fields. */
export const fieldName = one('status', 'time', 'a', 'null', 'Value', 'len', 'B_2', 'msg', 'error');
/** Lines that become one. */
export const multiline = either<unknown>(
  one('java', 'python', 'go', 'node', 'dotnet'),
  fields({ '!firstLine': w.regex, maxLines: number(1, 10_000), maxWait: one('1s', '999ms', '10m', '0.25s', '1m1s') }),
);
/** Paths in JSON. */
export const jsonPath = one(
  'a',
  'http.status',
  '"trace.id"',
  'items[0].name',
  'a || "b c"',
  '"it\'s"',
  '"é"',
  '"{{"',
  '"$"',
);
/** Keys of logfmt. */
export const logfmtKey = one('a', 'trace.id', 'é', '{{', "it's", '$x', 'null', '%', '-', 'a\\b', '`');
/** Formats of times. */
export const layout = one(
  ...['Unix', 'UnixMs', 'UnixUs', 'UnixNs', 'RFC3339', 'RFC3339Nano', 'ANSIC', 'RFC850', 'RFC1123Z', 'UnixDate'],
  ...[
    '2006-01-02 15:04:05.000',
    '02/Jan/2006:15:04:05 -0700',
    'Jan _2 15:04:05',
    '2006-01-02T15:04:05,999',
    '"2006" `01` 02 15\\',
  ],
);
/** Format of a time, and its place. */
export const time = {
  '!format': layout,
  location: one('Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu'),
};
/** Labels with fixed values. */
export const fixed = keyed(label, odd);

/** Durations. */
export const wait = one('1s', '999ms', '0.5s', '1m30s', '10m', '1h', '24h', '1000000h', '1.5h', '100ms');
