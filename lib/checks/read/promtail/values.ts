import { regexError } from '../../../../charts/input/re2';
import { show } from '../../../../charts/input/show';
import { isRecord, isText } from '../../../manifests/shape';
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

/** Names of labels that Promtail takes. */
const LABEL_NAME = /^[a-zA-Z_]\w*$/;

/** Kinds of metrics. */
const METRICS = ['counter', 'gauge', 'histogram'];

/** Faults of the values of a stage with which Promtail does not start, aside from their types. */
export function valueFaults(name: string, settings: unknown): ValueFault[] {
  if (!isRecord(settings)) return [];
  if (name === 'labels') return labelFaults(settings);
  if (name === 'metrics') return metricFaults(settings);
  return Object.entries(settings).flatMap(([key, value]) => {
    const setting = key.toLowerCase();
    if (REGEXES[name] === setting) return regexFaults(key, value);
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
