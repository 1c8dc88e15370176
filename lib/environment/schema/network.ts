import { podLabels } from '../../../charts/kubernetes/validate';
import { type RulerEgress, targetKey } from '../../../charts/loki/ruler-egress';
import type { NetworkProps } from '../props';
import { port } from './bounds';
import { cidr } from './cluster';
import { boolean, list, must, objectOf, setOf, validatedTexts } from './fields';
import { namespace } from './names';

const target = must(
  objectOf<RulerEgress>(
    'a target',
    "{ port: 9093, namespace: 'monitoring' }",
  )({
    port: port('9093'),
    cidr: cidr.optional(),
    namespace: namespace.optional(),
  }),
  (value) => value.cidr === undefined || value.namespace === undefined,
  { wrong: 'has both cidr and namespace', fix: 'keep one of them, or write two targets' },
);

/** The network. */
export const NETWORK_SCHEMA = objectOf<NetworkProps>(
  'an object',
  "{ clientNamespaces: ['tools'] }",
)({
  policies: boolean().optional(),
  metricsNamespaces: setOf(list(namespace, "'monitoring'")).optional(),
  metricsPods: validatedTexts(podLabels).optional(),
  rulerEgress: setOf(list(target), targetKey).optional(),
  clientNamespaces: setOf(list(namespace, "'tools'")).optional(),
});
