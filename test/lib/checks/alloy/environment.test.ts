import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { alloyObjects } from './setup';
import { discovery, OWN, WRITE } from './texts';
import { type Parts, type Loose, type Case, describeRules } from '../harness';
import { ENVIRONMENT_RULES } from '../../../../lib/checks/alloy/environment';

const AT = 'ConfigMap alloy/alloy config.alloy';
const CONTAINER = 'DaemonSet alloy/alloy spec.template.spec.containers[alloy]';
const container = (parts: Parts): Loose => parts.pod('DaemonSet', 'alloy')['containers'][0];

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

describeRules(ENVIRONMENT_RULES, [
  {
    rule: 'ALLOY-NODE-1',
    breaks: (parts) => (container(parts)['env'] = []),
    finds: [`${CONTAINER}.env: has no NODE_NAME, which config.alloy reads; set NODE_NAME from the field spec.nodeName`],
  },
  {
    rule: 'ALLOY-NODE-1',
    breaks: edit('cluster = "prod"', 'cluster = coalesce(env("CLUSTER"), sys.env("SITE"))'),
    finds: [`${CONTAINER}.env: has no SITE, which config.alloy reads; set SITE`],
  },
  {
    rule: 'ALLOY-NODE-2',
    breaks: edit('"spec.nodeName=" + sys.env("NODE_NAME")', '"spec.nodeName=" + constants.hostname'),
    finds: [
      `${AT} discovery.kubernetes.pods selectors.field: constants.hostname is the name of the pod in DaemonSet alloy/alloy, not the name of the node; use sys.env("NODE_NAME")`,
    ],
  },
  {
    rule: 'ALLOY-NODE-2',
    breaks: (parts) => (container(parts)['env'][0].valueFrom.fieldRef.fieldPath = 'metadata.name'),
    finds: [
      `${AT} discovery.kubernetes.pods selectors.field: NODE_NAME is the field metadata.name in DaemonSet alloy/alloy, not the name of the node; set NODE_NAME from the field spec.nodeName, and use sys.env("NODE_NAME")`,
    ],
  },
]);

test('the advice is the variable that the container has', () => {
  const env = [
    { name: 'MY_NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'CLUSTER', value: 'a' },
  ];
  const files = `${discovery('pod', OWN)}${WRITE.replace('url', 'tenant_id = sys.env("CLUSTR")\n url')}`;
  const subject = { manifests: new Manifests(alloyObjects({ files, container: { env } }) as Manifest[]) };
  expect(ENVIRONMENT_RULES.flatMap((rule) => rule.check(subject)).map(({ fix }) => fix)).toEqual([
    'read MY_NODE in its place, or set NODE_NAME from the field spec.nodeName',
    'read CLUSTER in its place, or set CLUSTR',
  ]);
});
