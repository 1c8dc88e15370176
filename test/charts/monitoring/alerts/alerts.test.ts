import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALERT_GROUPS,
  ALERT_NAMES,
  alertsOf,
  CANARY_GROUPS,
  KAFKA_GROUPS,
  LABELS_OF_ALERTS,
} from '../../../../charts/monitoring/alerts/alerts';
import { INVENTORY, keptNames } from '../../../../charts/monitoring/keep';
import { ruleGroups } from '../../../../charts/monitoring/rules';
import { yamlOf } from '../../../../charts/kubernetes/yaml';
import { runbooksMarkdown } from '../../../../scripts/generate-runbooks';
import { ROOT } from '../../../helpers/cli';
import { describeWith, program } from '../../../helpers/programs';
import { CASES } from './cases';
import { groupedBy, selectorsOf } from './promql';

const source = (component: string) => ({ namespace: 'loki', name: 'loki', component, port: 3100 });
const FACTS = { cluster: 'dev', loki: 'loki', alloy: 'alloy', gigabytesPerDay: 50, passwordSecret: 'loki-credentials' };
const GROUPS = ruleGroups({
  ...FACTS,
  sources: [
    ...['distributor', 'ingester'].map(source),
    { ...source('canary'), name: 'loki-canary' },
    { namespace: 'alloy', name: 'alloy', component: 'kafka', port: 12345 },
  ],
});
const RULES = GROUPS.flatMap(({ rules }) => rules);
const ALERTS = [...ALERT_GROUPS, ...CANARY_GROUPS, ...KAFKA_GROUPS].flatMap((group) =>
  alertsOf(group, { ...FACTS, jobs: ['loki/distributor'] }),
);

/** Metrics of others, with their labels. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  kube_daemonset_status_desired_number_scheduled: ['daemonset'],
  kube_daemonset_status_number_ready: ['daemonset'],
  kube_secret_created: ['secret'],
  kubelet_volume_stats_available_bytes: ['persistentvolumeclaim'],
  kubelet_volume_stats_capacity_bytes: ['persistentvolumeclaim'],
  up: [],
};

/** Labels that scraping gives to every series. */
const SCRAPED = ['cluster', 'namespace', 'job', 'pod', 'container', 'instance'];

/** Names whose series have the tenant under another label, in an expression that renames it. */
const RENAMED = ['tenant'];

test('docs/runbooks.md is generated, and has a place for every alert', () => {
  const text = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8');
  expect(text).toBe(runbooksMarkdown());
  const places = [...text.matchAll(/^### (.*)$/gm)].map(([, name = '']) => name);
  expect(places.sort()).toEqual([...ALERT_NAMES].sort());
});

test('every alert has a name and a case of its own', () => {
  expect(new Set(ALERT_NAMES).size).toBe(ALERT_NAMES.length);
  expect(Object.keys(CASES).sort()).toEqual([...ALERT_NAMES].sort());
  expect(RULES.map(({ alert }) => alert).sort()).toEqual([...ALERT_NAMES].sort());
});

test.each(RULES.map((rule) => [rule.alert, rule] as const))(
  '%s reads only metrics and labels that exist',
  (_name, { expr }) => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    const labelsOf = (metric: string) => [...SCRAPED, ...(OTHERS[metric] ?? INVENTORY[metric]?.labels ?? [])];
    for (const { metric, labels } of selectors) {
      expect([metric, metric in OTHERS || metric in INVENTORY]).toEqual([metric, true]);
      expect([metric, labels.filter((label) => !labelsOf(metric).includes(label))]).toEqual([metric, []]);
    }
    const known = [...RENAMED, ...selectors.flatMap(({ metric }) => labelsOf(metric))];
    expect(groupedBy(expr).filter((label) => !known.includes(label))).toEqual([]);
  },
);

test.each(ALERTS.map((alert) => [alert.name, alert] as const))(
  '%s says what its labels have',
  (_name, { expr, summary, why, first }) => {
    const shown = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
    const groups = [...groupedBy(expr), ...selectorsOf(expr).flatMap(({ labels }) => labels)];
    const isGrouped = groupedBy(expr).length > 0;
    expect(shown.filter((label) => isGrouped && !groups.includes(label ?? ''))).toEqual([]);
    for (const text of [why, first]) expect(text).toMatch(/[.:)`]$/);
  },
);

test.each(RULES.map((rule) => [rule.alert, rule] as const))(
  '%s reads series of its cluster only: a Prometheus may have several',
  (_name, { expr }) => {
    const own = selectorsOf(expr).filter(({ metric }) => metric === 'up' || !(metric in OTHERS));
    expect(own.filter(({ labels }) => labels.filter((label) => label === 'cluster').length !== 1)).toEqual([]);
    expect([...expr.matchAll(/cluster="([^"]*)"/g)].map(([, cluster]) => cluster)).toEqual(
      own.map(() => FACTS.cluster),
    );
  },
);

test('labels in which an alert differs from others of its name are known, so that no label of a user replaces them', () => {
  const inner = ['cluster', 'le', 'sha256'];
  const labels = new Set([
    ...['pod', 'container', 'instance'],
    ...RULES.flatMap(({ expr }) => groupedBy(expr)),
    ...Object.values(OTHERS).flat(),
  ]);
  expect([...LABELS_OF_ALERTS].sort()).toEqual([...labels].filter((label) => !inner.includes(label)).sort());
});

test('an alert that reads metrics of others says so', () => {
  const reads = (expr: string) =>
    selectorsOf(expr).some(({ metric }) => metric.startsWith('kube')) ? 'others' : undefined;
  expect(ALERTS.filter(({ expr, from }) => (reads(expr) !== undefined) !== (from !== undefined))).toEqual([]);
});

test('the metrics that are stored are those that alerts and dashboards read', () => {
  const read = new Set(RULES.flatMap(({ expr }) => selectorsOf(expr).map(({ metric }) => metric)));
  expect([...read].filter((metric) => !(metric in OTHERS) && !(metric in INVENTORY))).toEqual([]);
});

/** Cluster in the rules, in the place of which each alert gets one of its own. */
const PLACE = 'dev';

/**
 * Test of promtool: each alert fires at the time of its case, or none does. The series of each have a cluster of their own,
 * so that all are in one test.
 */
function testOf(names: readonly string[], every: string, fires: boolean): object {
  const cases = names.map((name) => [name, CASES[name] as (typeof CASES)[string]] as const);
  return {
    interval: every,
    input_series: cases.flatMap(([name, each]) =>
      Object.entries(fires ? each.fires : each.silent).map(([series, values]) => ({
        series: series.replace(`cluster="${PLACE}"`, `cluster="${name}"`),
        values,
      })),
    ),
    promql_expr_test: cases.map(([name, { at }]) => ({
      expr: `count(ALERTS{alertname="${name}", cluster="${name}", alertstate="firing"})`,
      eval_time: at,
      exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
    })),
  };
}

describeWith(['promtool'], 'with promtool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-alerts-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Output of promtool, without the lines of what is right. */
  const promtool = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(program('promtool'), args, { cwd: folder, encoding: 'utf8' });
    return { status, text: `${stdout}${stderr}` };
  };

  test('Prometheus accepts the rules', () => {
    writeFileSync(join(folder, 'alerts.yaml'), yamlOf({ groups: GROUPS }));
    const checked = promtool('check', 'rules', 'alerts.yaml');
    expect(checked).toEqual({ status: 0, text: expect.stringContaining(`${RULES.length} rules found`) as string });
  });

  /** Output of promtool for all cases, which fire or do not. */
  const outcome = (fires: boolean) => {
    const intervals = [...new Set(Object.values(CASES).map(({ every = '1m' }) => every))];
    const files = intervals.map((every) => {
      const rules = RULES.filter(({ alert }) => (CASES[alert]?.every ?? '1m') === every).map((rule) => ({
        ...rule,
        expr: rule.expr.replaceAll(`cluster="${PLACE}"`, `cluster="${rule.alert}"`),
      }));
      const names = rules.map(({ alert }) => alert);
      const [ruleFile, testFile] = [`rules-${every}.json`, `test-${every}-${fires}.json`];
      writeFileSync(join(folder, ruleFile), JSON.stringify({ groups: [{ name: 'all', rules }] }));
      const tests = [testOf(names, every, fires)];
      writeFileSync(
        join(folder, testFile),
        JSON.stringify({ rule_files: [ruleFile], evaluation_interval: every, tests }),
      );
      return testFile;
    });
    const { status, text } = promtool('test', 'rules', ...files);
    return { status, failures: text.split('\n').filter((line) => !/SUCCESS|^Unit Testing|^\s*$/.test(line)) };
  };

  test('each alert fires at its case', () => {
    expect(outcome(true)).toEqual({ status: 0, failures: [] });
  });

  test('each alert is silent where all is well', () => {
    expect(outcome(false)).toEqual({ status: 0, failures: [] });
  });
});

test('alerts on Kafka, and their metrics, are there with a consumer only', () => {
  const names = (component: string) =>
    ruleGroups({ ...FACTS, sources: [{ namespace: 'alloy', name: 'alloy', component, port: 12345 }] }).map(
      ({ name }) => name,
    );
  expect(names('kafka').filter((name) => !names('events').includes(name))).toEqual(['alloy-kafka']);
  const kept = (hasKafka: boolean) => keptNames({ from: 'alloy' }, hasKafka)?.split('|') ?? [];
  expect(kept(true).filter((name) => !kept(false).includes(name))).toEqual([
    'otelcol_exporter_in_flight_requests',
    'otelcol_exporter_queue_size',
    'otelcol_exporter_sent_log_records_total',
    'otelcol_kafka_receiver_offset_lag_ratio',
  ]);
});
