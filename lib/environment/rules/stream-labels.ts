import { METADATA } from '../../../charts/alloy/destinations/filter';
import { kafkaLabels } from '../../../charts/alloy/kafka/labels';
import { nearest } from '../../../charts/input/nearest';
import { type Problem, show } from '../../../charts/input/problems';
import { short } from '../../../charts/input/show';
import { selectorParts } from '../../../charts/loki/config/values/selector';
import type { LoggingProps } from '../props';
import { selectorsIn } from '../queries/logql';
import { readGroups, rulesByTenant } from '../rules-as-code/files';
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

/** Selector of streams at a path, and the fix for one that selects by structured metadata. */
interface PlacedSelector {
  readonly path: string;
  readonly selector: string;
  readonly instead: (label: string) => string;
}

/** Selectors of the fields of retention. */
function retentionSelectors(loki: unknown): PlacedSelector[] {
  const { streamRetention, tenantRetention } = keysOf(loki);
  const ofTenants = Object.entries(keysOf(tenantRetention)).map(
    ([tenant, own]) => [`loki.tenantRetention.${short(tenant)}.streams`, keysOf(own)['streams']] as const,
  );
  return [['loki.streamRetention', streamRetention] as const, ...ofTenants].flatMap(([path, list]) =>
    (Array.isArray(list) ? (list as unknown[]) : []).flatMap((item, index): PlacedSelector[] => {
      const { selector } = keysOf(item);
      const instead = () => 'select by namespace, app or container';
      return typeof selector === 'string' ? [{ path: `${path}[${index}].selector`, selector, instead }] : [];
    }),
  );
}

/** Selectors of the queries of rules. */
function ruleSelectors(loki: unknown): PlacedSelector[] {
  const groups = rulesByTenant(keysOf(loki)['rules']).flatMap(
    ([tenant, written]) => readGroups(`loki.rules.${short(tenant)}`, written).groups,
  );
  const instead = (label: string) => `write it after the selector, as | ${label}="…"`;
  return groups.flatMap(({ path, group }) =>
    itemsOf(keysOf(group)['rules']).flatMap(({ expr }, index) =>
      typeof expr === 'string'
        ? selectorsIn(expr).map((selector) => ({ path: `${path}.rules[${index}].expr`, selector, instead }))
        : [],
    ),
  );
}

/** Label of the library that another one misspells. A name that is only like one may be that of lines from before. */
function misspelt(label: string, known: readonly string[]): string | undefined {
  const meant = nearest(label, known);
  const isNear = meant !== undefined && meant[0] === label[0] && Math.abs(meant.length - label.length) <= 1;
  return isNear ? meant : undefined;
}

/** Finds selectors of retention and of rules with a label that no line has, so that they select nothing. */
export const streamLabels: LoggingRule = (_name, input) => {
  const { loki, alloy } = input;
  if (!areKnown(input)) return [];
  const known = [...kafkaLabels({}), ...ownLabels(alloy)];
  return [...retentionSelectors(loki), ...ruleSelectors(loki)].flatMap(({ path, selector, instead }) =>
    (selectorParts(selector)?.matchers ?? []).flatMap(({ label }): Problem[] => {
      if (known.includes(label)) return [];
      if (METADATA.includes(label)) {
        const found = `${show(selector)} selects by ${label}, which is structured metadata, and streams have labels alone`;
        return [{ path, found, fix: instead(label) }];
      }
      const meant = misspelt(label, known);
      return meant === undefined
        ? []
        : [{ path, found: `${show(selector)} selects by ${label}, which no line has`, fix: `did you mean ${meant}?` }];
    }),
  );
};
