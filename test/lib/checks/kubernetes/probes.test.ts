import { type Parts, type Loose, describeRules } from '../harness';
import { PROBE_RULES } from '../../../../lib/checks/kubernetes/probes';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const pod = (parts: Parts): Loose => parts.pod('Deployment', 'loki-overrides-exporter');
const container = (parts: Parts): Loose => pod(parts)['containers'][0];

describeRules(PROBE_RULES, [
  {
    rule: 'K8S-PROBE-1',
    breaks: (parts) => (container(parts)['readinessProbe'].httpGet.port = 'http'),
    finds: [
      `${CONTAINER}.readinessProbe.httpGet.port: 'http' is not a port of the container; use one of http-metrics, grpc`,
    ],
  },
  {
    rule: 'K8S-PROBE-2',
    breaks: (parts) => (container(parts)['readinessProbe'].httpGet.port = 3101),
    finds: [
      `${CONTAINER}.readinessProbe.httpGet.port: 3101 is not among the ports the container declares; use one of ` +
        'http-metrics, grpc',
    ],
  },
  {
    rule: 'K8S-PROBE-2',
    breaks: (parts) =>
      Object.assign(container(parts), {
        livenessProbe: { tcpSocket: { port: 3101 } },
        startupProbe: { grpc: { port: 3102 } },
        lifecycle: { postStart: { httpGet: { port: 3103 } }, preStop: { tcpSocket: { port: 3104 } } },
      }),
    finds: [
      'livenessProbe.tcpSocket',
      'startupProbe.grpc',
      'lifecycle.postStart.httpGet',
      'lifecycle.preStop.tcpSocket',
    ].map(
      (probe, index) =>
        `${CONTAINER}.${probe}.port: ${3101 + index} is not among the ports the container declares; use one of http-metrics, grpc`,
    ),
  },
  {
    // Another host has ports of its own, and the API server refuses it here.
    rule: 'K8S-PROBE-1',
    also: ['K8S-SECURITY-2'],
    breaks: (parts) => {
      container(parts)['readinessProbe'].httpGet = { port: 'http', host: '10.0.0.1' };
      container(parts)['livenessProbe'] = { httpGet: { port: 'metrics' } };
    },
    finds: [
      `${CONTAINER}.livenessProbe.httpGet.port: 'metrics' is not a port of the container; use one of http-metrics, grpc`,
    ],
  },
]);
