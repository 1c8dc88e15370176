import { CLAIM_RULES } from '../../../../lib/checks/kubernetes/claims';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { findingsAfter, findingsOf } from '../../../kubernetes/findings';
import { rightManifests } from '../../../kubernetes/manifests';
import { describeRules, type Loose } from '../harness';

/** A claim, and a volume with it. */
const claimOf = (spec: Loose): Loose => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'loki' },
  spec: { resources: { requests: { storage: '1Gi' } }, ...spec },
});
const VOLUME = { name: 'kept', persistentVolumeClaim: { claimName: 'data' } };

const PATH = 'StatefulSet loki/loki-ingester spec.volumeClaimTemplates[data]';

describeRules(CLAIM_RULES, [
  {
    rule: 'K8S-STATEFULSET-3',
    breaks: (parts) => {
      const [claim] = parts.object('StatefulSet', 'loki-ingester')['spec'].volumeClaimTemplates;
      delete claim.apiVersion;
      delete claim.kind;
    },
    finds: [
      `${PATH}: has no apiVersion and kind, which the API server adds; write apiVersion: v1 and kind: PersistentVolumeClaim; this changes no deployed claim`,
    ],
  },
  {
    rule: 'K8S-STATEFULSET-3',
    breaks: (parts) => {
      const [claim] = parts.object('StatefulSet', 'loki-ingester')['spec'].volumeClaimTemplates;
      delete claim.kind;
    },
    finds: [
      `${PATH}: has no kind, which the API server adds; write kind: PersistentVolumeClaim; this changes no deployed claim`,
    ],
  },
  {
    rule: 'K8S-CLAIM-1',
    breaks: (parts) => {
      const [claim] = parts.object('StatefulSet', 'loki-ingester')['spec'].volumeClaimTemplates;
      Object.assign(claim.spec, { accessModes: ['ReadWriteMany'], storageClassName: 'gp3' });
    },
    finds: [`${PATH}.spec.accessModes: ReadWriteMany, and gp3 is of EBS; use ReadWriteOnce`],
  },
  {
    rule: 'K8S-CLAIM-1',
    breaks: (parts) => {
      parts.objects.push(claimOf({ accessModes: ['ReadOnlyMany'], storageClassName: 'fast' }), {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'fast' },
        provisioner: 'ebs.csi.aws.com',
      });
    },
    finds: ['PersistentVolumeClaim loki/data spec.accessModes: ReadOnlyMany, and fast is of EBS; use ReadWriteOnce'],
  },
  {
    rule: 'K8S-CLAIM-2',
    breaks: (parts) => {
      parts.objects.push(claimOf({ accessModes: ['ReadWriteOnce'] }));
      parts.pod('Deployment', 'loki-querier')['volumes'].push(VOLUME);
      parts.pod('Deployment', 'loki-querier')['containers'][0].volumeMounts.push({ name: 'kept', mountPath: '/kept' });
    },
    finds: [
      'Deployment loki/loki-querier spec.strategy.type: RollingUpdate, and volume kept is for one node; use Recreate',
    ],
  },
]);

describe('claims that are right', () => {
  const found = (claim: Loose, strategy: Loose = {}, image = 'grafana/grafana:12.0.0'): string[] => {
    const objects = [
      claimOf(claim),
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'grafana', namespace: 'loki' },
        spec: { strategy, template: { spec: { containers: [{ name: 'grafana', image }], volumes: [VOLUME] } } },
      },
    ];
    return CLAIM_RULES.flatMap((rule) =>
      rule.check({ manifests: new Manifests(objects as unknown as Manifest[]) }).map(({ path }) => path),
    );
  };

  test('a claim for several nodes, or of a raw volume', () => {
    expect(found({ accessModes: ['ReadWriteMany'], storageClassName: 'efs' })).toEqual([]);
    expect(found({ accessModes: ['ReadWriteMany'], volumeMode: 'Block', storageClassName: 'gp3' })).toEqual([]);
  });

  test('the former pod is gone before another is made', () => {
    expect(found({ accessModes: ['ReadWriteOnce'] })).toEqual(['Deployment loki/grafana spec.strategy.type']);
    expect(found({ accessModes: ['ReadWriteOnce'] }, { type: 'Recreate' })).toEqual([]);
    expect(found({ accessModes: ['ReadWriteOnce'] }, { rollingUpdate: { maxSurge: 0 } })).toEqual([]);
  });

  test('another program', () => {
    expect(found({ accessModes: ['ReadWriteOnce'] }, {}, 'postgres:17')).toEqual([]);
  });
});

/** Another program, with a claim that lacks both fields. */
function database(m: Loose): void {
  const stateful = structuredClone(m['stateful']);
  Object.assign(stateful.metadata, { name: 'database' });
  const { template, selector, volumeClaimTemplates } = stateful.spec;
  Object.assign(stateful.spec, { replicas: 1 });
  template.metadata.labels = selector.matchLabels = { app: 'database' };
  const [container] = template.spec.containers;
  Object.assign(container, { name: 'database', image: 'docker.io/postgres:17.2', args: [] });
  container.volumeMounts = [{ name: 'data', mountPath: '/var/lib/data' }];
  template.spec.volumes = [];
  delete volumeClaimTemplates[0].apiVersion;
  delete volumeClaimTemplates[0].kind;
  m['database'] = stateful;
}

const DATABASE =
  'K8S-STATEFULSET-3 StatefulSet loki/database spec.volumeClaimTemplates[data]: has no apiVersion and kind, which the API server adds';
const ofDatabase = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('K8S-STATEFULSET-3'));

describe('claims of other programs', () => {
  test.each<[string, (m: Loose) => unknown]>([
    ['nothing names Argo CD', () => undefined],
    [
      'another Argo is used',
      (m) => (m['flow'] = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'flow' } }),
    ],
    [
      'Argo CD only knows a cluster',
      (m) => (m['service'].metadata.labels = { 'argocd.argoproj.io/secret-type': 'cluster' }),
    ],
  ])('are left alone where %s', (_, names) => {
    const findings = findingsAfter((m) => {
      database(m);
      names(m);
    });
    expect(ofDatabase(findings)).toEqual([]);
  });

  test.each<[string, (m: Loose) => unknown]>([
    [
      'an Application is among the manifests',
      (m) => (m['app'] = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'logs' } }),
    ],
    [
      'an annotation is for Argo CD',
      (m) => (m['service'].metadata.annotations = { 'argocd.argoproj.io/sync-wave': '1' }),
    ],
    ['a label is of Argo CD', (m) => (m['service'].metadata.labels = { 'argocd.argoproj.io/instance': 'logs' })],
  ])('are found where %s', (_, names) => {
    const findings = findingsAfter((m) => {
      database(m);
      names(m);
    });
    expect(ofDatabase(findings)).toEqual([DATABASE]);
  });
});

test('adding the fields to a deployed StatefulSet is not a change of an immutable field', () => {
  const after = rightManifests();
  const before = structuredClone(after);
  const [claim] = before['stateful'].spec.volumeClaimTemplates;
  delete claim.apiVersion;
  delete claim.kind;
  expect(findingsOf(Object.values(after), Object.values(before))).toEqual([]);
});
