import type { AlloyPipeline, AlloySources, LokiDestination } from '../../../charts/alloy/chart';
import { chartOf, ENDPOINT } from './helpers';

const refuses = (sources: object, pipeline: object = {}) =>
  expect(() => chartOf({ sources: sources as AlloySources, pipeline: pipeline as AlloyPipeline }));
const to = (loki: Partial<LokiDestination>, more: object = {}) => ({
  destinations: [{ name: 'a', loki: { url: 'https://loki.example.com', ...loki }, ...more }],
});
const files = (more: object) => ({ files: [{ name: 'app', paths: ['/var/log/app/*.log'], ...more }] });
const topic = (labels: object) => ({
  kafkaTopics: [{ name: 'orders', brokers: ['kafka:9092'], topic: 'orders', labels }],
});

describe('URLs of destinations that Go does not parse', () => {
  test.each([
    'https://a\n.example.com',
    'https://a.example.com/x\ty',
    String.raw`https://a.example.com\x`,
    'https://a.example.com ',
    'https://a%2eexample.com',
    'https://a.example.com/%zz',
    'https:///a.example.com',
    'https://@a.example.com',
    'http://0x7f.1:3100',
    'http://2130706433',
  ])('%j', (url) => {
    refuses({}, to({ url })).toThrow('is not a URL; write one such as');
  });

  test('an empty query, and a port that does not exist', () => {
    refuses({}, to({ url: 'https://a.example.com/?' })).toThrow('has a query');
    refuses({}, to({ url: 'https://a.example.com:0' })).toThrow('has a port that does not exist');
  });

  test.each([
    'https://lökî.example.com/ü',
    'https://[2001:db8::1]:3100/a%20b',
    'http://10.1.2.3:3100/',
    'http://LOKI.logs.svc',
  ])('%j is one', (url) => {
    refuses({}, to({ url })).not.toThrow();
  });
});

test.each(['', '.svc', '.svc.cluster.local', '.svc.cluster.local.'])(
  "the Service of this environment's Loki is known by the name loki-gateway.loki%s, whatever its letters",
  (domain) => {
    expect(ENDPOINT.url).toBe('http://loki-gateway.loki.svc.cluster.local');
    const found = "is this environment's own Loki, which gets all lines";
    refuses({}, to({ url: `http://Loki-gateway.loki${domain}//` })).toThrow(found);
    refuses({}, to({ url: `http://loki-gateway.loki${domain}:8080` })).toThrow(found);
    refuses({}, to({ url: `http://loki-gateway.next${domain}` })).not.toThrow();
  },
);

test.each<[object, string]>([
  [{ constructor: 'x', ['__proto__']: 'x' }, ''],
  [{ 'X-Region': 'eu', 'x-region': 'us' }, 'has x-region twice, in other letters; write it once'],
  [{ 'Content-Type': 'text/plain' }, 'has Content-Type; leave it out: Alloy sets it itself'],
  [{ HOST: 'a' }, 'has HOST; write the host in url'],
])('headers %j', (headers, message) => {
  const expected = refuses({}, to({ headers: headers as Record<string, string> }));
  if (message === '') expected.not.toThrow();
  else expected.toThrow(message);
});

describe('texts with half of a surrogate pair, with which Alloy does not start, are refused where they stand', () => {
  const half = 'a\ud800';
  test.each<[string, object, object]>([
    ['pipeline.destinations[0].only.labels.app', {}, to({}, { only: { labels: { app: half } } })],
    ['sources.files[0].labels', files({ labels: { team: half } }), {}],
    ['sources.kafkaTopics[0].labels.team', topic({ team: half }), {}],
    ['pipeline.processing[0].labels.team', {}, { processing: [{ labels: { team: half } }] }],
    ['pipeline.processing[0].pods[0]', {}, { processing: [{ pods: [half], level: true }] }],
  ])('%s', (path, sources, pipeline) => {
    refuses(sources, pipeline).toThrow(path);
  });
});

test('an empty value selects no lines without the label', () => {
  refuses({}, to({}, { only: { labels: { app: '' } } })).toThrow("only.labels.app: '' selects lines without the label");
});

test.each<[string, object, string]>([
  ['a path of JSON', { format: 'json', fields: { user: 'a[' } }, 'files[0].fields.user: a[ is not a path in JSON'],
  [
    'a path of the time',
    { format: 'json', timestamp: { field: 'a[', format: 'RFC3339' } },
    'files[0].timestamp.field: a[',
  ],
  [
    'a key of logfmt',
    { format: 'logfmt', fields: { user: 'a b' } },
    'files[0].fields.user: a b is not a key of logfmt',
  ],
  [
    'a key of logfmt with two names',
    { format: 'logfmt', fields: { user: 'u', name: 'u' } },
    'files[0].fields.name: u has another name already, and Alloy gives a key one',
  ],
  ['a label that Loki refuses', { labels: { team: 'x'.repeat(1025) } }, 'cannot be the value of a label'],
  ['a folder that Kubernetes cannot mount', { paths: ['/opt/a:b/*.log'] }, 'has a colon in its folder'],
])('files: %s', (_name, more, message) => {
  refuses(files(more)).toThrow(message);
});

test.each<[object, string]>([
  [{ job: 'x' }, 'labels.job: is a label that the lines have already'],
  [{ cluster: 'x' }, 'labels.cluster: is a label that the lines have already'],
  [
    Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`l${index}`, 'x'])),
    'labels: 13 labels, and Loki refuses lines with more than 15; use at most 12',
  ],
  [{ team: '' }, "'' cannot be the value of a label"],
])('labels of a topic: %j', (labels, message) => {
  refuses(topic(labels)).toThrow(message);
});

test.each<[object, string]>([
  [{ drop: { olderThan: '2562048h' } }, 'drop.olderThan: 2562048h is more than 1000000h'],
  [{ multiline: { firstLine: 'a', maxWait: '99999999999h' } }, 'maxWait: 99999999999h is more than 1000000h'],
  [{ drop: { longerThan: '99999999999999999999MiB' } }, 'is more than 1000000000 of its unit'],
])('numbers that Go cannot hold: %j', (entry, message) => {
  refuses({}, { processing: [entry] }).toThrow(message);
});

describe('lines that pass no destination', () => {
  const otlp = { otlp: { clientNamespaces: ['shop'], direct: true } };
  const found = "otlp sends its lines to this environment's Loki itself";
  const destination = to({}).destinations;

  test('a destination cannot ask for them', () => {
    refuses(otlp, to({}, { only: { sources: ['pods', 'otlp'] } })).toThrow(
      `alloy.destinations[0].only.sources[1]: ${found}; use one of journal, `,
    );
    refuses(topic({}), to({}, { only: { sources: ['kafka_orders'] } })).toThrow('kafka_orders sends its lines');
  });

  test('this Loki gets them whatever here says, which is refused', () => {
    const everything = { ...otlp, events: true };
    refuses(everything, { destinations: [{ here: false }, ...destination] }).toThrow(
      `alloy.destinations[0].here: ${found}`,
    );
    refuses(everything, { destinations: [{ here: { except: { sources: ['otlp'] } } }, ...destination] }).toThrow(
      'let here take them',
    );
    refuses(everything, { destinations: [{ here: { only: { sources: ['otlp'] } } }, ...destination] }).not.toThrow();
  });

  test('an entry cannot ask for them', () => {
    refuses(otlp, { processing: [{ sources: ['otlp'], level: true }] }).toThrow(
      'alloy.processing[0].sources: lines of otlp go to Loki as they are; leave it out',
    );
  });

  test('a destination for all lines does not get them', () => {
    refuses(otlp, to({})).not.toThrow();
  });
});

test('labels of the node without a label', () => {
  refuses({}, { nodeLabels: {} }).toThrow(
    'pipeline.nodeLabels: {} names no label; write one such as { zone: true, nodePool: true }, or leave it out',
  );
});

test('labels of the node do not replace those of files', () => {
  refuses(files({ labels: { zone: 'dmz' } }), { nodeLabels: { zone: true } }).toThrow(
    'alloy.nodeLabels.zone: lines have zone already; leave it out, or rename the other',
  );
});

test.each<[object, string]>([
  [{ hubble: true, ...files({ paths: ['/var/run/cilium/hubble/*.log'] }) }, 'alloy.hubble: reads'],
  [{ audit: { path: '/var/log/cloud-init.log' } }, 'alloy.cloudInit: reads'],
])('a source of the library is named by its field: %j', (sources, message) => {
  refuses(sources).toThrow(message);
});

test('the key of a Secret does not begin with two dots', () => {
  const accessKey = { secretName: 'firehose', key: '..data' };
  refuses({ firehose: { clientRanges: ['10.0.0.0/16'], accessKey } }).toThrow(
    'firehose.accessKey.key: ..data is not a key of a Secret',
  );
});
