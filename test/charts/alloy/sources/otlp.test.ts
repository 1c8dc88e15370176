import type { AlloyPipeline, AlloyProcessing, AlloySources, OtlpSettings } from '../../../../charts/alloy/chart';
import { isDirect, withOtlpLabels } from '../../../../charts/alloy/sources/receivers/otlp/way';
import { OTLP_LABELS } from '../../../../charts/loki/otlp';
import { chartOf, component, stages } from '../helpers';

const FROM = { clientNamespaces: ['shop'] };
const CENTRAL = { name: 'central', loki: { url: 'https://loki.example.com' } };
const KAFKA = { brokers: ['kafka.kafka:9092'] };

const chart = (otlp: OtlpSettings, pipeline: AlloyPipeline = {}, more: { otlpIndexLabels?: string[] } = {}) =>
  chartOf({ sources: { otlp: { ...FROM, ...otlp } }, pipeline, ...more });
const configOf = (...args: Parameters<typeof chart>) => chart(...args).configs['alloy-receivers'] as string;

describe('the way of lines', () => {
  test.each<[string, OtlpSettings, AlloyPipeline, boolean]>([
    ['nothing else', {}, {}, true],
    ['an entry for pods', {}, { processing: [{ level: true }] }, true],
    ['an entry for it', {}, { processing: [{ sources: ['otlp'], level: true }] }, false],
    ['an entry for all', {}, { processing: [{ sources: ['*'], level: true }] }, false],
    ['a destination for all', {}, { destinations: [CENTRAL] }, false],
    ['a destination for others', {}, { destinations: [{ ...CENTRAL, only: { sources: ['pods'] } }] }, true],
    ['a destination for all but it', {}, { destinations: [{ ...CENTRAL, except: { sources: ['otlp'] } }] }, true],
    ['nothing for this Loki', {}, { destinations: [{ here: false }] }, false],
    ['this Loki without it', {}, { destinations: [{ here: { except: { sources: ['otlp'] } } }] }, false],
    ['this Loki without pods', {}, { destinations: [{ here: { except: { sources: ['pods'] } } }] }, true],
    ['this Loki without a namespace', {}, { destinations: [{ here: { except: { namespaces: ['x'] } } }] }, false],
    ['this Loki with a label', {}, { destinations: [{ here: { only: { labels: { app: 'x' } } } }] }, false],
    ['Kafka alone', {}, { kafka: KAFKA }, true],
    ['a setting, and nothing else', { direct: false }, {}, false],
    ['a setting, and an entry for all', { direct: true }, { processing: [{ sources: ['*'], level: true }] }, true],
  ])('with %s', (_name, settings, pipeline, expected) => {
    expect(isDirect(settings, pipeline)).toBe(expected);
  });

  test('the direct one is the same, whatever happens to other sources', () => {
    const direct = configOf({});
    expect(direct).toContain('otelcol.exporter.otlphttp "otlp"');
    expect(configOf({ direct: true }, { processing: [{ sources: ['*'], level: true }] })).toBe(direct);
    expect(configOf({}, { processing: [{ level: true }] })).toBe(direct);
  });

  test('the other one has the stages of its entries, between the labels of pods', () => {
    const config = configOf(
      { tenant: 'team-a' },
      { processing: [{ sources: ['otlp'], namespaces: ['shop'], sample: 0.5 }] },
    );
    expect(config).not.toContain('otlphttp');
    expect(stages(config, 'otlp')).toEqual([
      ...['structured_metadata', 'structured_metadata_drop', 'labels', 'label_drop'],
      ...['tenant', 'labels', 'match', 'label_drop'],
    ]);
    expect(component(config, 'loki.process', 'otlp')).toContain('values = ["namespace"]');
  });

  test.each<[string, AlloyProcessing, string]>([
    ['those that select', { namespaces: ['shop'], pods: ['a-*'], level: true }, '"namespace", "pod"'],
    ['that of a limit', { rateLimit: { linesPerSecond: 5 } }, '"namespace"'],
    ['all, by which lines of two pods are told apart', { multiline: 'java' }, '"namespace", "pod", "container", "app"'],
  ])('labels of pods are %s', (_name, entry, labels) => {
    const built = chart({}, { processing: [{ sources: ['otlp'], ...entry }] });
    const process = component(built.configs['alloy-receivers'] as string, 'loki.process', 'otlp');
    expect(process).toMatch(new RegExp(`stage\\.label_drop \\{\\s+values = \\[${labels}\\]\\s+\\}\\s+\\}\\s*$`));
  });

  test('an entry that selects by nothing sets no label of pods', () => {
    const config = configOf({}, { processing: [{ sources: ['otlp'], sample: 0.5 }] });
    expect(stages(config, 'otlp').slice(4)).toEqual(['sampling']);
  });

  test('an attribute that is a label by the name of one of pods stays, and selects', () => {
    const otlpIndexLabels = ['service.name', 'namespace'];
    const processing = [{ sources: ['otlp'], namespaces: ['shop'], apps: ['cart'], sample: 0.5 }];
    const only = { namespaces: ['shop'] };
    const config = configOf({}, { processing, destinations: [{ ...CENTRAL, only }] }, { otlpIndexLabels });
    const process = component(config, 'loki.process', 'otlp');
    expect(process).toContain('namespace    = "__label_namespace"');
    expect(process).not.toContain('"k8s_namespace_name"');
    expect(process).toContain('values = ["app"]');
    expect(process).toContain('__namespace__ = "__label_namespace"');
  });

  test('without an entry, lines get no labels to take off again', () => {
    expect(stages(configOf({ direct: false }), 'otlp')).toEqual([
      ...['structured_metadata', 'structured_metadata_drop', 'labels', 'label_drop'],
    ]);
  });
});

test('clients reach both protocols from outside the pod', () => {
  const receiver = component(configOf({}), 'otelcol.receiver.otlp', 'otlp');
  expect(receiver).toMatch(/grpc \{\s+endpoint = "0\.0\.0\.0:4317"/);
  expect(receiver).toMatch(/http \{\s+endpoint = "0\.0\.0\.0:4318"/);
});

describe('labels', () => {
  const labelsOf = (otlpIndexLabels?: string[]) =>
    component(configOf({ direct: false }, {}, { otlpIndexLabels }), 'loki.process', 'otlp');

  test('are those that Loki itself makes, or those that the environment says', () => {
    for (const name of OTLP_LABELS) {
      const label = name.replaceAll('.', '_');
      expect(labelsOf()).toMatch(new RegExp(`\\b${label} += "__label_${label}"`));
    }
    expect(labelsOf(['team.name'])).toContain('team_name = "__label_team_name"');
    expect(labelsOf(['team.name'])).not.toContain('service_name');
  });

  test('an attribute of a name of the way is neither a label nor a tenant', () => {
    const config = component(configOf({ direct: false }), 'otelcol.processor.transform', 'otlp');
    const inOrder = (...parts: string[]) => {
      const places = parts.map((part) => config.indexOf(part));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(0);
    };
    // Names of senders become harmless before the names of the way are set.
    inOrder('keep_matching_keys(resource.attributes, "^[a-zA-Z]")', 'set(resource.attributes["__label_service_name"]');
    inOrder('keep_matching_keys(log.attributes, "^[a-zA-Z]")', 'merge_maps(log.attributes, resource', 'Keys(log');
    inOrder('keep_matching_keys(scope.attributes, "^[a-zA-Z]")', 'merge_maps(log.attributes, scope');
  });

  test('fifteen and the label of the cluster are one too many, unless a line has only one of some', () => {
    const others = Array.from({ length: 14 }, (_, index) => `a${index}.b`);
    const of = (labels: string[]) => () => chart({ direct: false }, {}, { otlpIndexLabels: labels });
    expect(of([...others, 'service.name'])).toThrow(
      'loki.otlpIndexLabels: lines of otlp would have 16 labels with cluster, and Loki refuses those with more than 15; leave one of them out, or write direct: true in alloy.otlp',
    );
    expect(of([...others.slice(1), 'k8s.deployment.name', 'k8s.cronjob.name'])).not.toThrow();
    expect(() => chart({}, {}, { otlpIndexLabels: [...others, 'service.name'] })).not.toThrow();
  });

  test('of an entry count with them', () => {
    const labels = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`own${index}`, 'x']));
    const made = (count: number) => () =>
      chart(
        {},
        { processing: [{ sources: ['otlp'], labels: Object.fromEntries(Object.entries(labels).slice(0, count)) }] },
      );
    expect(made(5)).toThrow('alloy.processing[0].labels: lines of otlp would have 16 labels, and Loki refuses those');
    expect(made(4)).not.toThrow();
    // Each entry with one beyond is named, and those before them are not.
    const several = {
      processing: Object.entries(labels).map(([name, x]) => ({ sources: ['otlp'], labels: { [name]: x } })),
    };
    const twice = { processing: [...several.processing, { sources: ['otlp'], labels: { own5: 'x' } }] };
    expect(() => chart({}, twice)).toThrow(/^(?!.*processing\[[0-3]\])[^]*processing\[4\][^]*processing\[5\]/);
  });

  test('that lines do not have select none', () => {
    const entry = { sources: ['otlp'], match: { unit: ['kubelet.service'] }, level: true };
    expect(() => chart({}, { processing: [entry] })).toThrow(
      'alloy.processing[0].match.unit: lines of otlp have no label unit; use one of cloud_availability_zone, ',
    );
  });
});

describe('destinations and Kafka', () => {
  test('a filter by namespace reads that of the resource', () => {
    const config = configOf({}, { destinations: [{ ...CENTRAL, only: { namespaces: ['shop'] } }] });
    expect(component(config, 'loki.process', 'otlp')).toContain('__namespace__ = "__label_k8s_namespace_name"');
    expect(config).toContain(String.raw`{namespace!=\"shop\", __namespace__!=\"shop\"}`);
    const named = { only: { sources: ['otlp'], namespaces: ['shop'] } };
    expect(configOf({}, { destinations: [{ ...CENTRAL, ...named }] })).toContain(String.raw`__namespace__!=\"shop\"}`);
  });

  test('Kafka keeps the labels, and the consumer gives the service its name', () => {
    const { configs } = chart({ direct: false }, { kafka: KAFKA });
    const [receivers, consumer] = [configs['alloy-receivers'] as string, configs['alloy-kafka'] as string];
    expect(component(receivers, 'loki.process', 'kafka')).toContain('__metadata_service_name');
    expect(component(consumer, 'otelcol.processor.groupbyattrs', 'kafka_consumer')).toContain('"k8s_namespace_name"');
    expect(component(consumer, 'otelcol.processor.transform', 'kafka_consumer_names')).toContain(
      'set(resource.attributes["service.name"], resource.attributes["service_name"])',
    );
    // Other collectors know the names of their metadata.
    expect(configs.alloy).not.toContain('loki.process "kafka"');
  });

  test('on the direct way, Kafka knows nothing of them', () => {
    const topics = { topic: 'logs' };
    const sources: AlloySources = { otlp: FROM };
    expect(withOtlpLabels(topics, { sources, pipeline: { kafka: KAFKA } })).toBe(topics);
    expect(withOtlpLabels(topics, {})).toBe(topics);
    expect(chart({}, { kafka: KAFKA }).configs['alloy-kafka']).not.toContain('service_name');
  });

  test('this Loki may be filtered by one of their labels', () => {
    const here = { only: { labels: { service_name: ['checkout'] } } };
    expect(() => chart({}, { kafka: KAFKA, destinations: [{ here }] })).not.toThrow();
    expect(() => chart({ direct: true }, { kafka: KAFKA, destinations: [{ here }] })).toThrow(
      "here.only.labels.service_name: is not a label of lines that go through Kafka; add 'service_name' to alloy.kafka.labels",
    );
  });
});
