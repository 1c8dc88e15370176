import { createHash } from 'node:crypto';
import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { PatchedObject } from './patched-object';

/** Annotation of a pod template. It changes with the configuration that the pods read at start, and so rolls them. */
const ANNOTATION = 'checksum/config';

/** Annotation for the pod template of a workload that `addObject` adds. Its value is set when the object is rendered. */
export const CONFIG_CHECKSUM: Readonly<Record<string, string>> = { [ANNOTATION]: '' };

/** Short hash of texts. */
export function checksum(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}

/** ConfigMap or Secret, with its texts. */
interface Texts {
  readonly metadata: { readonly name?: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly stringData?: Readonly<Record<string, unknown>>;
  readonly binaryData?: Readonly<Record<string, unknown>>;
}

/** Reference to a ConfigMap or a Secret. */
interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

/** Part of a rendered workload that refers to ConfigMaps and Secrets. */
interface Workload {
  readonly metadata: { readonly namespace?: string };
  readonly spec?: {
    readonly template?: {
      readonly metadata?: { annotations?: Record<string, string> };
      readonly spec?: { readonly volumes?: readonly object[]; readonly [containers: string]: unknown };
    };
  };
}

/**
 * Workload whose annotation `checksum/config` is the hash of the ConfigMaps and Secrets of its app that its pods read at
 * start. It is computed whenever the workload is rendered, so patches of either object count.
 */
export class WorkloadObject extends PatchedObject {
  /** Values to replace: patches may repeat one that an earlier rendering returned. */
  private readonly computed = new Set<string | undefined>(Object.values(CONFIG_CHECKSUM));

  /** @param reloaded Names of volumes whose files the pods read again by themselves */
  constructor(
    scope: Construct,
    id: string,
    props: ApiObjectProps,
    private readonly reloaded: readonly string[],
  ) {
    super(scope, id, props);
  }

  public override toJson(): unknown {
    const workload = super.toJson() as Workload;
    const annotations = workload.spec?.template?.metadata?.annotations;
    // A value that the user has set or removed stays so.
    if (!annotations || !this.computed.has(annotations[ANNOTATION])) return workload;
    const value = checksum(...this.texts(workload));
    this.computed.add(value);
    annotations[ANNOTATION] = value;
    return workload;
  }

  private texts({ metadata, spec: { template: { spec = {} } = {} } = {} }: Workload): string[] {
    const { volumes = [], ...containers } = spec;
    const read = volumes.filter((volume) => !this.reloaded.includes((volume as { name: string }).name));
    const objects = this.node.root.node.findAll().filter((object) => ApiObject.isApiObject(object));
    return referencesIn([read, containers])
      .flatMap((reference) => this.findTexts(objects, reference, metadata.namespace))
      .flatMap(({ data, stringData, binaryData }) => Object.values({ ...data, ...stringData, ...binaryData }))
      .map(String);
  }

  private findTexts(objects: readonly ApiObject[], { kind, name }: Reference, namespace?: string): Texts | [] {
    const ofKind = objects.filter((object) => object.kind === kind);
    // Objects that were made with this name are tried first, then all others, since names can be patched.
    for (const object of [...ofKind.filter((one) => one.name === name), ...ofKind.filter((one) => one.name !== name)]) {
      const rendered = object.toJson() as Texts;
      if (rendered.metadata.name === name && rendered.metadata.namespace === namespace) return rendered;
    }
    return [];
  }
}

/** Fields with which volumes and containers refer to an object, and the field of its name. */
const FIELDS: Readonly<Record<string, readonly [Reference['kind'], name: string]>> = {
  configMap: ['ConfigMap', 'name'],
  secret: ['Secret', 'secretName'],
  configMapRef: ['ConfigMap', 'name'],
  secretRef: ['Secret', 'name'],
  configMapKeyRef: ['ConfigMap', 'name'],
  secretKeyRef: ['Secret', 'name'],
};

/** Objects that a value refers to, at any depth. */
function referencesIn(value: unknown): Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]: [string, unknown]) => {
    const field = FIELDS[key];
    if (!field || typeof below !== 'object' || below === null) return referencesIn(below);
    // In projected volumes a Secret has `name`.
    const name = (below as Record<string, unknown>)[field[1]] ?? (below as Record<string, unknown>)['name'];
    return typeof name === 'string' ? [{ kind: field[0], name }] : [];
  });
}
