import { environment, library, lines } from './doors';

describe('environments and LokiLogging refuse the same values of the fields they share, in the same words', () => {
  test.each<[string, object, string[]]>([
    [
      'the domain of Services',
      { clusterDomain: 'svc.cluster.local' },
      [
        "clusterDomain: svc.cluster.local begins with svc, which is before the domain in a Service's name; write 'cluster.local'",
      ],
    ],
    ['a misspelt image', { images: { memcache: 'a:1' } }, ['images.memcache: not a key; did you mean memcached?']],
    [
      'a registry with a scheme',
      { registry: 'https://mirror' },
      [
        "registry: https://mirror is not a registry; write its host and path without https:// and without a slash at the end, such as '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror'",
      ],
    ],
    [
      'a registry with a slash at its end',
      { registry: 'mirror.example.com/' },
      [
        "registry: mirror.example.com/ is not a registry; write its host and path without https:// and without a slash at the end, such as '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror'",
      ],
    ],
    [
      'a pull secret that is not a name',
      { imagePullSecrets: ['My Secret'] },
      [
        'imagePullSecrets[0]: My Secret is not a valid Kubernetes name; use lower-case letters, digits, hyphens and dots',
      ],
    ],
    ['a misspelt part', { workloads: { ingestor: {} } }, ['workloads.ingestor: not a part; did you mean ingester?']],
    [
      'a part that is nothing like one',
      { workloads: { prometheus: {} } },
      [
        expect.stringMatching(
          /^workloads\.prometheus: not a part; the parts are loki, distributor, .*, alloy, alloy-events(, alloy-[a-z]+)*$/,
        ),
      ] as unknown as string[],
    ],
    [
      'no CPU',
      { workloads: { ingester: { resources: { cpu: 0 } } } },
      ['workloads.ingester.resources.cpu: 0 is not a number of at least 0.01 and at most 256; write one such as 0.5'],
    ],
    [
      'half a MiB',
      { workloads: { alloy: { resources: { memoryMiB: 300.5 } } } },
      [
        'workloads.alloy.resources.memoryMiB: 300.5 is not a whole number of at least 64 and at most 1048576; write one such as 512',
      ],
    ],
    [
      'a priority class that is not a name',
      { workloads: { loki: { priorityClassName: 'High!' } } },
      [
        'workloads.loki.priorityClassName: High! is not a valid Kubernetes name; use lower-case letters, digits, hyphens and dots',
      ],
    ],
    [
      'a class of Kubernetes that does not exist',
      { workloads: { loki: { priorityClassName: 'system-critical' } } },
      [
        'workloads.loki.priorityClassName: system-critical is no class of Kubernetes, which keeps names with system- to itself; use system-cluster-critical or system-node-critical, or another name',
      ],
    ],
    [
      'an annotation that is known at deploy time only',
      { annotations: { a: '${Token[TOKEN.12]}' } },
      [
        'annotations.a: a value that is known at deploy time only has no place in manifests, which are written before; write it as plain text',
      ],
    ],
    [
      'an annotation with a bell',
      { workloads: { loki: { annotations: { a: 'x\u0007' } } } },
      ['workloads.loki.annotations.a: x\\u0007 has a control character; leave it out'],
    ],
    ['annotations of several lines', { annotations: { a: '{\n\t"b": 1\n}' } }, []],
    [
      'a wrong key beside a wrong value',
      { workloads: { loki: { nodeSelector: { pool: 1, 'kubernetes.io/os': 'windows' } } } },
      [
        "workloads.loki.nodeSelector.pool: 1 is not a string; write one such as 'platform'",
        'workloads.loki.nodeSelector: {"pool":1,"kubernetes.io/os":"windows"} selects windows, and all images are for Linux; leave kubernetes.io/os out',
      ],
    ],
    [
      'a node selector that is a text',
      { workloads: { loki: { nodeSelector: 'pool=logs' } } },
      ["workloads.loki.nodeSelector: pool=logs is not an object; write one such as { pool: 'logs' }"],
    ],
    [
      'nodes of Windows',
      { workloads: { alloy: { nodeSelector: { 'kubernetes.io/os': 'windows' } } } },
      [
        'workloads.alloy.nodeSelector: {"kubernetes.io/os":"windows"} selects windows, and all images are for Linux; leave kubernetes.io/os out',
      ],
    ],
    [
      'a toleration without a key',
      { workloads: { loki: { tolerations: [{ effect: 'NoSchedule' }] } } },
      [
        `workloads.loki.tolerations[0]: {"effect":"NoSchedule"} has no key; write the key of the taint, or operator: 'Exists' to tolerate all taints`,
      ],
    ],
    [
      'a toleration of any value that compares one',
      { workloads: { loki: { tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] } } },
      [
        'workloads.loki.tolerations[0]: {"key":"a","operator":"Exists","value":"b"} compares a value, and Exists tolerates any; leave out one of the two',
      ],
    ],
    [
      'seconds of a taint that evicts nobody',
      { workloads: { loki: { tolerations: [{ key: 'a', tolerationSeconds: 9 }] } } },
      [
        `workloads.loki.tolerations[0]: {"key":"a","tolerationSeconds":9} has tolerationSeconds, which only NoExecute uses; write effect: 'NoExecute', or leave them out`,
      ],
    ],
    [
      'a misspelt effect',
      { workloads: { loki: { tolerations: [{ key: 'a', effect: 'NoScedule' }] } } },
      [
        'workloads.loki.tolerations[0].effect: NoScedule is not one of NoSchedule, PreferNoSchedule, NoExecute; did you mean NoSchedule?',
      ],
    ],
    [
      'a misspelt affinity',
      { workloads: { loki: { affinity: { nodeAfinity: {} } } } },
      ['workloads.loki.affinity.nodeAfinity: not a key; did you mean nodeAffinity?'],
    ],
    [
      'an affinity without terms',
      {
        workloads: {
          loki: {
            affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
          },
        },
      },
      [
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: [] is empty; write a term, or leave the affinity out',
      ],
    ],
    [
      'requirements that the API server refuses',
      {
        workloads: {
          loki: {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    {
                      matchExpressions: [
                        { key: 'pool', operator: 'In' },
                        { key: 'pool', operator: 'NotIn', values: [] },
                        { key: 'pool', operator: 'Exists', values: ['logs'] },
                        { key: 'cores', operator: 'Gt', values: ['many'] },
                        { key: 'cores', operator: 'Lt', values: ['4', '8'] },
                        { key: 'pool', operator: 'In', values: ['a b'] },
                      ],
                      matchFields: [
                        { key: 'metadata.name', operator: 'In', values: ['a', 'b'] },
                        { key: 'pool', operator: 'In', values: ['a'] },
                      ],
                    },
                  ],
                },
              },
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  {
                    topologyKey: 'zone',
                    labelSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn' }] },
                    namespaceSelector: {
                      matchExpressions: [{ key: 'app', operator: 'DoesNotExist', values: ['shop'] }],
                    },
                    namespaces: ['A'],
                  },
                ],
              },
            },
          },
        },
      },
      [
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0]: {"key":"pool","operator":"In"} compares with no value; write values: [\'logs\'], or operator: \'Exists\'',
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1]: {"key":"pool","operator":"NotIn","values":[]} compares with no value; write values: [\'logs\'], or operator: \'Exists\'',
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2]: {"key":"pool","operator":"Exists","values":["logs"]} has values, and its operator compares with none; leave out the values',
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3]: {"key":"cores","operator":"Gt","values":["many"]} does not compare with one whole number; write one, such as values: [\'4\']',
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[4]: {"key":"cores","operator":"Lt","values":["4","8"]} does not compare with one whole number; write one, such as values: [\'4\']',
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[5].values[0]: a b is not a valid label value; use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends',
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0]: {"key":"metadata.name","operator":"In","values":["a","b"]} does not compare with one name; write one, such as values: [\'node-1\']',
        'workloads.loki.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[1].key: pool is not one of metadata.name; write one of them',
        'workloads.loki.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0]: {"key":"app","operator":"NotIn"} compares with no value; write values: [\'logs\'], or operator: \'Exists\'',
        'workloads.loki.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaceSelector.matchExpressions[0]: {"key":"app","operator":"DoesNotExist","values":["shop"]} has values, and its operator compares with none; leave out the values',
        'workloads.loki.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaces[0]: A is not a valid namespace name; use at most 63 lower-case letters, digits and hyphens',
      ],
    ],
    [
      'a Secret for images twice',
      { imagePullSecrets: ['registry', 'registry'] },
      ['imagePullSecrets[1]: registry occurs twice; write it once'],
    ],
    [
      'CPU in two places',
      { workloads: { ingester: { resources: { cpu: 2 } } }, sizes: { ingester: { cpu: 1 } } },
      ['workloads.ingester.resources.cpu: is set beside loki.sizes.ingester.cpu; keep one of the two'],
    ],
    [
      'a label that selectors use',
      { labels: { 'app.kubernetes.io/name': 'mine' } },
      [
        'labels: {"app.kubernetes.io/name":"mine"} has the key app.kubernetes.io/name, which other objects depend on; leave it out',
      ],
    ],
    [
      'a label with a value Kubernetes refuses',
      { labels: { team: 'a b' } },
      [
        'labels.team: a b is not a valid label value; use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends',
      ],
    ],
    [
      'a label as a number',
      { workloads: { loki: { labels: { cost: 7 } } } },
      ["workloads.loki.labels.cost: 7 is not a string; write one such as 'platform'"],
    ],
    [
      'a key Kubernetes refuses',
      { labels: { 'a b': 'x' } },
      [`labels: {"a b":"x"} has the key 'a b', which Kubernetes does not accept; write one such as 'team'`],
    ],
    [
      'a key that is empty',
      { annotations: { '': 'x' } },
      [`annotations: {"":"x"} has an empty key, which Kubernetes does not accept; write one such as 'team'`],
    ],
    [
      'an annotation that rolls pods',
      { workloads: { alloy: { annotations: { 'checksum/config': 'x' } } } },
      [
        'workloads.alloy.annotations: {"checksum/config":"x"} has the key checksum/config, which other objects depend on; leave it out',
      ],
    ],
    [
      'an annotation that gives a role',
      { annotations: { 'eks.amazonaws.com/role-arn': 'x' } },
      [
        'annotations: {"eks.amazonaws.com/role-arn":"x"} has the key eks.amazonaws.com/role-arn, which other objects depend on; leave it out',
      ],
    ],
    [
      'a domain with a dot at its end',
      { clusterDomain: 'cluster.local.' },
      ["clusterDomain: cluster.local. is not a DNS domain; write one such as 'cluster.local'"],
    ],
    [
      'a domain that is read as an address',
      { clusterDomain: 'k8s.1' },
      ["clusterDomain: k8s.1 ends in a number, and no name of DNS does; write one such as 'cluster.local'"],
    ],
    [
      'everything at once',
      { registry: 'a b', imagePullSecrets: 'x', workloads: { x: {} }, labels: [], clusterDomain: '' },
      [
        expect.stringMatching(/^registry: a b is not/),
        "imagePullSecrets: x is not a list; write one such as ['registry']",
        "labels: [] is not an object; write one such as { team: 'platform' }",
        expect.stringMatching(/^clusterDomain: '' is not/),
        expect.stringMatching(/^workloads\.x: not a part/),
      ],
    ],
  ])('%s', (_what, { sizes, ...props }: { sizes?: unknown }, expected) => {
    const of = (owner: string) => expected.map((line) => (typeof line === 'string' ? `${owner}.${line}` : line));
    const withoutOwner = (owner: string, found: readonly string[]) =>
      expected.map((line, index) => (typeof line === 'string' ? found[index] : found[index]?.slice(owner.length + 1)));
    const env = lines(environment({ ...props, loki: { sizes } }));
    expect(withoutOwner('environments.team', env)).toEqual(of('environments.team'));
    expect(env).toHaveLength(expected.length);
    const lib = lines(() => library({ ...props, sizes }));
    // The library has this field under a name of its own.
    const named = of('Stack/Logging').map((line) =>
      typeof line === 'string' ? line.replace('loki.sizes', 'sizes') : line,
    );
    expect(withoutOwner('Stack/Logging', lib)).toEqual(named);
    expect(lib).toHaveLength(expected.length);
  });
});
