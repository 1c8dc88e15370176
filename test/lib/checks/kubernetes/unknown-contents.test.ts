import { type Loose, Parts } from '../harness';

/** Ids and paths of findings about references and policies that a change of prod adds. */
function added(change: (parts: Parts) => void): string[] {
  const parts = new Parts('prod');
  const before = new Set(parts.findings);
  change(parts);
  const isMeant = (finding: string) => !before.has(finding) && /^K8S-(REFERENCE|POLICY)/.test(finding);
  return parts.findings.filter(isMeant).map((finding) => finding.split(':')[0] as string);
}

/** Lets Loki's distributor read the key `b` of a Secret with this data. */
const readingSecret = (data: Loose | undefined) => (parts: Parts) => {
  parts.objects.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'extra', namespace: 'loki' }, data });
  const [container] = parts.pod('Deployment', 'loki-distributor')['containers'];
  container.env = [...(container.env ?? []), { name: 'B', valueFrom: { secretKeyRef: { name: 'extra', key: 'b' } } }];
};

test('a Secret with one other key lacks the key', () => {
  expect(added(readingSecret({ a: 'eA==' }))).toEqual([
    expect.stringMatching(/^K8S-REFERENCE-2 Deployment loki\/loki-dist/),
  ]);
});

test.each([
  ['no data', undefined],
  ['empty data', {}],
  ['the key', { b: 'eA==' }],
])('a Secret with %s may have the key', (_what, data) => {
  expect(added(readingSecret(data))).toEqual([]);
});

test('a policy for all pods may stand in a namespace whose pods come from elsewhere', () => {
  const deny = (podSelector: Loose) => (parts: Parts) => {
    const metadata = { name: 'deny', namespace: 'grafana' };
    parts.objects.push({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: { podSelector, policyTypes: ['Ingress'] },
    });
  };
  expect(added(deny({}))).toEqual([]);
});
