import { JsonPatch } from 'cdk8s';
import { NEW_CLUSTER_RULES } from '../../../../lib/checks/aws/new-cluster';
import { checkEnvironment } from '../../../../lib/checks/check';
import { renderCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { describeRules } from '../harness';

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

describeRules(NEW_CLUSTER_RULES, [
  {
    rule: 'CLUSTER-NAMESPACE-1',
    breaks: (parts) => {
      const labels = { 'app.kubernetes.io/managed-by': 'cdk-eks-loki' };
      for (const metadata of [
        { name: 'a', namespace: 'monitoring', labels },
        { name: 'b', namespace: 'monitoring', labels },
        { name: 'of-others', namespace: 'apps' },
      ]) {
        parts.objects.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
      }
    },
    finds: [
      'ConfigMap monitoring/a metadata.namespace: monitoring is a namespace that no manifest creates; add a Namespace of this name',
    ],
  },
  {
    rule: 'CLUSTER-STORAGE-1',
    breaks: (parts) => {
      const [claim] = parts.object('StatefulSet', 'loki-ruler')['spec'].volumeClaimTemplates;
      claim.spec.storageClassName = 'fast';
    },
    finds: [
      'StatefulSet loki/loki-ruler spec.volumeClaimTemplates[data].spec.storageClassName: fast is a StorageClass that no manifest creates; use gp3, or add the StorageClass',
    ],
  },
]);

/** Findings of the rules about an environment whose ruler has volumes of a class. */
function found(storageClass: string, more: Partial<EnvironmentProps> = {}): string[] {
  const environment = resolveEnvironment('dev', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
    customize: (charts) => {
      const path = '/spec/volumeClaimTemplates/0/spec/storageClassName';
      charts.object('StatefulSet', 'loki-ruler').addJsonPatch(JsonPatch.replace(path, storageClass));
    },
    ...more,
  });
  return checkEnvironment(renderCharts(environment))
    .findings.filter(({ rule }) => /^CLUSTER-(NAMESPACE|STORAGE)-1$/.test(rule.id))
    .map(({ path }) => path);
}

test('classes that EKS or somebody else may make are right', () => {
  expect(found('fast')).toEqual([expect.stringContaining('StatefulSet loki/loki-ruler')]);
  expect(found('gp2')).toEqual([]);
  expect(found('fast', { customizeStack: () => undefined })).toEqual([]);
  expect(found('fast', { cluster: { existing: { name: 'team', oidcIssuer: ISSUER } } })).toEqual([]);
});
