import { at } from '../../manifests/shape';
import { FILLED, Hidden, valueOf } from './hidden';

/** Templates of a text. */
const TEMPLATES = /\{\{-?(.*?)-?\}\}/gs;

/** A helper of a chart. */
const HELPER = /^\s*include "(loki|promtail|alloy|enterprise-logs)[\w.-]*"/;

/** A key of a block that `with` opens, which only a text of configuration has. */
const WITHIN = /^\s*\.([a-z]\w*)?\s*$/;

/** Templates beside a helper in an address. */
const BESIDE = /^\s*(\$?\.Release\.\w+|\$?\.Values\.global\.\w+)\s*$/;

/** Keys whose texts are templates of the chart, whatever they have. */
const OF_CHART = /^(labelSelector|nginxConfig|htpasswd|kedaAutoscaling|(readiness|liveness|startup)Probe)$/;

/** Beginnings of templates in a text of several lines. */
const CONTROL = /^\s*(if|else|end|with|range|toYaml|tpl|include|\.[A-Za-z$])/;

/** A template that is a value of the same file. */
const REFERENCE = /^\s*\{\{-?\s*\$?\.Values((?:\.\w+)+)\s*(?:\|\s*s?quote\s*)?-?\}\}\s*$/;

/**
 * True for a text that the values of a chart have by default: a helper of the chart, labels of its pods, or a whole
 * file of it. A template of a user names other helpers, or is a single value.
 */
export function isChartTemplate(text: string, keys: readonly string[]): boolean {
  const templates = [...text.matchAll(TEMPLATES)].map(([, inside = '']) => inside);
  if (keys.some((key) => OF_CHART.test(key))) return true;
  if (templates.length === 0 || text.includes('${')) return false;
  const isFile = text.trim().includes('\n') && /include |\.Values\./.test(text);
  if (isFile) return templates.every((inside) => CONTROL.test(inside));
  const isInConfig = keys.includes('config');
  const isOwn = (inside: string) => HELPER.test(inside) || (isInConfig && WITHIN.test(inside));
  return templates.some(isOwn) && templates.every((inside) => isOwn(inside) || BESIDE.test(inside));
}

/** Value that a text takes from other values of the file; undefined if it is no such text. */
export function referredValue(text: string, values: unknown): Hidden | undefined {
  const path = REFERENCE.exec(text)?.[1]?.slice(1);
  const value = path === undefined ? undefined : at(values, path);
  const isPlain = typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
  if (path === undefined || !isPlain || /\{\{|\$\{/.test(String(value))) return undefined;
  return valueOf(path, value);
}

/** Blocks without a value become those that the chart fills. */
export function filled(value: unknown): unknown {
  if (value === null) return FILLED;
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Hidden) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
}
