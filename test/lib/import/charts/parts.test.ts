import { imported, keyOf } from '../helpers';

test('pods of write, read and backend are those of the components that they become', () => {
  const result = imported(`
deploymentMode: SimpleScalable
loki: { storage: { type: s3 }, podLabels: { a: one, b: two } }
defaults: { podLabels: { b: three }, tolerations: [{ key: all, operator: Exists }] }
global: { priorityClassName: high }
write: { nodeSelector: { role: logs }, persistence: { storageClass: gp3 } }
read: { tolerations: [{ key: logs, operator: Exists }] }
backend: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: Exists }] }] } } } }
`);
  const affinity = { nodeAffinity: expect.anything() as unknown };
  const tolerations = [{ key: 'logs', operator: 'Exists' }];
  expect(result.problems).toEqual([]);
  expect(result.environment['workloads']).toEqual({
    loki: {
      labels: { a: 'one', b: 'three' },
      priorityClassName: 'high',
      tolerations: [{ key: 'all', operator: 'Exists' }],
    },
    distributor: { nodeSelector: { role: 'logs' } },
    ingester: { nodeSelector: { role: 'logs' } },
    querier: { tolerations },
    queryFrontend: { tolerations },
    compactor: { affinity },
    indexGateway: { affinity },
    queryScheduler: { affinity },
    ruler: { affinity },
  });
  expect(result.environment['cluster']).toMatchObject({ existing: { storageClass: 'gp3' } });
  expect(keyOf(result, 'write.nodeSelector.role')).toMatchObject({
    class: 'taken',
    to: 'workloads.distributor.nodeSelector',
    note: 'and workloads.ingester.nodeSelector',
  });
});

test('pods of one process are those of all components, and a volume that is off has no StorageClass', () => {
  const { environment } = imported(
    'deploymentMode: SingleBinary\nloki: { storage: { type: s3 } }\nsingleBinary: { replicas: 1, nodeSelector: { a: b }, persistence: { enabled: false, storageClass: x } }\n',
  );
  expect(environment['workloads']).toEqual({ loki: { nodeSelector: { a: 'b' } } });
  expect(JSON.stringify(environment['cluster'])).not.toContain('storageClass');
});

test.each([
  ['singleBinary', 'deploymentMode: SingleBinary\nsingleBinary: { replicas: 1, service: { type: LoadBalancer } }\n'],
  ['read', 'read: { replicas: 1, service: { type: NodePort } }\n'],
  ['distributor', 'deploymentMode: Distributed\ndistributor: { replicas: 1, service: { type: LoadBalancer } }\n'],
  ['gateway', 'deploymentMode: SingleBinary\ngateway: { service: { type: NodePort } }\n'],
])('a Service of %s for clients outside is a question', (part, text) => {
  const result = imported(text, { kind: 'loki' });
  expect(keyOf(result, `${part}.service.type`)).toMatchObject({ class: 'decision', to: 'expose' });
  expect(result.decisions.map(({ field }) => field)).toContain('expose');
});

test('keys of the pods of a group say what becomes of each', () => {
  const result = imported(
    'write: { replicas: 3, extraArgs: [-ingester.max-chunk-age=1h], extraVolumes: [{ name: a }], resources: { requests: { cpu: 1 } } }\n',
    { kind: 'loki' },
  );
  expect(keyOf(result, 'write.extraArgs[0]').class).toBe('decision');
  expect(keyOf(result, 'write.extraVolumes[0].name').note).toContain('customize');
  expect(keyOf(result, 'write.resources.requests.cpu')).toMatchObject({ class: 'differs', to: 'volume' });
});
