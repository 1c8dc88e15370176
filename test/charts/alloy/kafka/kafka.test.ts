import { Block } from '../../../../charts/alloy/language/syntax';
import { list, object, text } from '../../../../charts/alloy/language/values';
import { makeCharts, objectOf } from '../../../helpers/charts';
import { chartOf, component, objectsOf, ROUTES } from '../helpers';

const BROKERS = ['b-1.kafka:9092', 'b-2.kafka:9192'];
const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1';
const ROLE = 'arn:aws:iam::111122223333:role/alloy';
const of = (kafka: object = {}, more: object = {}) =>
  chartOf({ routes: ROUTES, pipeline: { kafka: { brokers: BROKERS, ...kafka } }, ...more });
const consumer = (kafka: object = {}): string => of(kafka).configs['alloy-kafka'] ?? '';

describe('producers', () => {
  test('every collector sends to Kafka alone', () => {
    const { configs } = of();
    for (const name of ['alloy', 'alloy-events']) {
      expect(configs[name]).toContain('otelcol.exporter.kafka "kafka"');
      expect(configs[name]).not.toContain('loki.write');
    }
  });

  test('lines wait for Kafka without end: every copy acknowledged, no retry the last, a full queue blocks', () => {
    const exporter = component(of().config, 'otelcol.exporter.kafka', 'kafka');
    expect(exporter).toMatch(/required_acks += -1/);
    expect(exporter).toMatch(/max_elapsed_time = "0s"/);
    expect(exporter).toMatch(/block_on_overflow = true/);
    expect(exporter).toMatch(/brokers += \["b-1.kafka:9092", "b-2.kafka:9192"\]/);
  });

  test('a tenant has a topic, and lines without one go to that of the default tenant', () => {
    const { config } = of({ topic: 'loki' });
    expect(component(config, 'otelcol.exporter.kafka', 'kafka')).toContain('topic    = "loki.main"');
    expect(component(config, 'otelcol.processor.transform', 'kafka')).toContain(
      'Concat(["loki.", resource.attributes["__tenant_id__"]], "")',
    );
  });

  test('one partition for all lines of a node; other collectors are named by their pods', () => {
    const { config, configs } = of();
    expect(config).toContain('kafka.writer\\"], \\"" + sys.env("NODE_NAME")');
    expect(configs['alloy-events']).toContain('kafka.writer\\"], \\"" + constants.hostname');
  });

  test('structured metadata travels as labels, with a prefix where a label has the name', () => {
    const { config, configs } = of();
    expect(component(config, 'loki.process', 'pods')).not.toContain('structured_metadata');
    expect(component(config, 'loki.process', 'pods')).toContain('pod = "pod"');
    const events = component(configs['alloy-events'] ?? '', 'loki.process', 'events');
    expect(events).toContain('__metadata_namespace = "namespace"');
    expect(events).toContain('values = ["type", "namespace", "level"]');
  });

  test('names that an expression finds stay labels, and none of them may be a label in Loki', () => {
    const sources = { syslog: { clientNamespaces: ['edge'] } };
    const process = component(of({}, { sources }).configs['alloy-receivers'] ?? '', 'loki.process', 'syslog');
    expect(process).not.toContain('structured_metadata');
    expect(process).not.toContain('sd_');
    expect(() => of({ labels: ['sd_origin_ip'] }, { sources })).toThrow(
      'alloy.syslog: makes structured metadata of names that are not in its values, which Kafka does not carry',
    );
  });

  test('a static label that is metadata becomes a value first', () => {
    const { config } = of({}, { nodeLabel: false });
    expect(component(config, 'loki.process', 'pods')).toContain(`	stage.template {
		source   = "node_name"
		template = sys.env("NODE_NAME")
	}`);
  });

  test('lines of every source of the library keep their labels', () => {
    const from = { clientNamespaces: ['edge'] };
    const sources = {
      ...{ hubble: true, files: [{ name: 'app', paths: ['/var/log/app/*.log'] }], syslog: from },
      firehose: { ...from, accessKey: { secretName: 'firehose' } },
    };
    const { config, configs } = of({}, { sources });
    expect(config).toContain('loki.process "hubble"');
    const kept = component(configs['alloy-kafka'] ?? '', 'otelcol.processor.groupbyattrs', 'kafka_consumer');
    for (const label of ['host', 'log_group', 'component', 'delivery_stream']) expect(kept).toContain(`"${label}"`);
    expect(component(consumer(), 'otelcol.processor.groupbyattrs', 'kafka_consumer')).not.toContain('"host"');
  });

  const sourceWith = (...stages: Block[]) => ({
    name: 'own',
    mounts: [],
    env: [],
    rules: [],
    blocks: () => [new Block('loki.process', 'own').set('forward_to', list()).add(...stages)],
  });

  test('a label that Loki would not take from Kafka is refused, unless it is named', () => {
    const labels = new Block('stage.static_labels').set('values', object({ team: text('shop') }));
    const extraSources = [sourceWith(labels)];
    expect(() => of({}, { extraSources })).toThrow(
      "alloy.extraSources.own: the label team is not among those that Loki takes from Kafka; add 'team' to alloy.kafka.labels",
    );
    expect(of({ labels: ['team'] }, { extraSources }).configs['alloy-kafka']).toContain('"team"');
  });

  test('metadata by a regular expression that a value may have is refused', () => {
    const extraSources = [
      sourceWith(
        new Block('stage.json').set('expressions', object({ xyz: text('') })),
        new Block('stage.structured_metadata').set('regex', text('x.*')),
      ),
    ];
    expect(() => of({}, { extraSources })).toThrow(
      'alloy.extraSources.own: makes structured metadata of names that are not in its values, which Kafka does not carry; name each one in values',
    );
  });
});

describe('labels of the node', () => {
  const both = (nodeLabels: object, kafka: object = {}) =>
    chartOf({ pipeline: { kafka: { brokers: BROKERS, ...kafka }, nodeLabels } });

  test('are the last hop before Kafka, of every source', () => {
    const { config, configs } = both({ zone: true });
    expect(component(config, 'loki.process', 'node')).toContain('forward_to = [otelcol.receiver.loki.kafka.receiver]');
    for (const source of ['pods', 'journal', 'audit', 'cloud_init']) {
      expect(component(config, 'loki.process', source)).toContain('forward_to = [loki.process.node.receiver]');
    }
    expect(config).not.toContain('loki.write');
    for (const name of ['alloy-events', 'alloy-kafka']) expect(configs[name]).not.toContain('loki.process "node"');
  });

  test('that are metadata travel as labels, with a prefix where a label has the name', () => {
    const labels = ['example.com/team'];
    const node = component(both({ zone: true, nodePool: 'metadata', labels }).config, 'loki.process', 'node');
    expect(node).not.toContain('structured_metadata');
    expect(node).toMatch(/zone += array.concat/);
    expect(node).toMatch(/source += "node_pool"\n\t\ttemplate = array.concat\(.*\)\[0\]\["node_pool"\]/);
    expect(node).toMatch(/__metadata_node_pool += "node_pool"/);
    expect(node).toMatch(/\texample_com_team += "example_com_team"/);
    expect(node).toContain('values = ["node_pool"]');
  });

  test('of your own that are labels are refused, unless Loki takes them from Kafka', () => {
    const nodeLabels = { labels: [{ key: 'tier', name: 'node_tier', as: 'label' }] };
    expect(() => both(nodeLabels)).toThrow(
      "alloy.nodeLabels: the label node_tier is not among those that Loki takes from Kafka; add 'node_tier' to alloy.kafka.labels",
    );
    const { configs } = both(nodeLabels, { labels: ['node_tier'] });
    expect(component(configs['alloy-kafka'] ?? '', 'otelcol.processor.groupbyattrs', 'kafka_consumer')).toContain(
      '"node_tier"',
    );
  });

  test('count with the label cluster, which lines get on their way', () => {
    const names = Array.from({ length: 14 }, (_, index) => `own_${index}`);
    const labels = names.map((name) => ({ key: name, name, as: 'label' }));
    expect(() => both({ labels }, { labels: names })).toThrow(
      /alloy\.nodeLabels: lines of pods would have \d+ labels.* cluster,/,
    );
  });
});

describe('the consumer', () => {
  test('marks a message once Loki has answered, and tries again without end', () => {
    const config = consumer();
    const receiver = component(config, 'otelcol.receiver.kafka', 'kafka_consumer');
    expect(receiver).toContain('after_execution = true');
    expect(receiver).not.toContain('include_unsuccessful');
    expect(receiver).toMatch(/initial_offset += "earliest"/);
    expect(receiver).toContain('topics   = ["logs.main", "logs.team-a", "logs.team-b"]');
    const exporter = component(config, 'otelcol.exporter.otlphttp', 'kafka_consumer');
    expect(exporter).toContain('sending_queue {\n\t\tenabled = false');
    expect(exporter).toMatch(/max_elapsed_time = "0s"/);
    expect(config).not.toContain('loki.write');
  });

  test('is a Deployment that reaches the ports of the brokers and the gateway', () => {
    const pipeline = { kafka: { brokers: BROKERS, consumers: 3 } };
    const { Deployment, NetworkPolicy } = objectsOf({ pipeline }, 'alloy-kafka');
    expect(Deployment.spec.replicas).toBe(3);
    expect(NetworkPolicy.spec.egress.flatMap(({ ports }: { ports: { port: number }[] }) => ports)).toEqual(
      expect.arrayContaining([
        { port: 9092, protocol: 'TCP' },
        { port: 9192, protocol: 'TCP' },
        { port: 8080, protocol: 'TCP' },
      ]),
    );
    expect(NetworkPolicy.spec.ingress).toBeUndefined();
  });

  test('Loki and the gateway know the labels and the topics', () => {
    const charts = makeCharts({}, { alloyPipeline: { kafka: { brokers: BROKERS, topic: 'loki', labels: ['team'] } } });
    expect(charts.loki.config.distributor?.otlp_config?.default_resource_attributes_as_index_labels).toEqual(
      expect.arrayContaining(['namespace', 'node_name', 'cluster', 'team', 'service.name']),
    );
    const conf = (objectOf(charts, 'ConfigMap', 'loki-gateway').data as Record<string, string>)['nginx.conf'];
    expect(conf).toContain('"loki.platform" "platform";\n    "loki.apps" "apps";');
    expect(conf).toContain('error_page 400 413 = @kafka-refused;');
  });

  test('the gateway takes tenants that are keywords of nginx', () => {
    const kafka = { brokers: BROKERS };
    const charts = makeCharts({ tenants: ['default'] }, { alloyPipeline: { kafka } });
    const conf = (objectOf(charts, 'ConfigMap', 'loki-gateway').data as Record<string, string>)['nginx.conf'];
    expect(conf).toContain('"logs.default" "default";');
    expect(conf?.match(/^ {4}"\\\\default" "default";$/gm)).toHaveLength(2);
  });

  test('an environment without Kafka has no collector for it, and its gateway no location', () => {
    const charts = makeCharts();
    expect(Object.keys(charts.alloy.configs)).toEqual(['alloy', 'alloy-events']);
    expect(JSON.stringify(objectOf(charts, 'ConfigMap', 'loki-gateway').data)).not.toContain('kafka');
  });
});

describe('who the clients are', () => {
  test('user and password are variables from a Secret, and so are certificates', () => {
    const pipeline = { kafka: { brokers: BROKERS, sasl: { secret: 'kafka-user' }, tls: { caSecret: 'kafka-ca' } } };
    const { DaemonSet, ConfigMap } = objectsOf({ pipeline });
    expect(DaemonSet.spec.template.spec.containers[0].env).toEqual(
      expect.arrayContaining([
        { name: 'KAFKA_USERNAME', valueFrom: { secretKeyRef: { name: 'kafka-user', key: 'username' } } },
        { name: 'KAFKA_PASSWORD', valueFrom: { secretKeyRef: { name: 'kafka-user', key: 'password' } } },
        { name: 'KAFKA_CA', valueFrom: { secretKeyRef: { name: 'kafka-ca', key: 'ca.crt' } } },
      ]),
    );
    const config = ConfigMap.data['config.alloy'] as string;
    expect(config).toMatch(/mechanism = "SCRAM-SHA-512"/);
    expect(config).toContain('ca_pem = sys.env("KAFKA_CA")');
  });

  const IAM = { brokers: ['b-1.logs.kafka.eu-west-1.amazonaws.com:9098'], iam: { clusterArn: CLUSTER, roleArn: ROLE } };

  test('with IAM every collector has the role, in its container too', () => {
    const chart = chartOf({ pipeline: { kafka: IAM } });
    expect(chart.kafkaIdentities.map(({ subject, roleArn }) => [subject, roleArn])).toEqual([
      ['system:serviceaccount:alloy:alloy', ROLE],
      ['system:serviceaccount:alloy:alloy-events', ROLE],
      ['system:serviceaccount:alloy:alloy-kafka', ROLE],
    ]);
    const { ServiceAccount, DaemonSet, NetworkPolicy } = objectsOf({ pipeline: { kafka: IAM } });
    expect(ServiceAccount.metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': ROLE });
    expect(DaemonSet.spec.template.metadata.annotations).not.toHaveProperty('eks.amazonaws.com/skip-containers');
    expect(JSON.stringify(NetworkPolicy.spec.egress)).toContain('"port":9098');
    expect(chart.config).toContain('aws_msk {\n\t\t\t\tregion = "eu-west-1"');
    expect(component(chart.config, 'otelcol.exporter.kafka', 'kafka')).toContain('tls {');
  });

  test('with IAM and no role it is refused', () => {
    const kafka = { ...IAM, iam: { clusterArn: CLUSTER } };
    expect(() => chartOf({ pipeline: { kafka } })).toThrow(
      'alloy.kafka.iam.roleArn: missing: the collectors have no role; write the ARN of one',
    );
  });
});
