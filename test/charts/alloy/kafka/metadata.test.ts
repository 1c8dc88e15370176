import { kafkaLabels } from '../../../../charts/alloy/kafka/labels';
import { chartOf, component, stages } from '../helpers';

const FROM = { clientNamespaces: ['shop'] };
const KAFKA = { brokers: ['kafka.kafka:9092'], labels: ['team'] };
const configOf = (sources: object, pipeline: object = { kafka: KAFKA }): string =>
  chartOf({ sources, pipeline }).configs['alloy-receivers'] ?? '';

const PUSH = { push: FROM };
const SYSLOG = { syslog: FROM };
const LABELS = { kafka: { ...KAFKA, labels: ['team', 'host'] } };

describe('metadata of any name', () => {
  test('passes a process of its own, in which none has the name of a label or of the way', () => {
    const process = component(configOf(PUSH), 'loki.process', 'kafka');
    for (const label of kafkaLabels(KAFKA)) {
      expect(process).toMatch(new RegExp(`__metadata_${label} += "${label}"`));
      expect(process).toContain(`"${label}",`);
    }
    expect(process).toContain('source_type = "structured_metadata"');
    expect(process).toContain('"__tenant_id__",');
    expect(process).toContain('"loki.attribute.labels",');
    expect(process).toContain('forward_to = [otelcol.receiver.loki.kafka.receiver]');
  });

  test('is the last hop of every source of the collector', () => {
    const config = configOf({ ...PUSH, ...SYSLOG }, LABELS);
    for (const name of ['push', 'syslog']) {
      expect(component(config, 'loki.process', name)).toContain('forward_to = [loki.process.kafka.receiver]');
    }
  });

  test('of entries of a user stays metadata, which it is for other sources in another form', () => {
    const processing = [
      { sources: ['push', 'syslog'], format: 'json', fields: { id: 'id' }, structuredMetadata: ['id'] },
    ];
    const config = configOf({ ...PUSH, ...SYSLOG }, { ...LABELS, processing });
    expect(stages(config, 'push')).toContain('structured_metadata');
    expect(stages(config, 'syslog')).not.toContain('structured_metadata');
  });

  test('counts for no budget of labels: its prefix is never sent', () => {
    const processing = [{ sources: ['*'], labels: { own: 'x' } }];
    const kafka = { ...KAFKA, labels: ['own'] };
    expect(() => configOf(PUSH, { kafka, processing })).not.toThrow();
  });

  test('a label filename adds no attributes to the line', () => {
    const transform = component(configOf(PUSH), 'otelcol.processor.transform', 'kafka');
    for (const part of ['path', 'name']) {
      expect(transform).toContain(
        `delete_key(log.attributes, "log.file.${part}") where log.attributes["filename"] != nil`,
      );
    }
  });

  test('changes nothing for collectors whose sources name theirs, and without Kafka', () => {
    const syslog = configOf(SYSLOG, LABELS);
    expect(syslog).not.toContain('loki.process "kafka"');
    expect(syslog).not.toContain('log.file.path');
    expect(configOf(PUSH, {})).not.toContain('loki.process "kafka"');
  });
});
