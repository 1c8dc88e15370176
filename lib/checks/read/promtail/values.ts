import { LOCATION } from '../../../../charts/input/go-time';
import { regexError } from '../../../../charts/input/re2';
import { show } from '../../../../charts/input/show';
import { isRecord, isText } from '../../../manifests/shape';
import { beginsWithSelector } from '../../../../charts/loki/config/values/selector';
import { isBrokenJmesPath, JMESPATH_FIX } from '../alloy/jmespath';
import { isGoDuration } from '../alloy/types';

/** Fault of a value: its path below the stage, what is wrong, and advice. */
export type ValueFault = readonly [path: string, found: string, fix: string];

/** Settings that are regular expressions, by their stage. */
const REGEXES: Readonly<Record<string, string>> = {
  drop: 'expression',
  multiline: 'firstline',
  regex: 'expression',
  replace: 'expression',
};

/** Settings that are durations, by their stage. */
const DURATIONS: Readonly<Record<string, string>> = { drop: 'older_than', multiline: 'max_wait_time' };

/** Fault of a value, and advice; undefined if it has none. */
type Form = (value: unknown) => readonly [wrong: string, fix: string] | undefined;

const oneOf =
  (...words: string[]): Form =>
  (value) =>
    isText(value) && value !== '' && !words.includes(value)
      ? [`is not one of ${words.join(', ')}`, 'write one of them']
      : undefined;

const moreThanNone: Form = (value) => (Number(value) <= 0 ? ['is not more than 0', 'write one such as 10'] : undefined);

/** Forms of other settings, by their stage. */
const FORMS: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  limit: { rate: moreThanNone, burst: moreThanNone },
  match: {
    action: oneOf('keep', 'drop'),
    selector: (value) =>
      isText(value) && value !== '' && !beginsWithSelector(value)
        ? ['is not a selector of LogQL', `write one such as '{app="api"}'`]
        : undefined,
  },
  sampling: {
    rate: (value) =>
      typeof value === 'number' && (value < 0 || value > 1)
        ? ['is not from 0 to 1', 'write the part of the lines to keep, such as 0.1']
        : undefined,
  },
  timestamp: {
    action_on_failure: oneOf('skip', 'fudge'),
    location: (value) => {
      const fault = !isText(value) || ['', 'Local'].includes(value) ? undefined : LOCATION.faultOf(value);
      return fault && [fault.wrong, fault.fix];
    },
  },
};

/** Names of labels that Promtail takes. */
const LABEL_NAME = /^[a-zA-Z_]\w*$/;

/** Kinds of metrics. */
const METRICS = ['counter', 'gauge', 'histogram'];

/** Faults of the values of a stage with which Promtail does not start, aside from their types. */
export function valueFaults(name: string, settings: unknown): ValueFault[] {
  if (!isRecord(settings)) return [];
  if (name === 'labels') return labelFaults(settings);
  if (name === 'metrics') return metricFaults(settings);
  if (name === 'json') return pathFaults(settings);
  return Object.entries(settings).flatMap(([key, value]) => {
    const setting = key.toLowerCase();
    if (REGEXES[name] === setting) return regexFaults(key, value);
    const form = FORMS[name]?.[setting];
    if (form) return isText(value) && isOpen(value) ? [] : formFaults(key, value, form);
    return DURATIONS[name] === setting ? durationFaults(key, value) : [];
  });
}

/** Values that Promtail fills in from its environment are unknown. */
const isOpen = (text: string): boolean => text.includes('${');

function regexFaults(path: string, value: unknown): ValueFault[] {
  const error = isText(value) && !isOpen(value) ? regexError(value) : undefined;
  return error
    ? [[path, `${show(value)} is not an expression of Go: character ${error.at + 1} ${error.wrong}`, error.fix]]
    : [];
}

function formFaults(path: string, value: unknown, form: Form): ValueFault[] {
  const fault = value === null || value === undefined ? undefined : form(value);
  return fault ? [[path, `${show(value)} ${fault[0]}`, fault[1]]] : [];
}

/** Faults of the paths of fields. */
function pathFaults(settings: Readonly<Record<string, unknown>>): ValueFault[] {
  const [key = '', paths] = Object.entries(settings).find(([name]) => name.toLowerCase() === 'expressions') ?? [];
  if (!isRecord(paths)) return [];
  return Object.entries(paths)
    .filter(([, path]) => isText(path) && !isOpen(path) && isBrokenJmesPath(path))
    .map(([name, path]) => [`${key}.${name}`, `${show(path)} is not an expression of JMESPath`, JMESPATH_FIX]);
}

function durationFaults(path: string, value: unknown): ValueFault[] {
  if (!isText(value) && typeof value !== 'number') return [];
  const text = String(value);
  if (isOpen(text) || isGoDuration(text)) return [];
  return [[path, `${show(value)} is not a duration of Go`, 'write one such as 30s or 1h30m: its largest unit is h']];
}

function labelFaults(labels: Readonly<Record<string, unknown>>): ValueFault[] {
  return Object.keys(labels)
    .filter((label) => !isOpen(label) && !LABEL_NAME.test(label))
    .map((label) => [label, 'is not a name of a label', 'use letters, digits and _, with a letter or _ first']);
}

function metricFaults(metrics: Readonly<Record<string, unknown>>): ValueFault[] {
  return Object.entries(metrics).flatMap(([name, metric]): ValueFault[] => {
    if (!isRecord(metric)) return [];
    const of = (setting: string) => Object.entries(metric).find(([key]) => key.toLowerCase() === setting);
    const [typeKey = 'type', type] = of('type') ?? [];
    const [idleKey = '', idle] = of('max_idle_duration') ?? [];
    const isKnown = isText(type) && (isOpen(type) || METRICS.includes(type.toLowerCase()));
    const found = type === undefined ? 'lacks type' : `${show(type)} is not a type of metrics`;
    return [
      ...(isKnown ? [] : [[`${name}.${typeKey}`, found, 'use Counter, Gauge or Histogram'] as const]),
      ...durationFaults(`${name}.${idleKey}`, idle),
    ];
  });
}
