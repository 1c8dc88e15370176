import { LABEL_KEY, PLAIN_TEXT, type TextForm } from '../input/forms';
import { type Fault, show } from '../input/problems';
import { readOf } from '../input/plain-copy';
import { OWNED_ANNOTATIONS } from './owned-metadata';

/** Faults of the keys of labels or annotations: invalid in Kubernetes, or set by this library. */
export const keysFaults = (map: object, owned: readonly string[]): Fault[] =>
  Object.keys(map).flatMap((key) => keyFault(key, owned) ?? []);

function keyFault(key: string, owned: readonly string[]): Fault | undefined {
  const fix = "write one such as 'team'";
  if (LABEL_KEY.faultOf(key)) {
    const named = key === '' ? 'an empty key' : `the key '${show(key)}'`;
    return { wrong: `has ${named}, which Kubernetes does not accept`, fix };
  }
  // cdk8s takes an object with this key for an instance of a class.
  if (key === 'constructor') return { wrong: 'has the key constructor, which cdk8s cannot write', fix };
  if (!owned.includes(key)) return undefined;
  return { wrong: `has the key ${key}, which other objects depend on`, fix: 'leave it out' };
}

/**
 * Bytes of the annotations of a user: half of what Kubernetes takes on an object, and kubectl apply keeps the object itself
 * in one more annotation (https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/).
 */
const MOST_BYTES = 131_072;

/** Annotations in which kubectl and controllers store their state. */
const RECORDS = ['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'];

/** Value of an annotation: a text of one line or of several. */
export const ANNOTATION: TextForm = {
  example: PLAIN_TEXT.example,
  faultOf: (text) => PLAIN_TEXT.faultOf(text.replaceAll(/[\n\t]/g, ' ')),
};

/** Faults of annotations, of one object or of all objects. */
export function annotationsFaults(map: object): Fault[] {
  const keys = Object.keys(map);
  const texts = keys.flatMap((key) => [key, readOf(map, key)]).filter((each) => typeof each === 'string');
  const bytes = Buffer.byteLength(texts.join(''));
  const records = keys.filter((key) => RECORDS.includes(key));
  return [
    ...records.map((key) => ({ wrong: `has the key ${key}, which Kubernetes writes itself`, fix: 'leave it out' })),
    ...(bytes > MOST_BYTES
      ? [{ wrong: `has ${bytes} bytes, and objects have annotations of their own`, fix: `use at most ${MOST_BYTES}` }]
      : []),
    ...keysFaults(map, OWNED_ANNOTATIONS),
  ];
}

/** Faults of labels that select nodes. */
export function nodeSelectorFaults(labels: object): Fault[] {
  const os = readOf(labels, 'kubernetes.io/os');
  return [
    ...(os === undefined || os === 'linux'
      ? []
      : [{ wrong: `selects ${show(os)}, and all images are for Linux`, fix: 'leave kubernetes.io/os out' }]),
    ...keysFaults(labels, []),
  ];
}
