import type { Fault } from './problems';

/** Maximum number of labels of a line that Loki accepts: its default of `max_label_names_per_series`. */
export const MAX_LABELS = 15;

/** Most labels that a message names. */
const NAMED = 40;

/** Words for lines that have more labels than Loki takes: `names`, or `count` of them at a time. */
export function tooManyLabels(source: string, names: Iterable<string>, count?: number): string {
  const sorted = [...names].sort();
  const more = sorted.length > NAMED ? ` and ${sorted.length - NAMED} more` : '';
  return `lines of ${source} would have ${count ?? sorted.length} labels, and Loki refuses those with more than ${MAX_LABELS}: ${sorted.slice(0, NAMED).join(', ')}${more}`;
}

/**
 * Names whose values have no bound, in lower case and without dots and underscores: common names of fields, and those of the
 * semantic conventions of OpenTelemetry 1.37.
 */
const UNBOUNDED = new RegExp(
  `^(${[
    '(k8s|kubernetes)?pod(uid|id|ip|hostname|starttime)',
    '(k8s)?(job|replicaset|container)uid',
    'uid|uuid|id|pid|bootid|auditserial|containerid|serviceinstanceid|faasinstance',
    String.raw`(process|thread)(pid|parentpid|id|command\w*)`,
    '(trace|span|request|req|correlation|session|transaction|user|customer|order|message|client)(id)?',
    String.raw`\w*(trace|span|request|session|user)id`,
    '(client|remote|src|dst|source|destination)?ip|remoteaddr',
    String.raw`(host|client|server|net\w+)(ip|address)`,
    '(http)?(url|uri)|url(full|path|query)|path|requesturi|useragent(original)?|(user)?email|filename',
    'timestamp|time|ts|duration|latency|bytes|msg|line|log',
  ].join('|')})$`,
);

/** Names of a label with the name of the pod, in the same form. */
const POD_NAME = /^(k8s|kubernetes)?pod(name)?$/;

const plainName = (name: string): string => name.toLowerCase().replace(/[._]/g, '');

/** True for the name of a label with the name of the pod. */
export const isPodName = (name: string): boolean => POD_NAME.test(plainName(name));

/** True for the name of a label whose values have no bound. */
export const hasNoBound = (name: string): boolean => UNBOUNDED.test(plainName(name)) || isPodName(name);

/** Fault of a label whose values have no bound. `fix` says what to write instead. */
export function unboundedFault(name: string, fix: string): Fault | undefined {
  if (!hasNoBound(name)) return undefined;
  return { wrong: 'has a new value for every request, process or pod, and each would be a stream', fix };
}
