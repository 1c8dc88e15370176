import { at, isRecord } from '../../manifests/shape';
import { parseYaml } from '../../manifests/yaml/parse';
import { alloyValue } from '../alloy/tree';
import type { ChartName } from '../charts/keys';
import { Hidden } from '../tree/hidden';
import { hideSecrets } from '../tree/secrets';
import { filled, referredValue } from '../tree/templates';
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
  let result = withReferences(values, values) as Record<string, unknown>;
  for (const path of texts) {
    const text = at(result, path);
    if (typeof text === 'string' && text.trim() !== '') result = withValue(result, path, yamlText(text, values));
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

/** A line with nothing but a template. */
const TEMPLATE_LINE = /^\s*\{\{.*\}\}\s*$/m;

/**
 * Value of a YAML text that may have lines with nothing but a template, and values with templates. One that names
 * another of the values becomes it; others stay as they are, and are hidden later.
 */
function yamlText(text: string, values: unknown): unknown {
  const templates: string[] = [];
  const mark = (template: string): string => `${MARK}${templates.push(template) - 1}${MARK}`;
  const lines = withoutEscapes(text, mark).split('\n');
  const marked = lines
    .filter((line) => !TEMPLATE_LINE.test(line))
    .join('\n')
    .replace(/\{\{.*?\}\}/g, mark);
  const { documents, problem } = parseYaml(marked, { asKubectl: true });
  const found = withTemplates(documents[0], templates, values);
  const value = isRecord(found) && TEMPLATE_LINE.test(text) ? filled(found) : found;
  if (problem) return new Hidden(notYaml(text, `line ${problem.line}: ${problem.message}`));
  if (value !== undefined && value !== null && typeof value !== 'object')
    return new Hidden(notYaml(text, 'it has no keys and is not a list'));
  return value ?? (/\{\{/.test(text) ? new Hidden(NOT_YAML) : null);
}

/** Restores the templates in the texts of a value, or puts the values in their place that they name. */
function withTemplates(value: unknown, templates: readonly string[], values: unknown, key = ''): unknown {
  if (templates.length === 0) return value;
  if (typeof value === 'string') {
    const text = value.replace(
      new RegExp(`${MARK}(\\d+)${MARK}`, 'g'),
      (all, at: string) => templates[Number(at)] ?? all,
    );
    const hidden = text === value ? undefined : referredValue(text, values);
    return hidden && !isSecret(hidden, key) ? hidden : text;
  }
  if (Array.isArray(value)) return value.map((inner) => withTemplates(inner, templates, values, key));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withTemplates(inner, templates, values, name)]),
  );
}

/** True for a value that is a secret by its own key, by the key that it comes from, or by its form. */
function isSecret({ rest, ofChart }: Hidden, key: string): boolean {
  const from = ofChart?.refersTo?.split('.').at(-1) ?? '';
  return [key, from].some((name) => at(hideSecrets({ [name]: rest }), name) instanceof Hidden);
}

/** Values in which a template that names another value has it, as far as it is no secret. */
function withReferences(value: unknown, values: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    const hidden = value.includes('{{') ? referredValue(value, values) : undefined;
    return hidden && !isSecret(hidden, key) ? hidden : value;
  }
  if (Array.isArray(value)) return value.map((inner) => withReferences(inner, values, key));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withReferences(inner, values, name)]));
}

function withValue(values: Readonly<Record<string, unknown>>, path: string, value: unknown): Record<string, unknown> {
  const [key = '', ...rest] = path.split('.');
  const inner = values[key];
  return {
    ...values,
    [key]: rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest.join('.'), value),
  };
}
