import { lokiSeconds, MAX_RETENTION_DAYS } from '../../../charts/loki/config/retention';
import { isRecord, record } from '../../manifests/shape';
import { durationText, secondsOf } from '../durations';
import type { Importing } from '../importing';
import type { Node } from '../tree/account';
import { type Path, pathText } from '../tree/path';
import type { ConfigLeaves } from './leaves';
import { SECONDS_PER_DAY } from '../../../charts/input/seconds';

/** Longest retention of an environment, used for lines that are kept for ever. */
const LONGEST = `${MAX_RETENTION_DAYS}d`;

/** Question about a retention that is longer than any here. */
const TOO_LONG = `the former Loki keeps these lines longer, and ${LONGEST} is the longest here`;

const MAX_SECONDS = MAX_RETENTION_DAYS * SECONDS_PER_DAY;

/**
 * Converts the retention. A Loki that deletes nothing has no counterpart: the environment then gets the longest
 * retention, since the compactor would otherwise delete old lines at its first run.
 */
export function importRetention(importing: Importing, leaves: ConfigLeaves): void {
  const { draft } = importing;
  const enabled = leaves.take('compactor.retention_enabled');
  const period = leaves.take('limits_config.retention_period');
  const seconds = secondsOf(period?.text);
  const tables = tableRetention(leaves);
  const unseen = unseenOf(enabled, period);
  if (enabled?.boolean !== undefined || !enabled?.hasHidden) importing.former.deletes ??= enabled?.boolean === true;
  // Rendered objects are read before the values that they were rendered from.
  if (draft.has(['retention'])) {
    enabled?.taken('retention');
    period?.taken('retention');
  } else if (enabled?.boolean === true && seconds !== undefined && seconds > MAX_SECONDS) {
    const was = durationText(seconds);
    const why = `the former Loki keeps lines for ${was}, and ${LONGEST} is the longest here`;
    keepLongest(importing, `${why}. Older lines are deleted, also those from before the move`, was);
    enabled.taken('retention', 'retention is always on');
    period?.decision(why, 'retention');
  } else if (enabled?.boolean === true && seconds !== undefined && seconds > 0) {
    const retention = durationText(seconds);
    enabled.taken('retention', 'retention is always on');
    period?.taken('retention', retention);
    draft.set(['retention'], retention, ...(period ? [period] : []));
  } else {
    const why =
      unseen ??
      (enabled?.boolean === true
        ? 'has no retention_period, so the former Loki keeps lines for ever'
        : 'retention is off in the former Loki, so it keeps lines for ever');
    const wanted = [
      ...(seconds !== undefined && seconds > 0 ? [`; its retention_period is ${durationText(seconds)}`] : []),
      ...(tables === undefined
        ? []
        : [`; its table manager, if it runs, deletes the index of what is older than ${tables}`]),
    ].join('');
    keepLongest(
      importing,
      `${why}${wanted}. This Loki deletes older lines, also those from before the move`,
      unseen === undefined ? 'for ever' : 'not in the input',
    );
    enabled?.decision(why, 'retention');
    period?.decision(why, 'retention');
  }
  const delay = leaves.take('compactor.retention_delete_delay');
  const isLong = (secondsOf(delay?.text) ?? 0) > 7200;
  delay?.differs(isLong ? '2h here: it delays deletion, and does not keep lines' : '2h here');
  for (const key of ['delete_request_store', 'working_directory', 'delete_request_store_key_prefix', 'shared_store']) {
    leaves.take(`compactor.${key}`)?.same('the compactor here has its own');
  }
  importStreams(importing, leaves);
  for (const { node } of leaves.takeAll(/^table_manager\./)) {
    node.impossible(NO_TABLE_MANAGER);
  }
}

/** Question about a retention that a template or a placeholder says; undefined if the input shows it. */
function unseenOf(enabled: Node | undefined, period: Node | undefined): string | undefined {
  const hides = (node: Node | undefined) => node?.text === undefined && node?.boolean === undefined && node?.hasHidden;
  if (hides(enabled)) return 'the input does not show whether the former Loki deletes lines: write its retention';
  if (enabled?.boolean === true && hides(period))
    return 'the input does not show the retention of the former Loki: write it';
  return undefined;
}

/** Outcome of the table manager, which is a separate program. */
export const NO_TABLE_MANAGER = 'the table manager is gone in Loki 4.0: here the compactor deletes, by retention';

/** Retention of the table manager; undefined if it deletes nothing. It deletes the index alone, and only where it runs. */
function tableRetention(leaves: ConfigLeaves): string | undefined {
  const [deletes, period] = ['retention_deletes_enabled', 'retention_period'].map((key) =>
    leaves.take(`table_manager.${key}`),
  );
  const seconds = deletes?.boolean === true ? secondsOf(period?.text) : undefined;
  if (seconds === undefined || seconds <= 0) {
    for (const node of [deletes, period]) node?.impossible(NO_TABLE_MANAGER);
    return undefined;
  }
  const text = durationText(seconds);
  for (const node of [deletes, period])
    node?.decision(
      `lines that are older than ${text} are found no more if it runs: retention: '${text}' says the same`,
      'retention',
    );
  return text;
}

/** Keeps lines as long as an environment can, and asks. */
function keepLongest(importing: Importing, text: string, was: string): void {
  importing.draft.set(['retention'], LONGEST);
  importing.decide(['retention'], text);
  importing.effects.push({ subject: 'retention', was, is: LONGEST });
}

/** Retentions of streams. */
function importStreams(importing: Importing, leaves: ConfigLeaves): void {
  const node = leaves.take('limits_config.retention_stream');
  const field = ['loki', 'streamRetention'];
  if (!node || deletedNothing(importing, node, field)) return;
  const items = Array.isArray(node.value) ? (node.value as unknown[]) : [];
  const streams = items.filter(isRecord).map(({ selector, period, priority }) => ({
    selector,
    retention: retentionText(cappedPeriod(period)),
    ...(typeof priority === 'number' && priority > 0 ? { priority } : {}),
  }));
  if (streams.length === 0) {
    node.same('empty');
    return;
  }
  importing.draft.set(field, streams, node);
  if (items.some((item) => isTooLong(record(item)['period']))) importing.decide(field, TOO_LONG);
  node.taken('loki.streamRetention');
}

/** Converts a retention of a tenant. @returns false if it is an ordinary limit */
export function importTenantRetention(importing: Importing, limit: Node, field: Path): boolean {
  if (limit.key !== 'retention_period' && limit.key !== 'retention_stream') return false;
  if (deletedNothing(importing, limit, field)) return true;
  const { value } = limit;
  const periods = Array.isArray(value) ? value.map((item) => record(item)['period']) : [value];
  if (!periods.some(isTooLong)) return false;
  const capped = Array.isArray(value)
    ? value.map((item: unknown) => (isRecord(item) ? { ...item, period: cappedPeriod(item['period']) } : item))
    : LONGEST;
  importing.draft.set(field, capped, limit);
  importing.decide(field, TOO_LONG);
  return true;
}

/** True for a retention with which the former Loki deleted nothing, and this one would delete old lines. */
function deletedNothing({ former }: Importing, node: Node, field: Path): boolean {
  if (former.deletes !== false) return false;
  node.decision(
    'retention is off in the former Loki, so this deleted nothing: write it if lines are to be deleted',
    pathText(field),
  );
  return true;
}

const isTooLong = (period: unknown): boolean => typeof period === 'string' && (lokiSeconds(period) ?? 0) > MAX_SECONDS;

const cappedPeriod = (period: unknown): unknown => (isTooLong(period) ? LONGEST : period);

function retentionText(period: unknown): unknown {
  const seconds = typeof period === 'string' ? lokiSeconds(period) : undefined;
  return seconds === undefined ? period : durationText(seconds);
}
