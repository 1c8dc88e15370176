import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERT_GROUPS, alertsOf, CANARY_GROUPS, KAFKA_GROUPS } from '../charts/monitoring/alerts/alerts';
import type { Alert, AlertGroup } from '../charts/monitoring/alerts/alert';
import { prose } from './prose';

/** Facts of the environment of the examples. */
const CONTEXT = {
  ...{ cluster: 'prod', loki: 'loki', alloy: 'alloy', jobs: ['loki/ingester'], gigabytesPerDay: 50 },
  passwordSecret: 'loki-credentials',
};

/** The text of docs/runbooks.md. */
export function runbooksMarkdown(): string {
  const groups = [...ALERT_GROUPS, ...CANARY_GROUPS, ...KAFKA_GROUPS];
  const count = groups.flatMap((group) => alertsOf(group, CONTEXT)).length;
  return [
    '# Runbooks',
    '',
    '<!-- Generated from charts/monitoring/alerts/ by `npm run generate`. -->',
    '',
    `${count} alerts, each with why it matters and what to do first. [Monitoring](how-to/monitoring.md) says how to switch them on.`,
    'A **critical** alert loses lines or queries now, a **warning** will, an **info** costs money. Expressions are shown for the cluster',
    '`prod`, Loki in the namespace `loki` and Alloy in `alloy`, with 50 GB a day; NAMESPACE and POD are labels of the alert.',
    ...groups.flatMap(section),
    '',
  ].join('\n');
}

function section(group: AlertGroup): string[] {
  return ['', `## ${group.title}`, ...alertsOf(group, CONTEXT).flatMap(entry)];
}

function entry(alert: Alert): string[] {
  const { name, severity, summary, why, first, expr, from } = alert;
  const after = alert.for === undefined ? 'at once' : `after ${alert.for}`;
  return [
    '',
    `### ${name}`,
    '',
    `**${severity}**, ${after} · ${plain(summary)}`,
    '',
    prose(`Why: ${why}`),
    '',
    prose(`First: ${first}`),
    ...(from === undefined ? [] : ['', `It reads metrics of ${from}, and is silent without them.`]),
    '',
    '```promql',
    expr,
    '```',
  ];
}

/** Summary without the language of templates. */
function plain(summary: string): string {
  return summary
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '<$1>')
    .replaceAll(/\{\{ \$value(?: \| \w+)? \}\}/g, '<value>')
    .replaceAll(/<(\w+)>/g, '_$1_')
    .replaceAll(/`_(\w+)_`/g, '_$1_');
}

if (require.main === module) {
  writeFileSync(join(__dirname, '../docs/runbooks.md'), runbooksMarkdown());
}
