import { LABEL_KEY, PLAIN_TEXT, type TextForm } from '../input/forms';
import { type Fault, show } from '../input/problems';
import { OWNED_ANNOTATIONS } from './owned-metadata';

/** Fault of the keys of labels or annotations: invalid in Kubernetes, or set by this library. */
export function keysFault(map: object, owned: readonly string[]): Fault | undefined {
  const keys = Object.keys(map);
  const fix = "write one such as 'team'";
  const wrong = keys.find((key) => LABEL_KEY.faultOf(key));
  if (wrong !== undefined) {
    const key = wrong === '' ? 'an empty key' : `the key '${show(wrong)}'`;
    return { wrong: `has ${key}, which Kubernetes does not accept`, fix };
  }
  // cdk8s takes an object with this key for an instance of a class.
  if (keys.includes('constructor')) return { wrong: 'has the key constructor, which cdk8s cannot write', fix };
  const ours = keys.find((key) => owned.includes(key));
  return ours === undefined
    ? undefined
    : { wrong: `has the key ${ours}, which other objects depend on`, fix: 'leave it out' };
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

/** Fault of annotations, of one object or of all objects. */
export function annotationsFault(map: object): Fault | undefined {
  const bytes = Buffer.byteLength(Object.entries(map).flat().map(String).join(''));
  const record = Object.keys(map).find((key) => RECORDS.includes(key));
  if (record !== undefined)
    return { wrong: `has the key ${record}, which Kubernetes writes itself`, fix: 'leave it out' };
  return bytes <= MOST_BYTES
    ? keysFault(map, OWNED_ANNOTATIONS)
    : { wrong: `has ${bytes} bytes, and objects have annotations of their own`, fix: `use at most ${MOST_BYTES}` };
}

/** Fault of labels that select nodes. */
export function nodeSelectorFault(labels: object): Fault | undefined {
  const os = (labels as Readonly<Record<string, string | undefined>>)['kubernetes.io/os'];
  return os === undefined || os === 'linux'
    ? keysFault(labels, [])
    : { wrong: `selects ${os}, and all images are for Linux`, fix: 'leave kubernetes.io/os out' };
}
