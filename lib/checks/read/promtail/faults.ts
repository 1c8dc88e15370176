import { nearest } from '../../../../charts/input/nearest';
import { ownValue } from '../../../../charts/input/own-value';
import { show } from '../../../../charts/input/show';
import { isRecord, isText } from '../../../manifests/shape';
import { templateProblem } from '../alloy/stage-faults';
import { valueFaults } from './values';
import { OTHER_NAMES, PROMTAIL_STAGES, type SettingType, type StageSettings } from './stages';

/** Fault of a stage of Promtail. */
export interface PromtailFault {
  /**
   * `stage`: the stage does not exist; `setting`: a setting is wrong or missing; `ignored`: Promtail does not read it.
   */
  readonly kind: 'stage' | 'setting' | 'ignored';

  /** Path below the list of stages: `[1].json.sorce`. */
  readonly at: string;

  /** Value found, and what is wrong with it. */
  readonly found: string;

  /** Advice. */
  readonly fix: string;
}

const NAMES = Object.keys(PROMTAIL_STAGES);

/** Faults of a list of stages. */
export function promtailFaults(stages: unknown, before = ''): PromtailFault[] {
  if (!Array.isArray(stages)) return [];
  return stages.flatMap((item: unknown, index) => {
    const at = `${before}[${index}]`;
    if (!isRecord(item)) {
      const name = isText(item) && NAMES.includes(item) ? item : undefined;
      const fix = name === undefined ? 'write the name of a stage with a colon, or remove it' : `write ${name}: {}`;
      return [{ kind: 'stage', at, found: `${show(item)} is not a stage with settings`, fix }];
    }
    const names = Object.keys(item);
    if (names.length > 1) {
      const found = `has ${names.length} stages in one item: ${names.join(', ')}`;
      return [{ kind: 'stage', at, found, fix: 'write each as an item of its own' }];
    }
    return names.flatMap((name) => stageFaults(name, item[name], `${at}.${name}`));
  });
}

function stageFaults(name: string, settings: unknown, at: string): PromtailFault[] {
  const form = ownValue(PROMTAIL_STAGES, name);
  if (form === undefined) {
    const meant = ownValue(OTHER_NAMES, name) ?? nearest(name, NAMES);
    const fix = meant === undefined ? `use one of ${NAMES.join(', ')}` : `use ${meant}`;
    return [{ kind: 'stage', at, found: 'is not a stage', fix }];
  }
  const faults = isText(form) ? typeFaults(form, settings, at) : settingFaults(name, form, settings ?? {}, at);
  const values = valueFaults(name, settings).map(([path, found, fix]): PromtailFault => ({
    kind: 'setting',
    at: `${at}.${path}`,
    found,
    fix,
  }));
  return [...faults, ...values];
}

function settingFaults(name: string, form: StageSettings, settings: unknown, at: string): PromtailFault[] {
  if (!isRecord(settings)) {
    const [first = ''] = [...(form.required ?? []), ...Object.keys(form.keys)];
    return [{ kind: 'setting', at, found: `${show(settings)} has no settings`, fix: `write ${first}: below it` }];
  }
  const known = Object.keys(form.keys);
  // Promtail reads settings in any case.
  const written = new Map(Object.keys(settings).map((key) => [key.toLowerCase(), key]));
  const others = [...written.values()].filter((key) => !known.includes(key.toLowerCase()));
  const lacking = (form.required ?? []).filter((key) => (settings[written.get(key) ?? key] ?? '') === '');
  // Of one that is there and one that is not, the first is meant for the second.
  const only = lacking.length === 1 && others.length === 1 ? lacking[0] : undefined;
  const meant = new Map(others.map((key) => [key, nearest(key, known) ?? only]));
  const lacks = lacking.map((key): PromtailFault => {
    const wrong = others.find((other) => meant.get(other) === key);
    const fix = wrong === undefined ? `write ${key}: below it` : `write ${key} in place of ${wrong}`;
    return { kind: 'setting', at, found: `lacks ${key}`, fix };
  });
  const ignored = others
    .filter((key) => !lacking.includes(meant.get(key) ?? ''))
    .map((key): PromtailFault => {
      const similar = meant.get(key);
      const fix = similar === undefined ? 'remove it' : `use ${similar}`;
      return { kind: 'ignored', at: `${at}.${key}`, found: `is not a setting of the stage ${name}`, fix };
    });
  const types = [...written].flatMap(([lower, key]) => {
    const type = ownValue(form.keys, lower);
    return type === undefined ? [] : typeFaults(type, settings[key], `${at}.${key}`);
  });
  const read = Object.fromEntries([...written].map(([lower, key]) => [lower, settings[key]]));
  return [...lacks, ...ignored, ...types, ...wholeFaults(name, read, at)];
}

/** Values that Promtail fills in from its environment may be of any type. */
const isOpen = (value: unknown): boolean =>
  value === null || value === undefined || (isText(value) && /\$\{/.test(value));

function typeFaults(type: SettingType, value: unknown, at: string): PromtailFault[] {
  if (type === 'any' || isOpen(value)) return [];
  if (type === 'stages') return promtailFaults(value, at);
  const wrong = (found: string, fix: string): PromtailFault[] => [{ kind: 'setting', at, found, fix }];
  switch (type) {
    case 'text':
      if (isText(value)) return [];
      if (typeof value === 'object') return wrong('is not a text', 'write one text');
      return wrong(`${String(value)} is not a text`, `write it in quotes: '${String(value)}'`);
    case 'boolean':
      if (typeof value === 'boolean') return [];
      if (value === 'true' || value === 'false') return wrong(`'${value}' is a text`, `write ${value} without quotes`);
      return wrong(`${show(value)} is not true or false`, 'write true or false');
    case 'texts':
      if (!Array.isArray(value)) return wrong('is not a list', 'write its names as the items of a list');
      return value.flatMap((item: unknown, index) => typeFaults('text', item, `${at}[${index}]`));
    case 'map of texts':
      if (!isRecord(value)) return wrong('has no names with a colon', 'write each name with a colon: level:');
      return Object.entries(value).flatMap(([key, inner]) => typeFaults('text', inner, `${at}.${key}`));
  }
}

/** Faults of combinations of settings. */
function wholeFaults(name: string, settings: Readonly<Record<string, unknown>>, at: string): PromtailFault[] {
  const wrong = (found: string, fix: string): PromtailFault[] => [{ kind: 'setting', at, found, fix }];
  const has = (key: string): boolean => (settings[key] ?? '') !== '';
  if (name === 'template') {
    const fault = isText(settings['template']) ? templateProblem(settings['template']) : undefined;
    return fault ? wrong(...fault) : [];
  }
  if (name === 'tenant') {
    const set = ['label', 'source', 'value'].filter(has);
    if (set.length === 1) return [];
    return wrong(`has ${set.join(' and ') || 'none of label, source and value'}`, 'set one of label, source and value');
  }
  if (name === 'drop') {
    if (!['source', 'expression', 'older_than', 'longer_than'].some(has)) {
      return wrong('has no condition for the lines to drop', 'set source, expression, older_than or longer_than');
    }
    if (has('value') && !has('source')) return wrong('has value but no source', 'name the source');
    return has('value') && has('expression') ? wrong('has value and expression', 'set one of the two') : [];
  }
  if (name !== 'match') return [];
  const drops = settings['action'] === 'drop';
  const stages = Array.isArray(settings['stages']) ? settings['stages'].length : 0;
  if (drops && stages > 0) return wrong('drops the lines but has stages for them', 'remove the stages');
  return drops || stages > 0 ? [] : wrong('keeps the lines but has no stage for them', 'add stages, or action: drop');
}
