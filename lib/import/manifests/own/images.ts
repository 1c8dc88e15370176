import { IMAGES, type Images, resolveImages } from '../../../../charts/kubernetes/images';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { records, text } from '../../../manifests/shape';
import { containersOf } from '../../../manifests/workloads';
import type { Importing } from '../../importing';

type ImageName = keyof Images;

/**
 * Reads images, the registry that mirrors them, and the Secrets to pull them with. `rendered` are the objects of the
 * environment so far, whose images are ours.
 */
export function readOwnImages({ draft }: Importing, objects: readonly Manifest[], rendered: readonly Manifest[]): void {
  const used = imagesOf(objects, rendered);
  const registries = [...used].flatMap(([name, image]) => registryOf(name, image) ?? []);
  const choices = [undefined, ...registries].map((registry) => {
    const expected = resolveImages({}, registry);
    const others = [...used].filter(([name, image]) => image !== expected[name]);
    return { registry, others, fields: others.length + (registry === undefined ? 0 : 1) };
  });
  // A registry with the same effect as single images also applies to parts that are added later.
  const best = choices.reduce((one, other) => (other.fields <= one.fields ? other : one));
  if (best.registry !== undefined) draft.set(['registry'], best.registry);
  for (const [name, image] of best.others) draft.set(['images', name], image);
  const [pod] = new Manifests(objects).workloads.map((workload) => workload.pod);
  const secrets = records(pod?.['imagePullSecrets']).flatMap(({ name }) => text(name) ?? []);
  if (secrets.length > 0) draft.set(['imagePullSecrets'], secrets);
}

/** Images of containers, by the library's names for them. */
function imagesOf(objects: readonly Manifest[], rendered: readonly Manifest[]): Map<ImageName, string> {
  const names = new Map(Object.entries(IMAGES).map(([name, image]) => [image, name as ImageName]));
  const ours = new Map(containers(rendered).map(({ place, image }) => [place, names.get(image)]));
  return new Map(
    containers(objects).flatMap(({ place, image }) => {
      const name = ours.get(place);
      return name === undefined ? [] : [[name, image] as const];
    }),
  );
}

const containers = (objects: readonly Manifest[]) =>
  new Manifests(objects).workloads.flatMap((workload) =>
    containersOf(workload).flatMap(({ name, image }) =>
      typeof image === 'string' ? [{ place: `${workload.title} ${name}`, image }] : [],
    ),
  );

/** Registry of an image that has the path and the tag of ours; undefined for another image, and for our registry. */
function registryOf(name: ImageName, image: string): string | undefined {
  const path = resolveImages({}, '')[name];
  return image !== IMAGES[name] && image.endsWith(path) ? image.slice(0, -path.length) : undefined;
}
