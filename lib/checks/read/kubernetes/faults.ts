import { ownValue } from '../../../../charts/input/own-value';
import { nearest } from '../../../../charts/input/nearest';
import { show } from '../../../../charts/input/show';
import { type Manifest, title } from '../../../manifests/manifest';
import type { Manifests } from '../../../manifests/manifests';
import { type Block, isRecord, isText } from '../../../manifests/shape';
import { CHECKS } from './checks';
import { type ApiFault, isOpen } from './fault';
import { FORMS } from './forms';
import { entryFaults } from './labels';
import { REQUIRED } from './required';
import { fieldsOf, typeOfKind } from './schema';
import { isPlain, plainFault } from './types';

/** Part of an object that a fault is in. */
export type Area = 'labels' | 'fields' | 'containers' | 'workload' | 'object';

/** Fault of an object, with its whole path. */
export type PlacedFault = ApiFault & { readonly area: Area };

/** Faults for which the API server refuses objects of Kubernetes itself. */
export function apiFaults(manifests: Manifests): readonly PlacedFault[] {
  return manifests.read(readFaults);
}

const readFaults = ({ objects }: Manifests): PlacedFault[] =>
  objects.flatMap((object) => {
    const type = typeOfKind(String(object.apiVersion), String(object.kind));
    return type === undefined ? [] : faultsOf(object, type);
  });

/** Fields that are not those of Kubernetes: SOPS adds the first. */
const OF_OTHERS = ['sops'];

/** Types whose values are parts of a workload. */
const WORKLOAD = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|Pod)$/;

/** Fields with labels, by type: their values have a form. */
const LABELS: Readonly<Record<string, string>> = {
  LabelSelector: 'matchLabels',
  ServiceSpec: 'selector',
  PodSpec: 'nodeSelector',
  Scheduling: 'nodeSelector',
};

/** Names of types in messages, if they are not those of their kinds. */
const WORDS: Readonly<Record<string, string>> = { JSONSchemaProps: 'schema', EndpointSlicePort: 'EndpointPort' };

/** Name of a type in messages. */
const wordsOf = (type: string): string => WORDS[type] ?? type.replace(/Spec(\.v1)?$|\.v1$/, '');

const withArticle = (word: string): string => `${/^([AEIO]|HPA)/.test(word) ? 'an' : 'a'} ${word}`;

/** Walk through an object, along the types of its fields. */
class Walk {
  public readonly faults: PlacedFault[] = [];

  constructor(
    private readonly title: string,
    private readonly rest: Area,
  ) {}

  /** Adds the faults of a value of a type. */
  public visit(type: string, value: unknown, path: string, area = this.rest): void {
    if (value === null || value === undefined || isOpen(value)) return;
    if (type.startsWith('?'))
      return typeof value === 'boolean' ? undefined : this.visit(type.slice(1), value, path, area);
    if (type.startsWith('[]')) {
      if (!Array.isArray(value)) return this.add('fields', path, `${show(value)} is not a list`, 'write a list');
      const inner = type.slice(2);
      value.forEach((item: unknown, index) =>
        // An item that is null is sent as one without fields.
        this.visit(inner, isPlain(inner) ? item : (item ?? {}), `${path}[${nameOf(inner, item) ?? index}]`, area),
      );
    } else if (isPlain(type)) {
      const fault = plainFault(type, value);
      // A value that is not Base64 may be the password itself.
      const shown = type === 'bytes' ? '' : `${literal(value)} `;
      if (fault) this.add('fields', path, `${shown}${fault.wrong}`, fault.fix);
    } else if (!isRecord(value)) {
      this.add('fields', path, `${show(value)} has no fields`, 'write fields with their names, or leave it out');
    } else if (type.startsWith('{}')) {
      for (const [key, item] of Object.entries(value)) this.visit(type.slice(2), item, `${path}[${key}]`, area);
    } else {
      this.visitFields(type, value, path, type === 'Container' ? 'containers' : area);
    }
  }

  private visitFields(type: string, value: Block, path: string, area: Area): void {
    const fields = fieldsOf(type);
    const missing = (REQUIRED[type] ?? []).filter((key) => isEmpty(value[key]));
    const meant: string[] = [];
    for (const [key, item] of Object.entries(value)) {
      const inner = ownValue(fields, key);
      const at = below(path, key);
      if (inner !== undefined) this.visitField(type, key, item, at, area, inner);
      else if (isUnknown(key, item)) {
        const place = ownValue(RENAMED[type], key) ?? placeOf(type, key);
        const other = nearest(key, Object.keys(fields)) ?? missing.find((one) => !meant.includes(one));
        const fix = place ?? (other === undefined ? 'remove it' : `use ${other}`);
        this.add('fields', at, `is not a field of ${withArticle(wordsOf(type))}`, fix);
        meant.push(...(place === undefined ? [other ?? ''] : [...missing, '', 'target']));
      }
    }
    // A field that is misspelt is not missing, too.
    for (const key of missing.filter((one) => !meant.includes(one)))
      this.add(area, below(path, key), 'is missing', 'write it');
    for (const check of CHECKS[type] ?? []) {
      for (const { path: inner, found, fix } of check(value)) {
        if (!meant.includes(inner)) this.add(area, below(path, inner), found, fix);
      }
    }
  }

  private visitField(type: string, key: string, value: unknown, path: string, area: Area, inner: string): void {
    if (LABELS[type] === key) return this.addLabels('labels', value, path);
    if (type === 'ObjectMeta' && (key === 'labels' || key === 'annotations')) {
      // Those of the object itself are found for objects of all kinds.
      return path.startsWith('metadata.') ? undefined : this.addLabels(key, value, path);
    }
    // K8S-API-2 is about names.
    if (type === 'ObjectMeta' && key === 'name' && path === 'metadata.name') return;
    const before = this.faults.length;
    this.visit(inner, value, path, area);
    const form = FORMS[type]?.[key];
    const isMissing = value === '' && REQUIRED[type]?.includes(key) === true;
    if (!form || isMissing || this.faults.length > before) return;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    items.forEach((item, index) => {
      const fault = isOpen(item) || item === null ? undefined : form(item);
      const at = Array.isArray(value) ? `${path}[${index}]` : path;
      if (fault) this.add(type === 'Container' ? 'containers' : area, at, `${show(item)} ${fault.wrong}`, fault.fix);
    });
  }

  private addLabels(field: 'labels' | 'annotations', value: unknown, path: string): void {
    for (const { path: at, found, fix } of entryFaults(field, value, path)) this.add('labels', at, found, fix);
  }

  private add(area: Area, path: string, found: string, fix: string): void {
    this.faults.push({ area, path: `${this.title} ${path}`, found, fix });
  }
}

/** Path of a field below another one. Either path may be empty, for the value itself. */
const below = (path: string, inner: string): string => (path && inner ? `${path}.${inner}` : path || inner);

const literal = (value: unknown): string => (isText(value) ? `'${value}'` : show(value));

/** True for a value that the API server treats as missing. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** True for a field that the API server does not know. Other programs take some out before. */
const isUnknown = (key: string, value: unknown): boolean => value !== undefined && !isOpen(key) && !key.startsWith('$');

/** Fields of versions that are gone, and what is in their places. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  IngressBackend: {
    serviceName: 'write service.name',
    servicePort: 'write service.port.number, or service.port.name',
  },
  ResourceMetricSource: {
    targetAverageUtilization: 'write target.type: Utilization and target.averageUtilization',
    targetAverageValue: 'write target.type: AverageValue and target.averageValue',
  },
};

/** Types whose items a message calls by their number, since their names occur twice. */
const NUMBERED = ['ContainerPort', 'VolumeMount', 'VolumeDevice'];

/** Name of an item of a list, if it has one. */
function nameOf(type: string, item: unknown): string | undefined {
  const name = isRecord(item) && !NUMBERED.includes(type) ? item['name'] : undefined;
  return isText(name) && name !== '' ? name : undefined;
}

/** Advice for a field that another type near this one has. */
function placeOf(type: string, key: string): string | undefined {
  const fields = Object.entries(fieldsOf(type));
  const within = fields.filter(([, inner]) => fieldsOf(inner.replace(/^(\[\]|\{\})/, ''))[key] !== undefined);
  const [first] = within;
  return first && within.length === 1 && first[0] !== 'status' ? `move it below ${first[0]}` : undefined;
}

function faultsOf(object: Manifest, type: string): PlacedFault[] {
  const walk = new Walk(title(object), WORKLOAD.test(type) ? 'workload' : 'object');
  const own = Object.fromEntries(Object.entries(object).filter(([key]) => !OF_OTHERS.includes(key)));
  walk.visit(type, own, '');
  return walk.faults;
}
