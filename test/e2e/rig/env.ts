import { parseQuantity } from '../../../lib/manifests/quantity';
import type { Container, EnvVar, PodSpec, ResourceField } from './objects';

/** Values by their keys, of a ConfigMap or Secret. */
type Data = Readonly<Record<string, string>>;

/** Values for variables of a pod's containers. */
export interface PodValues {
  /** Fields of the pod, by their paths. */
  readonly fields: Data;

  /** Spec of the pod, for amounts of its containers. */
  readonly spec: PodSpec;

  /** Values of a ConfigMap or Secret in its namespace; undefined if it does not exist. */
  readonly data: (kind: 'ConfigMap' | 'Secret', name: string) => Data | undefined;
}

/** Variables of a container. @throws Error if one refers to what does not exist, as the kubelet says it */
export function environmentOf({ envFrom = [], env = [], name }: Container, values: PodValues): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { prefix = '', configMapRef, secretRef } of envFrom) {
    const data = configMapRef ? dataOf(values, 'ConfigMap', configMapRef) : dataOf(values, 'Secret', secretRef);
    for (const [key, value] of Object.entries(data)) found[prefix + key] = value;
  }
  for (const variable of env) {
    const value = valueOf(variable, name, values);
    // A value may use variables that come before it.
    if (value !== undefined)
      found[variable.name] = value.replace(/\$\((\w+)\)/g, (whole, of: string) => found[of] ?? whole);
  }
  return found;
}

/** Amount of a resource of a container. What has no limit has that of the rig's nodes. */
export function amountOf(
  { containerName, resource, divisor = '1' }: ResourceField,
  spec: PodSpec,
  container = '',
): string {
  const of = spec.containers.find(({ name }) => name === (containerName ?? container));
  const [kind, name] = resource.split('.') as ['limits' | 'requests', string];
  const text = of?.resources?.[kind]?.[name] ?? NODE_ROOM[name] ?? '0';
  return String(Math.ceil((parseQuantity(text) ?? 0) / (parseQuantity(divisor) || 1)));
}

/** Room for pods on a node of the rig: an m6i.2xlarge. */
export const NODE_ROOM: Data = { cpu: '7910m', memory: '31266Mi', pods: '58', 'ephemeral-storage': '72Gi' };

function valueOf({ name, value, valueFrom }: EnvVar, container: string, values: PodValues): string | undefined {
  if (!valueFrom) return value ?? '';
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (resourceFieldRef) return amountOf(resourceFieldRef, values.spec, container);
  const ref = secretKeyRef ?? configMapKeyRef;
  if (ref) {
    const kind = secretKeyRef ? 'Secret' : 'ConfigMap';
    const key = dataOf(values, kind, ref)[ref.key];
    if (key === undefined && !ref.optional) throw new Error(`couldn't find key ${ref.key} in ${kind} ${ref.name}`);
    return key;
  }
  const field = values.fields[fieldRef?.fieldPath ?? ''];
  if (field === undefined) throw new Error(`env ${name}: ${JSON.stringify(valueFrom)} is not supported by the rig`);
  return field;
}

function dataOf(
  { data }: PodValues,
  kind: 'ConfigMap' | 'Secret',
  { name = '', optional }: { readonly name?: string; readonly optional?: boolean } = {},
): Data {
  const found = data(kind, name);
  if (!found && !optional) throw new Error(`${kind.toLowerCase()} "${name}" not found`);
  return found ?? {};
}
