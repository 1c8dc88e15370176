import { environment, library, lines } from '../../app/loki-logging/doors';

const PARTS = ['loki', 'alloy', 'grafana'] as const;
const RESERVED = [
  ['kube-system', 'belongs to Kubernetes itself'],
  ['kube-public', 'belongs to Kubernetes itself'],
  ['kube-node-lease', 'belongs to Kubernetes itself'],
  ['kube-anything', 'belongs to Kubernetes itself'],
  ['default', 'is where objects go that name no namespace'],
  ['amazon-guardduty', 'belongs to AWS'],
  ['aws-observability', 'belongs to AWS'],
] as const;

describe('a namespace of others is refused through both doors', () => {
  test.each(RESERVED)('%s', (name, wrong) => {
    const canary = { namespace: name };
    const fields = { ...Object.fromEntries(PARTS.map((part) => [part, { namespace: name }])), canary };
    const properties = { ...Object.fromEntries(PARTS.map((part) => [`${part}Namespace`, name])), canary };
    const fix = (part: string) => `${name} ${wrong}; use another, such as ${part}`;
    expect(lines(environment(fields)).sort()).toEqual(
      [...PARTS.map((part) => `${part}.namespace: ${fix(part)}`), `canary.namespace: ${fix('loki-canary')}`]
        .map((line) => `environments.team.${line}`)
        .sort(),
    );
    expect(lines(() => library(properties)).sort()).toEqual(
      [...PARTS.map((part) => `${part}Namespace: ${fix(part)}`), `canary.namespace: ${fix('loki-canary')}`]
        .map((line) => `Stack/Logging.${line}`)
        .sort(),
    );
  });
});

test('pods of such a namespace may be clients and scrape metrics', () => {
  const network = { clientNamespaces: ['kube-system'], metricsNamespaces: ['amazon-cloudwatch'] };
  expect(lines(environment({ network }))).toEqual([]);
  expect(lines(() => library(network))).toEqual([]);
});

test('Loki and Grafana may share a namespace', () => {
  const [loki, grafana] = [{ namespace: 'monitoring' }, { namespace: 'monitoring' }];
  expect(lines(environment({ loki, grafana }))).toEqual([]);
  expect(lines(() => library({ lokiNamespace: 'monitoring', grafanaNamespace: 'monitoring' }))).toEqual([]);
});
