import { counted } from '../../../../charts/input/counted';
import { check, field, ofEnvironment, raiseLimits, warningsOf } from '../commands';
import type { Fault } from '../fault';
import type { Scrape } from '../snapshot';
import { linesOf, samplesOf, type View } from '../view';
import { inLog } from './in-log';

const DISCARDED = 'loki_discarded_samples_total';

/** Reasons for which Loki refuses lines, by the limit. */
const REASONS = {
  rate: /rate_limited|per_stream_rate_limit/,
  streams: /stream_limit/,
  labels: /max_label_names_per_series|label_(?:name|value)_too_long/,
  broken: /(?:invalid|missing)_labels|duplicate_label_names/,
  enforced: /missing_enforced_labels/,
  age: /greater_than_max_sample_age|too_far_in_future/,
  order: /too_far_behind|out_of_order/,
  body: /request_body_too_large/,
  blocked: /blocked_ingestion/,
  line: /line_too_long|max_line/,
  metadata: /structured_metadata/,
};

/** Every other reason. */
const OTHER_REASONS = new RegExp(
  `^(?!.*(?:${Object.values(REASONS)
    .map(({ source }) => source)
    .join('|')}))`,
);

/** Pods that count what is refused. */
const counters = (view: View): Scrape[] => [...view.scrapes('distributor'), ...view.scrapes('ingester')];

/** A fault by the reason for which Loki refuses lines now. */
const discards = (
  fault: Pick<Fault, 'id' | 'cause' | 'isMild'>,
  reasons: RegExp,
  fix: (view: View, tenant: string) => string[],
): Fault => ({
  ...fault,
  hop: 'distributor',
  find: (view) => {
    const found = counters(view)
      .flatMap((scrape) => samplesOf(scrape, DISCARDED, { reason: reasons }))
      .filter(({ grown = 0 }) => grown > 0);
    if (found.length === 0) return undefined;
    const [most] = [...found].sort((a, b) => (b.grown ?? 0) - (a.grown ?? 0));
    const tenant = most?.labels['tenant'] ?? '';
    const count = found.reduce((sum, { grown = 0 }) => sum + grown, 0);
    const why = [...new Set(found.map(({ labels }) => labels['reason']))].join(', ');
    return {
      evidence: `${counted(count, 'line')} refused between two readings of the metrics, most of tenant ${tenant}: ${why}`,
      fix: fix(view, tenant),
    };
  },
});

/** Place where stages of the agents are written. */
const inProcessing = ({ setup }: View): string => (setup.found ? ' in a stage of the agents' : ' in alloy.processing');

const noOrg = inLog(
  'no-org',
  {
    ...{ id: 'distributor-no-tenant', hop: 'distributor', isMild: true },
    cause: 'a client reaches Loki around the gateway, or without the header X-Scope-OrgID',
  },
  {
    says: () => 'no org id',
    fix: () => [
      'send the header X-Scope-OrgID with the name of a tenant, to the gateway: in a datasource as httpHeaderName1',
    ],
  },
);

const unreadable = inLog(
  'push-unreadable',
  {
    ...{ id: 'distributor-unreadable', hop: 'distributor', isMild: true },
    cause: 'a client pushes what Loki cannot read: body and its headers Content-Type or Content-Encoding do not agree',
  },
  {
    says: (detail) => detail,
    fix: () => [
      'application/json may be sent as it is or with Content-Encoding: gzip; application/x-protobuf is compressed with snappy, and has no Content-Encoding',
    ],
  },
);

const runtimeConfig: Fault = {
  id: 'limits-refused',
  hop: 'distributor',
  isMild: true,
  cause:
    'Loki refuses the file with the limits of tenants: changes have no effect, and a pod that restarts does not come back',
  find: (view) => {
    const gauge = 'loki_runtime_config_last_reload_successful';
    const refused = view.snapshot.metrics.filter((scrape) => view.sum([scrape], gauge) === 0);
    const lines = view.lokiLogs('runtime-config').filter((entry) => !view.hasLoaded(entry, gauge));
    const first = refused[0] ?? lines[0];
    if (!first) return undefined;
    return {
      // A pod that starts with such a file ends.
      isMild: refused.length > 0 || view.isServed(first.component),
      evidence:
        refused.length > 0
          ? `${first.pod} could not load the limits of tenants`
          : `the limits of tenants are refused: ${linesOf(lines)}`,
      fix: [
        `kubectl logs --namespace ${first.namespace} ${first.pod} --tail 100 | grep -iE 'runtime config|load config'`,
        ...check(view),
        view.setup.deliver,
      ],
    };
  },
};

const config: Fault = {
  id: 'loki-config',
  hop: 'distributor',
  cause: 'Loki refuses its configuration, so its pods do not start',
  find: (view) => {
    const lines = view.logs('loki-config').filter(({ component }) => component !== 'gateway' && component !== 'agent');
    if (lines.length === 0) return undefined;
    const [first] = lines;
    return {
      evidence: `the configuration is refused: ${linesOf(lines)}`,
      fix: [
        `kubectl logs --namespace ${first?.namespace} ${first?.pod} --previous --tail 5`,
        ...check(view),
        view.setup.deliver,
      ],
    };
  },
};

const panics: Fault = {
  id: 'loki-panic',
  hop: 'distributor',
  isMild: true,
  cause: 'a request kills its handler: a fault of Loki',
  find: (view) => {
    const grown = view.snapshot.metrics.filter((scrape) => view.grown([scrape], 'loki_panic_total') > 0);
    // A pod that is not ready ended with it, and says so in its state.
    const known = view.logs('panic-of-patterns').map(({ pod }) => pod);
    const lines = view.logs('panic').filter((entry) => view.isOfReady(entry) && !known.includes(entry.pod));
    if (grown.length === 0 && lines.length === 0) return undefined;
    const pod = grown[0] ?? lines[0];
    return {
      evidence: grown.length > 0 ? `loki_panic_total of ${pod?.pod} grows` : `panic: ${linesOf(lines)}`,
      fix: [`kubectl logs --namespace ${pod?.namespace} ${pod?.pod} --since 10m | grep -A 20 panic`],
    };
  },
};

const patterns: Fault = inLog(
  'panic-of-patterns',
  {
    ...{ id: 'loki-start-order', hop: 'distributor', isMild: true },
    cause:
      'a distributor ended with its first lines: at its start Loki made what sends them to pattern ingesters before the settings of tenants, by chance',
  },
  {
    says: () => 'panic in the sender to pattern ingesters',
    fix: (view) => [
      ...(view.setup.found ? ['write -target=tenant-configs,distributor in the args of the distributor'] : []),
      view.setup.deliver,
    ],
  },
);

/** Faults of distributors, and of the limits of tenants. */
export const DISTRIBUTOR_FAULTS: readonly Fault[] = [
  config,
  runtimeConfig,
  discards(
    { id: 'limit-rate', cause: 'a tenant sends more than its rate; agents keep the lines and try again' },
    REASONS.rate,
    (view, tenant) => [
      ...ofEnvironment(view, `raise environments.${view.setup.name}.volume, from which the rates follow`),
      raiseLimits(view, tenant, 'ingestion_rate_mb: …, ingestion_burst_size_mb: …'),
    ],
  ),
  discards(
    { id: 'limit-streams', cause: 'a tenant has more streams than its limit: a label has too many values' },
    REASONS.streams,
    (view, tenant) => [
      `logcli series '{}' --analyze-labels`,
      `turn the label with the most values into structured metadata${inProcessing(view)}`,
      raiseLimits(view, tenant, 'max_global_streams_per_user: …'),
    ],
  ),
  discards(
    { id: 'limit-labels', cause: 'lines have more labels, or longer ones, than Loki takes: they are lost' },
    REASONS.labels,
    (view, tenant) => [
      `drop labels${inProcessing(view)}, or make them structured metadata`,
      raiseLimits(view, tenant, 'max_label_names_per_series: …'),
    ],
  ),
  discards(
    { id: 'limit-age', cause: 'lines are too old, or their time is in the future: they are lost' },
    REASONS.age,
    (view, tenant) => [
      'the clock of the node, or the time that a stage of the agents reads from lines, is wrong',
      raiseLimits(view, tenant, "reject_old_samples_max_age: '…'"),
    ],
  ),
  discards(
    {
      id: 'limit-order',
      isMild: true,
      cause:
        'lines come long after others of their stream: several senders share its labels, or one sends again what it had sent',
    },
    REASONS.order,
    (view) => [
      `give each sender a label of its own${inProcessing(view)}, such as instance`,
      `a stream takes lines up to half of ingester.max_chunk_age behind its newest one: ${field(view, 'loki.config', 'max_chunk_age')}`,
    ],
  ),
  discards(
    {
      id: 'limit-broken-labels',
      cause: 'a client pushes streams without labels, or with labels that Loki cannot read',
    },
    REASONS.broken,
    (view) => [
      warningsOf(view, 'distributor'),
      `a stage of the agents or a client of yours makes labels with two values or a wrong name`,
    ],
  ),
  discards(
    { id: 'limit-enforced', cause: 'lines lack a label that Loki was told to demand: they are lost' },
    REASONS.enforced,
    (view, tenant) => [
      `set the label${inProcessing(view)}`,
      `or leave it out of ${field(view, `loki.tenantLimits: { ${JSON.stringify(tenant)}: { enforced_labels: […] } }`, 'enforced_labels')}`,
    ],
  ),
  discards({ id: 'limit-body', cause: 'a push is larger than Loki takes: its lines are lost' }, REASONS.body, () => [
    'lower the size of the batches of that client: batch_size of Alloy, max_request_size of an OTLP exporter',
  ]),
  discards(
    { id: 'limit-blocked', cause: 'pushes of a tenant are blocked: its lines are lost' },
    REASONS.blocked,
    (view, tenant) => [
      `leave block_ingestion_until and block_ingestion_policy_until out of ${field(view, `loki.tenantLimits: { ${JSON.stringify(tenant)}: … }`, 'overrides')}`,
    ],
  ),
  discards(
    { id: 'limit-line', cause: 'lines are longer than Loki takes: they are lost' },
    REASONS.line,
    (view, tenant) => [raiseLimits(view, tenant, "max_line_size: '…', max_line_size_truncate: true")],
  ),
  discards(
    {
      id: 'limit-metadata',
      cause: 'lines have more structured metadata than Loki takes, or it takes none: they are lost',
    },
    REASONS.metadata,
    (view, tenant) => [raiseLimits(view, tenant, "allow_structured_metadata: true, max_structured_metadata_size: '…'")],
  ),
  discards({ id: 'limit-other', cause: 'Loki refuses lines' }, OTHER_REASONS, (view) => [
    warningsOf(view, 'distributor'),
  ]),
  noOrg,
  unreadable,
  panics,
  patterns,
];
