import { Block, printConfig } from '../../../charts/alloy/language/syntax';
import { isIdentifier } from '../../../charts/alloy/language/identifiers';
import { bool, list, number, object, raw, text, type Value } from '../../../charts/alloy/language/values';
import { tenantFault } from '../../../charts/endpoint/tenants';
import { hasNoBound } from '../../../charts/input/labels';
import { show } from '../../../charts/input/show';
import { isRecord } from '../../manifests/shape';
import { alloySize } from '../quantities';
import { onlyReadsFormat } from './formats';

/** Stages of Promtail, with the Alloy stages that do the same with the same settings. */
const SAME = [
  'json',
  'logfmt',
  'regex',
  'replace',
  'multiline',
  'template',
  'pack',
  'timestamp',
  'output',
  'limit',
  'sampling',
  'tenant',
  'drop',
  'decolorize',
  'eventlogmessage',
];

/** Stages whose only setting is a map or list, which Alloy has in `values`. */
const VALUES: Readonly<Record<string, string>> = {
  labels: 'stage.labels',
  static_labels: 'stage.static_labels',
  structured_metadata: 'stage.structured_metadata',
  non_indexed_labels: 'stage.structured_metadata',
  labeldrop: 'stage.label_drop',
  labelallow: 'stage.label_keep',
};

/** Kinds of metrics. */
const METRICS = ['counter', 'gauge', 'histogram'];

/** Beginning of the names of metrics, unless they say another one. Alloy has its own. */
const METRICS_PREFIX = 'promtail_custom_';

/** Error for a stage without a counterpart here, with the reason. It never leaves this folder. */
export class NoStage extends Error {}

/** Stages that Alloy has but that do not work in the pods here. */
const REFUSED: Readonly<Record<string, string>> = {
  geoip: 'needs a database of addresses, which no pod of Alloy has here',
};

const unknown = (kind: string): NoStage => new NoStage(REFUSED[kind] ?? `no stage of Alloy does what ${kind} does`);

/**
 * A stage of Promtail in the language of Alloy. Labels without a bound become metadata.
 *
 * @throws NoStage if Alloy has no such stage
 */
export function stageBlocks(kind: string, settings: unknown): Block[] {
  try {
    const blocks = blocksOf(kind, settings);
    printConfig(blocks);
    return blocks;
  } catch (error) {
    // Alloy's language cannot express such a number, text or name.
    if (error instanceof NoStage || !(error instanceof Error) || error.name !== 'Error') throw error;
    throw unknown(kind);
  }
}

function blocksOf(kind: string, settings: unknown): Block[] {
  if (kind !== 'labels' || !isRecord(settings)) return [stageBlock(kind, settings)];
  const entries = Object.entries(settings);
  const of = (isUnbounded: boolean) => Object.fromEntries(entries.filter(([name]) => hasNoBound(name) === isUnbounded));
  const [labels, metadata] = [of(false), of(true)];
  return [
    ...(Object.keys(labels).length > 0 ? [stageBlock('labels', labels)] : []),
    ...(Object.keys(metadata).length > 0 ? [stageBlock('structured_metadata', metadata)] : []),
  ];
}

function stageBlock(kind: string, settings: unknown): Block {
  const tenant = kind === 'tenant' && isRecord(settings) ? settings['value'] : undefined;
  const fault = typeof tenant === 'string' ? tenantFault(tenant) : undefined;
  if (fault) throw new NoStage(`${show(tenant)} ${fault.wrong}; ${fault.fix}`);
  if (SAME.includes(kind)) return withSettings(new Block(`stage.${kind}`), isRecord(settings) ? settings : {});
  const values = VALUES[kind];
  if (values !== undefined) return new Block(values).set('values', valueOf(withNames(settings)));
  if (kind === 'match' && isRecord(settings)) return matchBlock(settings);
  if (kind === 'metrics' && isRecord(settings)) return metricsBlock(settings);
  throw unknown(kind);
}

function matchBlock({ stages, ...settings }: Record<string, unknown>): Block {
  const inner = Array.isArray(stages) ? stages.filter(isRecord).filter((stage) => !onlyReadsFormat(stage)) : [];
  const block = withSettings(new Block('stage.match'), settings);
  return block.add(...inner.flatMap((stage) => Object.entries(stage).flatMap(([kind, own]) => stageBlocks(kind, own))));
}

function metricsBlock(settings: Record<string, unknown>): Block {
  const metrics = Object.entries(settings).map(([name, metric]) => {
    const { type, config, prefix, ...rest } = isRecord(metric) ? metric : {};
    const kind = String(type).toLowerCase();
    if (!METRICS.includes(kind)) throw unknown('metrics');
    const { action, ...more } = isRecord(config) ? config : {};
    const how = action === undefined || kind === 'histogram' ? {} : { action };
    return withSettings(new Block(`metric.${kind}`), {
      name,
      prefix: prefix || METRICS_PREFIX,
      ...rest,
      ...how,
      ...more,
    });
  });
  return new Block('stage.metrics').add(...metrics);
}

function withSettings(block: Block, settings: Readonly<Record<string, unknown>>): Block {
  for (const [key, value] of Object.entries(settings)) {
    if (!isIdentifier(key)) throw unknown(key);
    if (value !== null && value !== undefined) block.set(key, valueOf(settingOf(key, value)));
  }
  return block;
}

/** Value of a setting in the form of Alloy. */
function settingOf(key: string, value: unknown): unknown {
  if (key === 'expressions' || key === 'mapping') return withNames(value);
  if (key === 'longer_than' && (typeof value === 'string' || typeof value === 'number')) return alloySize(value);
  return key === 'source' && Array.isArray(value) ? value.join(',') : value;
}

/** A map in which an empty value means its key. Alloy writes such a value as an empty text. */
const withNames = (value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, name]) => [key, name ?? ''])) : value;

function valueOf(value: unknown): Value {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return bool(value);
  if (Array.isArray(value)) return list(...value.map(valueOf));
  if (isRecord(value))
    return object(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, valueOf(one)])));
  const string = typeof value === 'string' ? value : '';
  return string.includes('\\') && !/[`\r\n]/.test(string) ? raw(string) : text(string);
}
