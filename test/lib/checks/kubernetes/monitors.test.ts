import { MONITOR_RULES } from '../../../../lib/checks/kubernetes/monitors';
import { describeRules, type Loose, type Parts } from '../harness';

const monitor = (spec: Loose) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'mine', namespace: 'loki' },
  spec,
});
const add = (spec: Loose) => (parts: Parts) => parts.objects.push(monitor(spec));
const LOKI = { matchLabels: { 'app.kubernetes.io/name': 'loki' } };

describeRules(MONITOR_RULES, [
  {
    rule: 'K8S-MONITOR-1',
    also: ['CLUSTER-OPERATOR-1'],
    breaks: add({ selector: { matchLabels: { app: 'loki' } }, podMetricsEndpoints: [{ port: 'http-metrics' }] }),
    finds: [
      'PodMonitor loki/mine spec.selector: app: loki selects no pods; use the labels of the pods it is meant for',
    ],
  },
  {
    rule: 'K8S-MONITOR-1',
    also: ['CLUSTER-OPERATOR-1'],
    breaks: add({ selector: LOKI, podMetricsEndpoints: [{ port: 'http-metrics' }, { port: 'metrics' }] }),
    finds: [
      'PodMonitor loki/mine spec.podMetricsEndpoints[1].port: none of its pods declares a port metrics; use the name of a port of these pods',
    ],
  },
]);
