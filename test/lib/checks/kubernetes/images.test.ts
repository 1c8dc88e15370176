import { type Parts, type Loose, describeRules } from '../harness';
import { IMAGE_RULES } from '../../../../lib/checks/kubernetes/images';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const pod = (parts: Parts): Loose => parts.pod('Deployment', 'loki-overrides-exporter');
const container = (parts: Parts): Loose => pod(parts)['containers'][0];

describeRules(IMAGE_RULES, [
  {
    rule: 'K8S-IMAGE-1',
    breaks: (parts) => (container(parts)['image'] = 'docker.io/grafana/loki:latest'),
    finds: [`${CONTAINER}.image: 'docker.io/grafana/loki:latest' names no version; write the tag of a version`],
  },
  {
    rule: 'K8S-IMAGE-1',
    breaks: (parts) => {
      for (const name of ['loki-overrides-exporter', 'loki-querier', 'loki-distributor']) {
        parts.pod('Deployment', name)['containers'][0]['image'] = 'mirror:5000/loki';
      }
    },
    finds: [
      "Deployment loki/loki-distributor spec.template.spec.containers[distributor].image: 'mirror:5000/loki' names no version, here and in 2 other containers; write the tag of a version",
    ],
  },
]);
