import { NAMESPACE, type TextForm } from '../input/forms';
import type { Fault } from '../input/problems';

/**
 * Namespaces of Kubernetes (`kube-` is reserved for it) and of AWS's add-ons
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/).
 */
const RESERVED: readonly { readonly names: RegExp; readonly wrong: string }[] = [
  { names: /^kube-/, wrong: 'belongs to Kubernetes itself' },
  { names: /^default$/, wrong: 'is where objects go that name no namespace' },
  { names: /^(amazon-.*|aws-observability)$/, wrong: 'belongs to AWS' },
];

/** Fault of a namespace that is reserved for others; undefined for any other namespace. */
export function reservedNamespaceFault(name: string, example: string): Fault | undefined {
  const reserved = RESERVED.find(({ names }) => names.test(name));
  return reserved && { wrong: reserved.wrong, fix: `use another, such as ${example}` };
}

/** Name of a namespace that is not reserved for others. */
export const unreservedNamespace = (example: string): TextForm => ({
  example,
  faultOf: (name) => NAMESPACE.faultOf(name) ?? reservedNamespaceFault(name, example),
});
