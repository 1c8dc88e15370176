import { counted } from '../../../../../charts/input/counted';
import {
  atHub,
  check,
  elsewhere,
  field,
  gatewayEndpoints,
  gatewayService,
  logsOf,
  networkPolicies,
  ofEnvironment,
  podsOf,
  restartGateway,
  workloadOf,
} from '../../commands';
import type { Fault } from '../../fault';
import type { ReaderAnswer } from '../../snapshot';
import { linesOf, samplesOf, type View } from '../../view';
import { answers, BEFORE } from './answers';
import { arePast, inLog } from '../in-log';
import { isLimit, isManyTenants, isTimeout, QUERY_LIMIT_FAULTS } from './limits';
import { PART_FAULTS } from './parts';

/** Steps that need the cluster of Loki, which may be another one. */
const answering = (view: View, ...steps: readonly string[]): string[] =>
  view.setup.remote ? [atHub(view)] : [...steps];

const noQuerier: Fault = {
  id: 'query-no-querier',
  hop: 'query',
  cause: 'no querier takes queries from the scheduler: all of them wait',
  find: (view) => {
    const schedulers = view.scrapes('query-scheduler');
    const connected = view.sum(schedulers, 'loki_query_scheduler_connected_querier_clients');
    // Queriers that are not ready have a fault of their own.
    if (connected !== 0 || !view.isServed('querier')) return undefined;
    return {
      evidence: '0 queriers are connected to the scheduler, and pods of queriers are ready',
      fix: [
        logsOf(view, 'querier'),
        `kubectl rollout restart --namespace ${view.setup.lokiNamespace} ${workloadOf(view, 'querier')}`,
      ],
    };
  },
};

const nothing: Fault = {
  id: 'query-empty',
  hop: 'query',
  cause: 'queries are answered, and find no line of the last hour',
  follows: ['identity', 'buckets', 'node', 'agent', 'gateway', 'distributor', 'ingester', 'store'],
  find: (view) => {
    const { snapshot } = view;
    const answered = snapshot.answers.filter(({ status, lines }) => status === 200 && lines !== undefined);
    const empty = answered.filter(({ lines }) => lines === 0);
    const [first] = empty;
    // A tenant may be quiet; that all are is a fault.
    if (!first || empty.length < answered.length) return undefined;
    return {
      evidence: `${empty
        .map(({ tenant }) => `tenant ${tenant}`)
        .filter((one, index, all) => all.indexOf(one) === index)
        .join(', ')} has 0 lines of the last hour`,
      fix: [
        ...ofEnvironment(view, `npx eks-loki smoke ${view.setup.name}`),
        `look for ${view.setup.found ? 'stages of the agents' : 'entries of alloy.processing'} that drop lines or give them another tenant`,
      ],
    };
  },
};

const rulesFailing: Fault = {
  id: 'rules-failing',
  hop: 'query',
  isMild: true,
  cause: 'alert or recording rules cannot be evaluated',
  follows: BEFORE,
  find: (view) => {
    const rulers = view.scrapes('ruler');
    const failed = rulers.flatMap(({ samples }) =>
      samples.filter(({ name, grown = 0 }) => name === 'loki_prometheus_rule_evaluation_failures_total' && grown > 0),
    );
    const lines = view.logs('rule-failed', 'ruler');
    if (failed.length === 0 && lines.length === 0) return undefined;
    const evidence =
      failed.length > 0
        ? `rules of group ${failed[0]?.labels['rule_group']} fail`
        : `a rule cannot be evaluated: ${linesOf(lines)}`;
    return { evidence, fix: [`${logsOf(view, 'ruler')} | grep -i rule`, ...check(view)] };
  },
};

const rulesRefused: Fault = {
  id: 'rules-refused',
  hop: 'query',
  isMild: true,
  cause: 'the ruler refuses a file of rules, so changes of rules have no effect for any tenant',
  find: (view) => {
    const gauge = 'loki_ruler_config_last_reload_successful';
    const refused = view
      .scrapes('ruler')
      // A series is of a tenant: one that is refused is enough.
      .filter((scrape) => samplesOf(scrape, gauge).some(({ value }) => value === 0));
    const lines = [
      ...view.logs('rules-refused', 'ruler').filter((entry) => !view.hasLoaded(entry, gauge)),
      // Rules that cannot be listed change no metric.
      ...view.logs('rules-unlisted', 'ruler'),
    ];
    if (refused.length === 0 && lines.length === 0) return undefined;
    const evidence =
      refused.length > 0 ? `${refused[0]?.pod} could not load rules` : `rules are refused: ${linesOf(lines)}`;
    return {
      isPast: refused.length === 0 && arePast(view, lines),
      evidence,
      fix: [...check(view), `${logsOf(view, 'ruler')} | grep -i rule`],
    };
  },
};

const alertsUnsent: Fault = {
  id: 'alerts-unsent',
  hop: 'query',
  isMild: true,
  cause: 'the ruler does not reach the Alertmanager: alerts are not sent',
  find: (view) => {
    const rulers = view.scrapes('ruler');
    const failed =
      view.grown(rulers, 'loki_prometheus_notifications_errors_total') +
      view.grown(rulers, 'loki_prometheus_notifications_dropped_total');
    const lines = view.logs('alertmanager', 'ruler');
    if (failed === 0 && lines.length === 0) return undefined;
    return {
      evidence:
        failed > 0
          ? `${counted(failed, 'alert')} not sent between two readings of the metrics`
          : `alerts are not sent${lines[0]?.detail === undefined ? '' : `: ${lines[0].detail}`}: ${linesOf(lines)}`,
      fix: [
        `check ${field(view, 'loki.alertmanagerUrl, and that network.rulerEgress admits it', 'ruler.alertmanager_url')}`,
        networkPolicies(view),
      ],
    };
  },
};

const isRefused = ({ status = 0 }: ReaderAnswer): boolean =>
  status >= 400 && status < 500 && ![401, 403, 404, 405, 429].includes(status);

const isGatewayError = ({ status }: ReaderAnswer): boolean => status === 502 || status === 503 || status === 504;

/** Faults of queries and of rules. */
export const QUERY_FAULTS: readonly Fault[] = [
  noQuerier,
  ...PART_FAULTS,
  ...QUERY_LIMIT_FAULTS,
  answers(
    {
      id: 'query-password',
      cause: 'the gateway refuses the password of a reader: it differs from the one that is stored',
    },
    (answer) => answer.status === 401 && !isManyTenants(answer),
    (view) =>
      view.setup.remote
        ? [`the password of ${view.setup.remote.reader} is that of ${elsewhere(view)}`, atHub(view)]
        : [restartGateway(view), 'then restart Grafana, which reads the password when it starts'],
  ),
  answers(
    { id: 'query-tenant', cause: 'the gateway does not know a tenant of a reader' },
    ({ status }) => status === 403,
    (view, { tenant }) =>
      view.setup.remote
        ? [`${elsewhere(view)} must have tenant ${tenant}`, atHub(view)]
        : [view.setup.deliver, restartGateway(view)],
  ),
  answers(
    { id: 'query-path', cause: 'another program than the gateway of this Loki answers', follows: ['gateway'] },
    ({ status }) => status === 404 || status === 405,
    (view) => (view.setup.remote ? [atHub(view)] : [gatewayService(view), view.setup.deliver]),
  ),
  answers(
    { id: 'query-limited', cause: 'queries of a tenant are limited' },
    (answer) => answer.status === 429 && !isLimit(answer),
    (view, { tenant }) =>
      view.setup.remote
        ? [atHub(view)]
        : [
            `raise ${field(view, `loki.tenantLimits: { ${JSON.stringify(tenant)}: { max_query_parallelism: … } }`, 'max_query_parallelism')}, or the number of queriers`,
          ],
  ),
  answers(
    { id: 'query-refused', cause: 'Loki refuses the query of a reader' },
    (answer) => isRefused(answer) && !isLimit(answer),
    (view) => answering(view, logsOf(view, 'query-frontend')),
  ),
  answers(
    {
      id: 'query-unserved',
      cause: 'no component behind the gateway answers queries in time',
      follows: BEFORE,
    },
    (answer) => isGatewayError(answer) && !isTimeout(answer),
    (view) =>
      answering(view, podsOf(view, 'query-frontend', 'query-scheduler', 'querier'), logsOf(view, 'query-frontend')),
  ),
  answers(
    { id: 'query-errors', cause: 'Loki answers queries with errors', follows: BEFORE },
    (answer) => (answer.status ?? 0) >= 500 && !isGatewayError(answer) && !isTimeout(answer),
    (view) => answering(view, logsOf(view, 'query-frontend'), logsOf(view, 'querier')),
  ),
  answers(
    {
      id: 'query-unreachable',
      cause: 'the gateway cannot be reached, or does not answer in time',
      follows: BEFORE,
    },
    ({ status }) => status === undefined,
    (view) => answering(view, gatewayEndpoints(view), logsOf(view, 'gateway')),
  ),
  inLog(
    'remote-write',
    {
      ...{ id: 'rules-remote-write', hop: 'query', isMild: true },
      cause: 'the ruler cannot write samples of recording rules to its Prometheus: they are lost',
    },
    {
      of: 'ruler',
      says: (detail) => detail,
      fix: (view) => [
        `check ${field(view, 'loki.ruler.remoteWrite: its URL, and password or role', 'ruler.remote_write')}; 401 and 403 concern the credentials, 404 and 405 the path`,
        networkPolicies(view),
      ],
    },
  ),
  rulesRefused,
  rulesFailing,
  alertsUnsent,
  nothing,
];
