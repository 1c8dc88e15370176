import type { k8s } from 'cdk8s-plus-28';
import { datasourceUid } from '../../endpoint/datasource-uid';
import { checksum } from '../../kubernetes/objects';
import { inParts, type Part } from '../../kubernetes/parts';
import { yamlOf } from '../../kubernetes/yaml';
import type { AlertRule, RecordingRule, RuleGroup, TenantRules } from './props';

/** Folder that the volume of the rules is mounted at. */
const MOUNT = '/etc/loki/rules';

/**
 * Folder in it with a folder for each tenant. Kubernetes puts folders of its own into the root of a volume, and Loki would
 * take each for a tenant.
 */
const TENANTS = 'tenants';

/** Volume of the ruler with the rules. */
export const RULES_VOLUME = { name: 'rules', mountPath: MOUNT };

/** Folder that the ruler reads. */
export const RULES_FOLDER = `${MOUNT}/${TENANTS}`;

/** ConfigMap with rules of tenants, which the ruler reads again each minute. */
export interface RuleFiles {
  /** Name of the ConfigMap. */
  readonly configMapName: string;

  /** Labels of the ConfigMap. */
  readonly labels: Part<unknown>['labels'];

  /** Texts by key. */
  readonly data: Readonly<Record<string, string>>;

  /** Files in the volume, by key. */
  readonly items: readonly k8s.KeyToPath[];
}

/** Inputs of the rule files. */
export interface RuleFilesInputs {
  /** Rules by tenant. */
  readonly rules: TenantRules;

  /** Name of the environment, and the address of Grafana, for links. @default - no links */
  readonly links?: { readonly environment: string; readonly grafanaUrl: string };
}

/** A group of a tenant. */
interface Placed {
  readonly tenant: string;
  readonly group: RuleGroup;
}

/** Rules as files: one for each tenant, or several if they are long. */
export function ruleFiles({ rules, links }: RuleFilesInputs): RuleFiles[] {
  const all = Object.entries(rules).flatMap(([tenant, groups]) =>
    groups.map((group): Placed => ({ tenant, group: completed(group, tenant, links) })),
  );
  return inParts(all, ({ group }) => yamlOf({ groups: [group] })).map(({ items, labels, name }) => {
    const tenants = [...new Set(items.map(({ tenant }) => tenant))];
    const groupsOf = (tenant: string) => items.filter((one) => one.tenant === tenant).map(({ group }) => group);
    return {
      configMapName: name('loki-rules'),
      labels,
      data: Object.fromEntries(tenants.map((tenant) => [keyOf(tenant), yamlOf({ groups: groupsOf(tenant) })])),
      items: tenants.map((tenant) => ({ key: keyOf(tenant), path: `${TENANTS}/${tenant}/${name('rules')}.yaml` })),
    };
  });
}

/** Key of a tenant's file. */
function keyOf(tenant: string): string {
  const key = tenant.replace(/[^\w.-]/g, '_');
  return key === tenant && !tenant.startsWith('..') ? `${key}.yaml` : `${key}-${checksum(tenant).slice(0, 8)}.yaml`;
}

/**
 * A group with the label of its tenant: alerts and samples of Loki do not name one, and two tenants with the same rule
 * would write the same series.
 */
function completed(group: RuleGroup, tenant: string, links: RuleFilesInputs['links']): RuleGroup {
  return {
    ...group,
    rules: group.rules.map((rule): AlertRule | RecordingRule => {
      // Copies: in YAML, an object that several rules share would be an alias.
      const labels = { tenant, ...rule.labels };
      if (!('alert' in rule) || !(links ?? rule.annotations)) return { ...rule, labels };
      const link: Record<string, string> = links ? { explore: exploreUrl(links, tenant, rule.expr) } : {};
      return { ...rule, labels, annotations: { ...link, ...rule.annotations } };
    }),
  };
}

/** Address of a query in Grafana's Explore (https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/). */
function exploreUrl(
  { environment, grafanaUrl }: NonNullable<RuleFilesInputs['links']>,
  tenant: string,
  expr: string,
): string {
  const uid = datasourceUid(environment, tenant);
  const query = { refId: 'A', datasource: { type: 'loki', uid }, expr };
  const panes = { rule: { datasource: uid, queries: [query], range: { from: 'now-1h', to: 'now' } } };
  return `${grafanaUrl}/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}

/** Source of the volume with the files. */
export function rulesVolume(files: readonly RuleFiles[]): k8s.Volume {
  return {
    name: RULES_VOLUME.name,
    projected: {
      sources: files.map(({ configMapName, items }) => ({ configMap: { name: configMapName, items: [...items] } })),
    },
  };
}
