import { METADATA } from '../../../charts/alloy/destinations/filter';
import { kafkaLabels } from '../../../charts/alloy/kafka/labels';
import { nearest } from '../../../charts/input/nearest';
import { type Problem, show } from '../../../charts/input/problems';
import { short } from '../../../charts/input/show';
import { selectorParts } from '../../../charts/loki/config/values/selector';
import type { LoggingProps } from '../props';
import { isObject, stringsOf } from '../values';
import type { LoggingRule } from './rule';

/** Fields with which lines have labels that are not known here, or had them once. */
const OPEN = ['writers', 'expose', 'customize'];
const OPEN_ALLOY = ['push', 'otlp', 'extraSources', 'collectors', 'nodeLabels'];
const OPEN_LOKI = ['schema', 'of', 'url'];

/** Keys of an object as somebody wrote it; none of another value. */
const keysOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

const itemsOf = (list: unknown): Record<string, unknown>[] => (Array.isArray(list) ? list.filter(isObject) : []);

/** True if the collectors of the library write all lines, to buckets that nothing else wrote to. */
function areKnown(input: LoggingProps): boolean {
  const [network, storage, loki, alloy] = [input.network, input.storage, input.loki, input.alloy].map(keysOf);
  const isOpen = (owner: object | undefined, keys: readonly string[]) =>
    keys.some((key) => !([undefined, false] as unknown[]).includes(keysOf(owner)[key]));
  return !(
    isOpen(input, OPEN) ||
    isOpen(alloy, OPEN_ALLOY) ||
    isOpen(loki, OPEN_LOKI) ||
    isOpen(network, ['clientNamespaces']) ||
    // Buckets that exist are named.
    isOpen(storage, ['endpoint', 'chunkBucketName']) ||
    itemsOf(alloy?.['processing']).some(({ stages }) => stages !== undefined)
  );
}

/** Labels that the user's own fields give to lines. */
function ownLabels(alloy: unknown): string[] {
  const { files, kafkaTopics, processing, kafka } = keysOf(alloy);
  const { labels: listed } = keysOf(kafka);
  const named = [files, kafkaTopics, processing].flatMap(itemsOf).flatMap(({ labels }) => Object.keys(keysOf(labels)));
  return [...named, ...stringsOf(listed)];
}

/** Selectors of the fields of retention, by their path. */
function selectorsOf(loki: unknown): [path: string, selector: string][] {
  const { streamRetention, tenantRetention } = keysOf(loki);
  const ofTenants = Object.entries(keysOf(tenantRetention)).map(
    ([tenant, own]) => [`loki.tenantRetention.${short(tenant)}.streams`, keysOf(own)['streams']] as const,
  );
  return [['loki.streamRetention', streamRetention] as const, ...ofTenants].flatMap(([path, list]) =>
    (Array.isArray(list) ? (list as unknown[]) : []).flatMap((item, index): [string, string][] => {
      const { selector } = keysOf(item);
      return typeof selector === 'string' ? [[`${path}[${index}].selector`, selector]] : [];
    }),
  );
}

/** Label of the library that another one misspells. A name that is only like one may be that of lines from before. */
function misspelt(label: string, known: readonly string[]): string | undefined {
  const meant = nearest(label, known);
  const isNear = meant !== undefined && meant[0] === label[0] && Math.abs(meant.length - label.length) <= 1;
  return isNear ? meant : undefined;
}

/** Finds selectors of retention with a label that no line has, so that they select nothing. */
export const streamLabels: LoggingRule = (_name, input) => {
  const { loki, alloy } = input;
  const selectors = selectorsOf(loki);
  if (selectors.length === 0 || !areKnown(input)) return [];
  const known = [...kafkaLabels({}), ...ownLabels(alloy)];
  return selectors.flatMap(([path, selector]) =>
    (selectorParts(selector)?.matchers ?? []).flatMap(({ label }): Problem[] => {
      if (known.includes(label)) return [];
      if (METADATA.includes(label)) {
        const found = `${show(selector)} selects by ${label}, which is structured metadata, and streams have labels alone`;
        return [{ path, found, fix: 'select by namespace, app or container' }];
      }
      const meant = misspelt(label, known);
      return meant === undefined
        ? []
        : [{ path, found: `${show(selector)} selects by ${label}, which no line has`, fix: `did you mean ${meant}?` }];
    }),
  );
};
