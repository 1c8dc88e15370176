import { Manifests } from '../../lib/manifests/manifests';
import { IMMUTABLE_RULES } from '../../lib/checks/kubernetes/immutable';
import { KEPT_OBJECTS, KEPT_RESOURCES } from './kept';
import type { Released, ReleasedResource, ReleasedStack } from './names';
import { type Manifest, title } from '../../lib/manifests/manifest';

/** Replacements, losses and refusals that an update from one version to another would cause, one line each. */
export function brokenBy(released: Released, now: Released): string[] {
  return Object.entries(released).flatMap(([subject, stacks]) =>
    Object.entries(stacks).flatMap(([name, was]) => {
      const is = now[subject]?.[name];
      if (!is) return [`${subject}: stack ${name} is gone; its resources are created again beside the old ones`];
      return [...brokenResources(was, is), ...brokenExports(was, is), ...brokenObjects(was, is)].map(
        (problem) => `${name}: ${problem}`,
      );
    }),
  );
}

function brokenResources(was: ReleasedStack, is: ReleasedStack): string[] {
  return Object.entries(was.resources).flatMap(([id, resource]) => {
    const { type, fields, retained } = resource;
    const now = is.resources[id];
    const consequence = KEPT_RESOURCES[type]?.consequence ?? 'it is replaced';
    const what = `${type} ${id}`;
    if (!now) return [`${what} is gone: ${goneTo(resource, was, is) ?? consequence}`];
    if (now.type !== type) return [`${what} is of type ${now.type} now: CloudFormation refuses the update`];
    const changed = Object.keys({ ...fields, ...now.fields })
      .filter((field) => text(fields[field]) !== text(now.fields[field]))
      .map((field) => `${what} ${field} was ${text(fields[field])} and is ${text(now.fields[field])}: ${consequence}`);
    const lost = retained && !now.retained ? [`${what} is no longer retained: it is deleted with its stack`] : [];
    return [...changed, ...lost];
  });
}

/** Consequence of another logical id alone: CloudFormation creates the new resource while the name is still in use. */
function goneTo({ type, fields }: ReleasedResource, was: ReleasedStack, is: ReleasedStack): string | undefined {
  if (Object.keys(fields).length === 0 || type.startsWith('Custom::')) return undefined;
  const twin = Object.entries(is.resources).find(
    ([id, other]) => !was.resources[id] && other.type === type && text(other.fields) === text(fields),
  );
  if (!twin) return undefined;
  return `it is ${twin[0]} now, which is created first, and ${text(Object.values(fields)[0])} is in use: the update fails`;
}

function brokenExports(was: ReleasedStack, is: ReleasedStack): string[] {
  return was.exports
    .filter((name) => !is.exports.includes(name))
    .map((name) => `export ${name} is gone: the update fails while another stack still imports it`);
}

function brokenObjects(was: ReleasedStack, is: ReleasedStack): string[] {
  const before = deliveries(was);
  const after = deliveries(is);
  const moved = before.flatMap(({ piece, object }) => {
    const name = title(object);
    const now = after.find((other) => title(other.object) === name);
    if (!now) return [`${name} is gone: ${KEPT_OBJECTS[object.kind]?.consequence}`];
    if (now.piece === piece) return [];
    return [`${name} was delivered by ${piece} and is now by ${now.piece}: kubectl prunes it when ${piece} is updated`];
  });
  const subject = { manifests: manifests(after), previous: manifests(before) };
  const refused = IMMUTABLE_RULES.flatMap(({ check, why }) =>
    check(subject).map(({ path, found }) => `${path}: ${found}: ${why}`),
  );
  return [...moved, ...refused];
}

/** Object and the resource that delivers it. */
interface Delivered {
  readonly piece: string;
  readonly object: Manifest;
}

const deliveries = ({ resources }: ReleasedStack): Delivered[] =>
  Object.entries(resources).flatMap(([piece, { objects = [] }]) => objects.map((object) => ({ piece, object })));

const manifests = (delivered: Delivered[]): Manifests => new Manifests(delivered.map(({ object }) => object));

const text = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
