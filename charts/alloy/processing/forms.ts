import { LOKI_LABEL, type TextForm, textForm } from '../../input/forms';
import { unboundedFault } from '../../input/labels';

/** Name or pattern of what a label has. */
export const PATTERN = textForm(
  'cart-*',
  /^[^\p{Cc}\p{Cs}]{1,256}$/u,
  'is not a name',
  "write one such as 'cart' or 'cart-*'",
);

/** Name of a source, or `*`. */
export const SOURCE_NAME = textForm('pods', /^([A-Za-z_]\w*|\*)$/, 'is not the name of a source');

/** Name of a field that is read. */
export const FIELD_NAME = textForm(
  'status',
  /^[a-zA-Z_]\w*$/,
  'cannot be the name of a field',
  'use letters, digits and underscores, not beginning with a digit',
);

/** Labels that entries select by, and that the library sets. */
export const OWN_LABELS = ['namespace', 'pod', 'container', 'app', 'cluster', 'job', 'node_name', 'stream', 'filename'];

/** Name of a label that entries set. */
export const LABEL_NAME: TextForm = {
  example: 'team',
  faultOf: (name) => {
    const unbounded = unboundedFault(name, `write structuredMetadata: ['${name}'] instead`);
    if (unbounded) return unbounded;
    if (OWN_LABELS.includes(name)) return { wrong: 'is a label that the library sets', fix: 'use another name' };
    return LOKI_LABEL.faultOf(name);
  },
};

/** Value of a label. Loki refuses longer ones. */
export const FIXED_VALUE = textForm('shop', /^[^\p{Cc}\p{Cs}\ufffd]{1,1024}$/u, 'cannot be the value of a label');

/** Reason in a counter. */
export const REASON = textForm('healthz', /^[a-z][a-z0-9_]{0,62}$/, 'cannot be a reason');

/** Key of logfmt. */
export const LOGFMT_KEY = textForm('trace.id', /^[^\s="\p{Cs}]+$/u, 'is not a key of logfmt');

/** Part of a path in JSON: a name, a quoted name or an index. */
const STEP = String.raw`(?:[A-Za-z_]\w*|"(?:[^"\\]|\\["\\/])+")(?:\[-?\d+\])*`;
const PATH = String.raw`${STEP}(?:\.${STEP})*`;

/** Path in JSON: the part of JMESPath that reads values. */
export const JSON_PATH = textForm(
  'http.status',
  new RegExp(String.raw`^${PATH}(?: *\|\| *${PATH})*$`),
  'is not a path in JSON',
  `write one such as 'http.status', '"trace.id"', 'items[0].name' or 'trace_id || traceId'`,
);

/** A form whose texts are at most so long or so large: Alloy does not start with a number that Go cannot hold. */
const atMost = ({ example, faultOf }: TextForm, most: string, isAbove: (text: string) => boolean): TextForm => ({
  example,
  faultOf: (text) =>
    faultOf(text) ??
    (isAbove(text) ? { wrong: `is more than ${most}`, fix: 'write less, or leave it out' } : undefined),
});

/** Hours of units of Go. */
const HOURS: Readonly<Record<string, number>> = { ms: 1 / 3_600_000, s: 1 / 3600, m: 1 / 60, h: 1 };

const hoursOf = (duration: string): number =>
  [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = 'h']) => sum + Number(amount) * (HOURS[unit] ?? 0),
    0,
  );

/** Duration of Go, which holds some 290 years. */
export const DURATION = atMost(
  textForm('24h', /^(?=.*[1-9])(\d+(\.\d+)?(ms|s|m|h))+$/, 'is not a duration', "write one such as '30s' or '24h'"),
  '1000000h',
  (text) => hoursOf(text) > 1_000_000,
);

/** Wait for the next line. What waits is lost with its pod, since its positions are after it. */
export const WAIT = atMost({ ...DURATION, example: '1s' }, '10m', (text) => hoursOf(text) > 1 / 6);

/** Size in bytes. Alloy reads KB and KiB alike, as 1024 bytes (alecthomas/units, `ParseBase2Bytes`). */
export const SIZE = atMost(
  textForm('64KiB', /^[1-9]\d*(B|KB|KiB|MB|MiB)$/, 'is not a size'),
  '1000000000 of its unit',
  (text) => parseInt(text, 10) > 1_000_000_000,
);

/** Path or key of a field; its format says more. */
export const FIELD_PATH = textForm('http.status', /^[^\p{Cc}\p{Cs}]{1,1024}$/u, 'is not a path');

/** Text in place of a secret. */
export const REPLACEMENT = textForm('<redacted>', /^[^\p{Cc}\p{Cs}]{0,1024}$/u, 'cannot be a replacement');
