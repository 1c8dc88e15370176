import { type Manifest, title } from '../../../lib/manifests/manifest';
import { record, records } from '../../../lib/manifests/shape';
import { complaint, printedJson, type KubectlResult, type KubectlRunner } from '../../wait/kubectl';

/** Answers of the API server about objects. */
export interface Answers {
  /** Objects by their titles. */
  readonly objects: ReadonlyMap<string, Manifest>;

  /** Objects without an answer, with the reason. */
  readonly failures: readonly { readonly object: Manifest; readonly reason: string }[];
}

/** Objects that exist in the cluster, and kinds that it does not know. */
export interface LiveObjects extends Answers {
  readonly unknownKinds: ReadonlySet<string>;
}

/** Answer to a user who may not do something, with the kind. */
export const DENIED = /cannot \w+ resource/;

/** Error about a kind that the cluster does not know: it has no such object. */
const UNKNOWN_KIND = /no matches for kind(?: "(\w+)")?|ensure CRDs are installed first/;

const run = (kubectl: KubectlRunner, args: readonly string[], objects: readonly Manifest[]): Promise<KubectlResult> => {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  return kubectl.run([...args, '--filename', '-', '--output', 'json'], { input });
};

/** Objects that exist in the cluster. Others have no answer; objects that the user may not read are failures. */
export async function liveObjects(
  kubectl: KubectlRunner,
  objects: readonly Manifest[],
  args: readonly string[] = [],
): Promise<LiveObjects> {
  const result = await run(kubectl, ['get', '--ignore-not-found', ...args], objects);
  const found = byTitle(result);
  const unknownKinds = new Set(result.stderr.split('\n').flatMap((line) => UNKNOWN_KIND.exec(line)?.[1] ?? []));
  const errors = result.stderr.split('\n').filter((line) => line.trim() !== '' && !UNKNOWN_KIND.test(line));
  const denials = errors.filter((line) => DENIED.test(line));
  if (result.status === 0 || errors.length === 0) return { objects: found, failures: [], unknownKinds };
  const failures = objects
    .filter((object) => !found.has(title(object)))
    .flatMap((object) => {
      // Without any answer, nothing is known of an object.
      const reason = denials.length > 0 ? denials.find((line) => isAbout(line, object)) : complaint(result);
      return reason === undefined ? [] : [{ object, reason }];
    });
  return { objects: found, failures, unknownKinds };
}

/** True for a denial of the kind of an object in its namespace. */
function isAbout(denial: string, { kind, metadata }: Manifest): boolean {
  const [, resource] = /cannot \w+ resource "([^"]+)"/.exec(denial) ?? [];
  const name = kind.toLowerCase();
  const isOfKind = [`${name}s`, `${name}es`, `${name.slice(0, -1)}ies`].includes(resource ?? '');
  const [, where] = /in the namespace "([^"]+)"/.exec(denial) ?? [];
  // kubectl asks for a namespace in itself.
  return isOfKind && where === (kind === 'Namespace' ? metadata.name : metadata.namespace);
}

/**
 * Objects as an apply would make them, in a dry run. kubectl prints nothing if one of them is refused, so those that it names are
 * asked for alone, and if that does not help, halves.
 */
export async function dryRun(
  kubectl: KubectlRunner,
  args: readonly string[],
  objects: readonly Manifest[],
): Promise<Answers> {
  if (objects.length === 0) return { objects: new Map(), failures: [] };
  const result = await run(kubectl, ['apply', '--dry-run=server', ...args], objects);
  if (result.status === 0) return { objects: byTitle(result), failures: [] };
  const reason = complaint(result);
  if (objects.length === 1 || DENIED.test(reason)) {
    return { objects: new Map(), failures: objects.map((object) => ({ object, reason })) };
  }
  const named = objects.filter(({ kind, metadata: { name } }) =>
    result.stderr.includes(`The ${kind} "${name}" is invalid`),
  );
  const rest = objects.filter((object) => !named.includes(object));
  const parts = named.length > 0 ? [...named.map((object) => [object]), rest] : halves(objects);
  const answers = await Promise.all(parts.map((part) => dryRun(kubectl, args, part)));
  return {
    objects: new Map(answers.flatMap((answer) => [...answer.objects])),
    failures: answers.flatMap(({ failures }) => failures),
  };
}

function halves(objects: readonly Manifest[]): (readonly Manifest[])[] {
  const middle = Math.ceil(objects.length / 2);
  return [objects.slice(0, middle), objects.slice(middle)];
}

/** Objects that kubectl prints: one, or a list. */
function byTitle(result: KubectlResult): Map<string, Manifest> {
  const printed = record(printedJson(result));
  const items = printed['kind'] === 'List' ? records(printed['items']) : printed['kind'] === undefined ? [] : [printed];
  return new Map((items as unknown as Manifest[]).map((object) => [title(object), object]));
}
