import { at, isRecord } from '../../manifests/shape';
import { parseYaml } from '../../manifests/yaml/parse';
import { alloyValue } from '../alloy/tree';
import type { ChartName } from '../charts/keys';
import { Hidden } from '../tree/hidden';
import { hideSecrets } from '../tree/secrets';
import { withoutEscapes } from './escapes';

/** Texts within chart values that are configurations themselves, by path. */
const YAML_TEXTS: Readonly<Partial<Record<ChartName, readonly string[]>>> = {
  loki: ['loki.config'],
  'loki-distributed': ['loki.config'],
  'loki-stack': [
    'loki.config',
    'promtail.config.snippets.scrapeConfigs',
    'promtail.config.snippets.extraScrapeConfigs',
  ],
  'loki-2': ['config'],
  promtail: ['config.snippets.scrapeConfigs', 'config.snippets.extraScrapeConfigs', 'config.file'],
};

/** Keys of rules of discovery, which the chart `k8s-monitoring` has as a text in the language of Alloy. */
export const DISCOVERY_RULES = ['extraDiscoveryRules', 'extraRelabelingRules'];

/** Features of that chart with such rules. */
const DISCOVERING = ['podLogs', 'podLogsViaLoki', 'podLogsViaKubernetesApi', 'logs.pod_logs'];

/** Path of the configuration of Alloy in the values of its chart. */
const ALLOY_TEXT = 'alloy.configMap.content';

/** Values with their texts parsed, and without secrets. */
export interface Expanded {
  /** The values. */
  readonly values: unknown;

  /** Configuration of Alloy, as it was written. @default - none */
  readonly content?: string;
}

/** Parses the texts within chart values, and hides secrets. */
export function expand(chart: ChartName, values: Readonly<Record<string, unknown>>): Expanded {
  const content = chart === 'alloy' ? at(values, ALLOY_TEXT) : undefined;
  const texts = YAML_TEXTS[chart] ?? [];
  let result: Record<string, unknown> = { ...values };
  for (const path of texts) {
    const text = at(result, path);
    if (typeof text === 'string' && text.trim() !== '') result = withValue(result, path, yamlText(text));
  }
  if (chart === 'k8s-monitoring') {
    for (const path of DISCOVERING.flatMap((feature) => DISCOVERY_RULES.map((key) => `${feature}.${key}`))) {
      const text = at(result, path);
      const rules = typeof text === 'string' && !text.includes('{{') ? alloyValue(text) : undefined;
      if (rules && 'value' in rules) result = withValue(result, path, rules.value);
    }
  }
  if (typeof content !== 'string') return { values: hideSecrets(result) };
  const parsed = alloyValue(content);
  const inner =
    'value' in parsed ? hideSecrets(parsed.value, { keepsTemplates: true }) : new Hidden(notAlloy(parsed.error));
  // Its templates belong to Alloy.
  return {
    values: withValue(hideSecrets(withValue(result, ALLOY_TEXT, '')) as Record<string, unknown>, ALLOY_TEXT, inner),
    content,
  };
}

const notAlloy = (error: string) =>
  ({
    class: 'decision',
    note: `is not the language of Alloy (${error}): correct it, or import what runs, from the release or its ConfigMap`,
  }) as const;

/** Outcome of a text that is YAML only after Helm has rendered it. */
const NOT_YAML = {
  class: 'decision',
  note: 'a text with templates: import what they become, with --release or from the output of helm template',
} as const;

const notYaml = (text: string, error: string) =>
  /\{\{/.test(text)
    ? NOT_YAML
    : ({ class: 'decision', note: `is not YAML (${error}): correct it, and import it again` } as const);

/** Marks around the number of a template, which YAML texts do not contain and which have no meaning in YAML. */
const MARK = '\ue000';

/**
 * Value of a YAML text that may have lines with nothing but a template, and values with templates. These stay as they
 * are, and are hidden later.
 */
function yamlText(text: string): unknown {
  const templates: string[] = [];
  const mark = (template: string): string => `${MARK}${templates.push(template) - 1}${MARK}`;
  const lines = withoutEscapes(text, mark).split('\n');
  const marked = lines
    .filter((line) => !/^\s*\{\{.*\}\}\s*$/.test(line))
    .join('\n')
    .replace(/\{\{.*?\}\}/g, mark);
  const { documents, problem } = parseYaml(marked, { asKubectl: true });
  const value = withTemplates(documents[0], templates);
  if (problem) return new Hidden(notYaml(text, `line ${problem.line}: ${problem.message}`));
  if (value !== undefined && value !== null && typeof value !== 'object')
    return new Hidden(notYaml(text, 'it has no keys and is not a list'));
  return value ?? (/\{\{/.test(text) ? new Hidden(NOT_YAML) : null);
}

/** Restores the templates in the texts of a value. */
function withTemplates(value: unknown, templates: readonly string[]): unknown {
  if (templates.length === 0) return value;
  if (typeof value === 'string') {
    return value.replace(new RegExp(`${MARK}(\\d+)${MARK}`, 'g'), (all, at: string) => templates[Number(at)] ?? all);
  }
  if (Array.isArray(value)) return value.map((inner) => withTemplates(inner, templates));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTemplates(inner, templates)]));
}

function withValue(values: Readonly<Record<string, unknown>>, path: string, value: unknown): Record<string, unknown> {
  const [key = '', ...rest] = path.split('.');
  const inner = values[key];
  return {
    ...values,
    [key]: rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest.join('.'), value),
  };
}
