import { regexError } from '../../../input/re2';
import { nearest } from '../../../input/nearest';
import type { Fault } from '../../../input/problems';
import { unreadUrlFault } from '../../../input/url';
import type { ConfigKey } from '../keys/keys';
import { rangeOf } from './ranges';
import { lokiSeconds, MOST_SECONDS } from '../retention';
import { selectorFault } from './selector';
import { SETS } from './sets';
import { fault, show } from './values';

/** Keys with a stream selector of LogQL. */
const SELECTORS = ['limits_retention_stream.selector', 'priority_stream.selector'];

/** Keys with a regular expression. */
const REGEXES = [
  ...['internal_server.log_source_ips_regex', 'server.log_source_ips_regex', 'otlp_attributes.regex', 'relabel.regex'],
  'ruler_remote_write_relabel.regex',
];

/** Keys with a prefix of paths in a bucket. */
const PREFIXES = [
  ...['compactor.delete_request_store_key_prefix', 'compactor.deletion_marker_object_store_prefix'],
  ...['compactor_jobs_deletion.deletion_manifest_store_prefix', 'period_index.path_prefix'],
];

/** Keys with a URL. */
const URLS = [
  'analytics.usage_stats_url',
  'bucket_s3.sts_endpoint',
  'limits.ruler_remote_write_url',
  'remote_write.url',
  'ruler.external_url',
];

/** Keys whose words Loki compares without case. */
const ANY_CASE = ['ingester.chunk_encoding', 'limits.bloom_block_encoding'];

/** Fault of a word that is not in a set. Texts with commas are split into words. */
function setFault(path: string, set: readonly string[], type: string, value: unknown): Fault | undefined {
  if (typeof value !== 'string') return undefined;
  const words = type.includes('csv') ? value.split(',').map((word) => word.trim()) : [value];
  const inCase = (word: string): string => (ANY_CASE.includes(path) ? word.toLowerCase() : word);
  const known = set.map(inCase);
  const wrong = words.find((word) => !known.includes(inCase(word)) && !(word === '' && type.includes('csv')));
  if (wrong === undefined) return undefined;
  const choices = set.filter((one) => one !== '');
  return fault(`one of ${choices.join(', ')}`, value, nearest(wrong, choices) ?? 'one of them');
}

/** Value of a number, or of a duration in seconds; undefined for any other type. */
function amountOf(type: string, value: unknown): number | undefined {
  if (type === 'duration' || type === 'long-duration') {
    if (typeof value !== 'string') return 0;
    const seconds = lokiSeconds(value.replace(/^[-+]/, '').replace(/[nuµμ]s/g, 'ms')) ?? 1;
    return value.startsWith('-') ? -seconds : seconds;
  }
  return typeof value === 'number' && ['int', 'uint', 'float'].includes(type) ? value : undefined;
}

/** Largest numbers that Loki reads: 64 bits, where JavaScript has 53; durations are nanoseconds. */
const MOST = { number: Number.MAX_SAFE_INTEGER, duration: MOST_SECONDS };

/** Fault of a number or duration that is too small or too large. */
function rangeFault(block: string, key: string, { type, default: byDefault }: ConfigKey, value: unknown) {
  const amount = amountOf(type, value);
  if (amount === undefined) return undefined;
  const isDuration = type.includes('duration');
  const { least = 0, above = false, most = isDuration ? MOST.duration : MOST.number } = rangeOf(block, key);
  if (amount >= least && amount <= most && !(above && amount === least)) return undefined;
  const unit = isDuration ? 's' : '';
  const low = above ? `more than ${least}${unit}` : `at least ${least}${unit}`;
  const what = amount > most ? `at most ${most}${unit}` : low;
  const example = byDefault === undefined || amountOf(type, byDefault) === 0 ? undefined : show(byDefault);
  return fault(what, value, example && `${example}, the default of loki, or another`);
}

/**
 * Fault of a value that has the type of its key, and that Loki still does not accept or that cannot work, in words after
 * "must be".
 */
export function constraintFault(block: string, key: string, known: ConfigKey, value: unknown): Fault | undefined {
  const path = `${block}.${key}`;
  // A variable is replaced before Loki reads the file.
  if (typeof value === 'string' && value.includes('${')) return undefined;
  const set = SETS.get(path);
  if (set) return setFault(path, set, known.type, value);
  return (typeof value === 'string' ? textFault(path, value) : undefined) ?? rangeFault(block, key, known, value);
}

/** Fault of a text with a form of its own. */
function textFault(path: string, value: string): Fault | undefined {
  if (SELECTORS.includes(path)) {
    const wrong = selectorFault(value);
    return wrong === undefined ? undefined : fault(wrong, value, `one such as '{namespace="dev"}'`);
  }
  if (REGEXES.includes(path) && regexError(value) !== undefined) return fault('a regular expression of Go', value);
  if (value === '') return undefined;
  if (PREFIXES.includes(path) && !/^[^/](.*[^/])?\/$/.test(value)) {
    const meant = value.replace(/^\/+/, '').replace(/\/*$/, '/');
    return fault('a path that ends with a slash, without one in front', value, `'${meant}'`);
  }
  if (URLS.includes(path) && (!/^https?:\/\/[^/\s]/.test(value) || unreadUrlFault(value)))
    return fault('a URL', value, "one such as 'https://…'");
  return undefined;
}
