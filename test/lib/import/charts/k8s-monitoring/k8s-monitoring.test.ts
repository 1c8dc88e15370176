import { imported, importedFixture, keyOf } from '../../helpers';

test('version 2: pods, journal, events and the tenant', () => {
  const result = importedFixture('k8s-monitoring-2.yaml');
  expect(result.environment).toMatchObject({
    cluster: { existing: { name: 'shop-eu' } },
    tenants: ['shop'],
    alloy: {
      pods: { namespaces: { include: ['shop', 'cart'] } },
      processing: [
        { stages: 'stage.decolorize {}' },
        { sources: ['events'], exceptNamespaces: ['shop'], drop: { matching: ['.'] } },
      ],
      journal: { maxAge: '8h', units: { keep: ['kubelet.service'] } },
    },
  });
  // No namespace that is included is excluded by it.
  expect(keyOf(result, 'podLogs.excludeNamespaces[0]').class).toBe('impossible');
  expect(keyOf(result, 'clusterMetrics.enabled')).toMatchObject({
    class: 'impossible',
    note: expect.stringContaining('not about logs') as string,
  });
  expect(keyOf(result, 'podLog.enabled')).toMatchObject({
    class: 'ignored',
    note: 'the chart has no such key; it belongs to podLogs',
  });
  expect(keyOf(result, 'destinations[1].type').note).toBe('of the type prometheus: only Loki takes lines here');
});

test('version 1: a Loki elsewhere is a destination', () => {
  const { environment, decisions } = importedFixture('k8s-monitoring-1.yaml');
  expect(environment['alloy']).toMatchObject({
    pods: { from: 'api', namespaces: { exclude: ['kube-system'] } },
    destinations: [
      { name: 'logs-example-net', loki: { url: 'https://logs.example.net', tenant: '4711', username: '4711' } },
    ],
  });
  expect(decisions.some(({ field }) => field.startsWith('alloy.destinations'))).toBe(true);
});

test('keys of features of metrics, and of destinations of other types, are keys of the chart', () => {
  const { keys } = imported(`cluster: { name: shop }
clusterMetrics: { enabled: true, controlPlane: { enabled: true }, node-exporter: { metricsTuning: { includeMetrics: [a] } } }
applicationObservability: { receivers: { otlp: { grpc: { enabled: true } } }, connectors: { spanLogs: { enabled: true } } }
destinations: [{ name: traces, type: otlp, url: 'http://tempo:4318', tls: { insecure: true }, traces: { enabled: true } }]
podLogs: { enabled: true, podLabels: { a: b } }
`);
  expect(keys.filter((key) => key.class === 'ignored').map(({ path }) => path)).toEqual(['podLogs.podLabels.a']);
});

test('pods that version 4 reads in two ways are not limited to those of one', () => {
  const result = imported(`cluster: { name: a }
podLogsViaLoki: { enabled: true, excludeNamespaces: [argocd] }
podLogsViaKubernetesApi: { enabled: true, namespaces: [karpenter] }
`);
  expect(result.environment['alloy']).toEqual({ pods: { namespaces: { exclude: ['argocd'] } } });
  expect(keyOf(result, 'podLogsViaKubernetesApi.namespaces[0]')).toMatchObject({
    class: 'decision',
    to: 'alloy.pods.fargate',
  });
  expect(result.decisions.map(({ field }) => field)).toContain('alloy.pods.fargate');
  const one = (text: string) => imported(`cluster: { name: a }\n${text}\n`).environment['alloy'];
  expect(one('podLogsViaKubernetesApi: { enabled: true, namespaces: [karpenter] }')).toEqual({
    pods: { from: 'api', namespaces: { include: ['karpenter'] } },
  });
  expect(one('podLogsViaLoki: { enabled: false }\npodLogsViaKubernetesApi: { enabled: true }')).toEqual({
    pods: { from: 'api' },
  });
});

const classesOf = (text: string, ...paths: string[]) => {
  const result = imported(`cluster: { name: a }\n${text}\n`);
  return paths.map((path) => keyOf(result, path).class);
};

test('stages of the only destination are for all lines, and those of one of several are asked for', () => {
  const loki = (name: string) =>
    `{ name: ${name}, type: loki, url: 'http://${name}/loki/api/v1/push', logProcessingStages: 'stage.decolorize { }' }`;
  const { environment } = imported(
    `cluster: { name: a }\ndestinations: [${loki('one')}]\npodLogs: { enabled: true }\n`,
  );
  expect(environment['alloy']).toEqual({ processing: [{ sources: ['*'], stages: 'stage.decolorize { }' }] });
  const key = 'destinations[0].logProcessingStages';
  expect(classesOf(`destinations: [${loki('one')}, ${loki('two')}]\npodLogs: { enabled: true }`, key)).toEqual([
    'decision',
  ]);
  expect(classesOf(`destinations: [${loki('one').replace(/\}$/, ', disabled: true }')}]`, key)).toEqual(['ignored']);
});

test('what chooses or changes lines and has no field is never said to be done', () => {
  const text = `podLogs:
  enabled: true
  labelSelectors: { team: shop }
  secretFilter: { enabled: true }
  staticLabelsFrom: { a: sys.env("A") }
  nodeLabels: { nodePool: true }
clusterEvents: { enabled: true, includeReasons: [Pulled] }
alloy-logs: { enabled: true, extraConfig: 'loki.source.file "x" { }' }
dataProcessors: { scrub: { type: custom } }
alloy-metrics: { enabled: true, extraConfig: 'prometheus.scrape "x" { }' }
integrations: { loki: { instances: [{ name: l, logs: { tuning: { dropLogLevels: [debug] } } }] } }`;
  const keys = [
    'dataProcessors.scrub.type',
    ...['labelSelectors.team', 'secretFilter.enabled', 'staticLabelsFrom.a', 'nodeLabels.nodePool'].map(
      (key) => `podLogs.${key}`,
    ),
    ...['clusterEvents.includeReasons[0]', 'alloy-logs.extraConfig', 'alloy-metrics.extraConfig'],
    'integrations.loki.instances[0].logs.tuning.dropLogLevels[0]',
  ];
  expect(classesOf(text, ...keys)).toEqual([
    'impossible',
    ...['impossible', 'decision', 'decision', 'decision'],
    ...['decision', 'impossible', 'impossible', 'decision'],
  ]);
  expect(imported(`cluster: { name: a }\n${text}\n`).effects.map(({ subject }) => subject)).toContain('lines of loki');
});

test('units are expressions of whole names', () => {
  const units = (list: string) =>
    imported(
      `cluster: { name: a }\nnodeLogs: { enabled: true, journal: { units: ${list}, path: /run/log/journal } }\n`,
    );
  expect(units('[kubelet, docker.service, "kube.*"]').environment['alloy']).toEqual({
    journal: { storage: 'volatile', units: { keep: ['kubelet.service', 'docker.service', 'kube*'] } },
  });
  expect(keyOf(units('["a[bc]"]'), 'nodeLogs.journal.units[0]').class).toBe('impossible');
});

test('templates of Alloy are escaped in stages of features, and others are those of Helm', () => {
  const of = (template: string) =>
    imported(`cluster: { name: a }
podLogs:
  enabled: true
  extraLogProcessingStages: |
    stage.template {
      source   = "level"
      template = \`${template}\`
    }
`);
  const { environment } = of('{{ "{{" }} ToLower .Value {{ "}}" }}');
  expect(JSON.stringify(environment['alloy'])).toContain('{{ ToLower .Value }}');
  const helm = of('{{ .Values.x }}');
  expect(keyOf(helm, 'podLogs.extraLogProcessingStages').class).toBe('decision');
  expect(JSON.stringify(helm.environment)).not.toContain('stage');
});

test('events are left out by their reason and their type', () => {
  const { environment } = imported(
    'cluster: { name: a }\nclusterEvents: { enabled: true, excludeReasons: [Pulled, Created], excludeLevels: [Normal] }\n',
  );
  const { processing } = environment['alloy'] as { processing: { sources: string[]; stages: string }[] };
  expect(processing.map(({ sources }) => sources)).toEqual([['events'], ['events']]);
  expect(processing[0]?.stages).toMatch(/^stage\.drop \{\n +source += "reason"\n +expression = "Pulled\|Created"\n\}$/);
  expect(processing[1]?.stages).toContain('"type"');
});

test('files that were read from their end are read from their beginning here, and that is said', () => {
  const of = (text: string) =>
    imported(`cluster: { name: a }\n${text}\n`).effects.some(({ was }) => was === 'from their end');
  expect(of('podLogsViaLoki: { enabled: true }')).toBe(true);
  expect(of('podLogsViaLoki: { enabled: true, onlyGatherNewLogLines: false }')).toBe(false);
  expect(of('podLogs: { enabled: true }')).toBe(false);
});

test('what a Loki elsewhere has in Secrets, and what no destination has, is asked for or refused', () => {
  const text = `destinations:
  logs:
    type: loki
    url: https://logs.example.net/loki/api/v1/push
    tenantIdKey: tenant
    proxyURL: http://proxy:3128
    tls: { insecureSkipVerify: true }
    extraHeaders: { X-Region: eu, X-Api-Key: abcdefgh }
    extraLabelsFrom: { region: sys.env("REGION") }
    auth: { type: basic, usernameKey: user, passwordKey: password, oauth2: { clientId: a } }
podLogs: { enabled: true }`;
  const keys = ['tenantIdKey', 'proxyURL', 'tls.insecureSkipVerify', 'extraHeaders.X-Region', 'extraLabelsFrom.region'];
  const paths = [...keys, 'auth.usernameKey', 'auth.passwordKey', 'auth.oauth2.clientId'].map(
    (key) => `destinations.logs.${key}`,
  );
  expect(classesOf(text, ...paths)).toEqual([
    ...['decision', 'impossible', 'decision', 'taken', 'decision'],
    ...['decision', 'decision', 'impossible'],
  ]);
  const { environment, decisions } = imported(`cluster: { name: a }\n${text}\n`);
  expect(environment['alloy']).toEqual({
    destinations: [
      {
        name: 'logs-example-net',
        loki: { url: 'https://logs.example.net/loki/api/v1/push', headers: { 'X-Region': 'eu' } },
      },
    ],
  });
  expect(decisions.map(({ text: words }) => words)).toContain(
    'values of headers are not copied: write X-Api-Key in headerSecrets',
  );
  // A Loki in the cluster is the one that is replaced.
  expect(classesOf(text.replace('https://logs.example.net', 'http://loki.logs.svc'), ...paths.slice(1, 3))).toEqual([
    'differs',
    'differs',
  ]);
});

test('a token is that of a destination, and each destination has a Secret of its own', () => {
  const { environment } = imported(`cluster: { name: a }
destinations:
  - { name: a, type: loki, url: 'https://a.example.net', auth: { type: basic, username: u, password: abcdefgh } }
  - { name: b, type: loki, url: 'https://b.example.net', auth: { type: bearerToken, bearerToken: abcdefgh } }
podLogs: { enabled: true }
`);
  expect(environment['alloy']).toMatchObject({
    destinations: [
      { loki: { username: 'u', passwordSecret: { name: 'loki-destination', key: 'password' } } },
      { loki: { tokenSecret: { name: 'loki-destination-2', key: 'token' } } },
    ],
  });
});

test('an address that the values do not have is asked for', () => {
  const text = 'destinations: { logs: { type: loki, urlFrom: \'remote.kubernetes.secret.x.data["url"]\' } }';
  expect(classesOf(text, 'destinations.logs.urlFrom')).toEqual(['decision']);
  expect(classesOf('externalServices: { loki: { hostKey: host } }', 'externalServices.loki.hostKey')).toEqual([
    'decision',
  ]);
});

test('namespaces may be expressions, and rules of discovery choose namespaces and set labels', () => {
  const pods = (text: string) => imported(`cluster: { name: a }\npodLogsViaLoki: { enabled: true, ${text} }\n`);
  expect(pods('namespaces: ["team-.*", shop], excludeNamespaces: ["kube-.*", "[ab]+"]').environment['alloy']).toEqual({
    pods: { namespaces: { include: ['team-*', 'shop'] } },
  });
  const rules = imported(`cluster: { name: a }
podLogsViaLoki:
  enabled: true
  extraDiscoveryRules: |
    rule {
      source_labels = ["__meta_kubernetes_namespace"]
      regex         = "production"
      action        = "keep"
    }
    rule {
      target_label = "team"
      replacement  = "shop"
    }
`);
  expect(rules.environment['alloy']).toEqual({
    pods: { namespaces: { include: ['production'] } },
    processing: [{ labels: { team: 'shop' } }],
  });
});

test('labels of features are taken one by one', () => {
  const { environment } = imported(
    `cluster: { name: a }\npodLogs: { enabled: true, staticLabels: { site: lab, zone: '{{ .Values.zone }}' } }\n`,
  );
  expect(environment['alloy']).toEqual({ processing: [{ labels: { site: 'lab' } }] });
});

test('sources that the chart reads by default are no news', () => {
  const news = (text: string) =>
    imported(`cluster: { name: a }\n${text}\n`).effects.find(({ subject }) => subject === 'sources')?.is ?? '';
  expect(news('externalServices: { loki: { host: http://loki } }')).not.toMatch(/pods|events/);
  expect(news('externalServices: { loki: { host: http://loki } }\nlogs: { enabled: false }')).toMatch(/pods.*events/);
  expect(news('podLogsViaOpenTelemetry: { enabled: true }')).not.toContain('pods');
});

test('pods that asked not to be read by an annotation are named', () => {
  const asks = (text: string) =>
    imported(`cluster: { name: a }\n${text}\n`).effects.find(({ subject }) => subject.startsWith('pods that ask'))?.was;
  expect(asks('podLogsViaLoki: { enabled: true }')).toContain('logs.grafana.com/pods.enabled');
  expect(asks('podLogsViaLoki: { enabled: true, annotationSelector: acme/logs }')).toContain('acme/logs');
  expect(asks('podLogs: { enabled: true }')).toBeUndefined();
});

test('pods of a collector of logs alone have their size and place here', () => {
  const of = (others: string) =>
    imported(`cluster: { name: a }
podLogsViaLoki: { enabled: true, collector: logs }
${others}
collectors: { logs: { alloy: { resources: { requests: { cpu: 200m } } }, controller: { nodeSelector: { a: b } } } }
`).environment['workloads'];
  expect(of('')).toEqual({ alloy: { resources: { cpu: 0.2 }, nodeSelector: { a: 'b' } } });
  expect(of('clusterMetrics: { enabled: true, collector: logs }')).toBeUndefined();
});

test('destinations of a map, processors, remote configurations and metadata of any name are accounted for', () => {
  const text = `destinationsMap: { far: { type: loki, url: 'https://logs.example.net/loki/api/v1/push' } }
podLogsViaLoki: { enabled: true, structuredMetadata: { node_role: node_role } }
nodeLogs: { enabled: true, dataProcessors: [ec2] }
collectors: { logs: { remoteConfig: { enabled: true, url: https://fleet.example.net } } }`;
  const keys = ['destinationsMap.far.url', 'podLogsViaLoki.structuredMetadata.node_role'];
  expect(classesOf(text, ...keys, 'nodeLogs.dataProcessors[0]', 'collectors.logs.remoteConfig.url')).toEqual([
    ...['taken', 'differs'],
    ...['impossible', 'impossible'],
  ]);
  expect(imported(`cluster: { name: a }\n${text}\n`).environment['alloy']).toMatchObject({
    destinations: [{ name: 'logs-example-net' }],
  });
});
