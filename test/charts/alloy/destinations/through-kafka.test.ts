import type { AlloyDestination } from '../../../../charts/alloy/chart';
import { chartOf, component, objectsOf, stages } from '../helpers';
import { central, forwards } from './central';

describe('with Kafka on the way to this Loki', () => {
  const kafka = { brokers: ['kafka.kafka:9092'] };
  const both = (more: Partial<AlloyDestination> = {}, here?: AlloyDestination['here']) =>
    chartOf({ pipeline: { kafka, destinations: [...(here === undefined ? [] : [{ here }]), central(more)] } });

  test('other destinations get the lines directly, and their metadata as it was', () => {
    const { config, configs } = both();
    expect(forwards(config, 'pods')).toBe('[otelcol.receiver.loki.kafka.receiver, loki.process.to_central.receiver]');
    expect(stages(config, 'to_central')).toEqual(['structured_metadata', 'tenant']);
    const process = component(config, 'loki.process', 'to_central');
    // What travels under another name, since it is a label of other sources, has its own again.
    expect(process).toMatch(/\tlevel += "__metadata_level"/);
    expect(process).toMatch(/\tpod += "pod"/);
    const ofEvents = component(configs['alloy-events'] ?? '', 'loki.process', 'to_central');
    expect(ofEvents).toMatch(/\tnamespace += "__metadata_namespace"/);
    expect(component(config, 'loki.process', 'pods')).not.toContain('stage.structured_metadata');
  });

  test('metadata that an expression finds is metadata again', () => {
    const { configs } = chartOf({
      sources: { syslog: { clientNamespaces: ['edge'] } },
      pipeline: { kafka, destinations: [central({}, { tenant: undefined })] },
    });
    expect(component(configs['alloy-receivers'] ?? '', 'loki.process', 'to_central')).toMatch(/regex += "\^sd_"/);
  });

  test('a collector whose lines a destination does not take has no part of it', () => {
    const { configs } = both({ except: { sources: ['events'] } });
    expect(configs['alloy-events']).not.toContain('central');
    expect(configs.alloy).toContain('loki.process "to_central"');
  });

  test('the kept namespace does not reach Kafka, which would store it', () => {
    const { configs } = both({}, { except: { namespaces: ['kube-system'] } });
    const events = configs['alloy-events'] ?? '';
    expect(forwards(events, 'to_here')).toBe('[otelcol.receiver.loki.kafka.receiver]');
    expect(stages(events, 'to_here').at(-1)).toBe('label_drop');
    expect(component(events, 'loki.process', 'to_here')).toContain('values = ["__namespace__"]');
  });

  test('collectors that write to Kafka have no password of the gateway', () => {
    const pipeline = { kafka, destinations: [central()] };
    const text = JSON.stringify(objectsOf({ pipeline }, 'alloy'));
    expect(text).not.toContain('/etc/loki/credentials');
    expect(text).toContain('central-loki');
    expect(JSON.stringify(objectsOf({ pipeline }, 'alloy-kafka'))).toContain('/etc/loki/credentials');
  });

  test('this Loki cannot be left out or be chosen by labels that Kafka does not carry', () => {
    expect(() => both({}, false)).toThrow(
      'alloy.destinations[0].here: false, but lines reach this Loki through alloy.kafka; leave one of the two out',
    );
    expect(() => both({}, { only: { labels: { team: 'shop', app: 'cart' } } })).toThrow(
      /^alloy\.destinations\[0\]\.here\.only\.labels\.team: is not a label of lines that go through Kafka; add 'team' to alloy\.kafka\.labels$/,
    );
  });
});
