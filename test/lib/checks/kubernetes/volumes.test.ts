import { type Parts, type Loose, describeRules } from '../harness';
import { VOLUME_RULES } from '../../../../lib/checks/kubernetes/volumes';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const pod = (parts: Parts): Loose => parts.pod('Deployment', 'loki-overrides-exporter');
const container = (parts: Parts): Loose => pod(parts)['containers'][0];

describeRules(VOLUME_RULES, [
  {
    rule: 'K8S-MOUNT-1',
    breaks: (parts) => container(parts)['volumeMounts'].push({ name: 'cache', mountPath: '/cache' }),
    finds: [
      `${CONTAINER}.volumeMounts[cache]: 'cache' is not a volume of the pod; use one of config, runtime-config, tmp, data`,
    ],
  },
  {
    rule: 'K8S-MOUNT-2',
    breaks: (parts) => pod(parts)['volumes'].push({ name: 'cache', emptyDir: {} }),
    finds: [`${POD}.volumes[cache]: 'cache' is not mounted by any container; mount it, or remove it`],
  },
  {
    rule: 'K8S-MOUNT-3',
    breaks: (parts) => {
      pod(parts)['volumes'].push({ name: 'cache', emptyDir: {} });
      container(parts)['volumeMounts'].push({ name: 'cache', mountPath: '/tmp' });
    },
    finds: [`${CONTAINER}.volumeMounts: 'tmp' and 'cache' are both mounted at /tmp; mount one of them elsewhere`],
  },
]);
