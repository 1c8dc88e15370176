import * as z from 'zod';
import { ENVIRONMENT_SCHEMA } from './schema/environment';
import { withoutOptional } from './schema/issues';

/** Most places that a message names. */
const MOST = 3;

/** Fields that correspond to library properties with another name. */
const OF_THE_LIBRARY: Readonly<Record<string, readonly string[]>> = {
  adminRoleArns: ['cluster.create.admins'],
  alloySources: ['alloy'],
  clusterName: ['cluster.create.name', 'cluster.existing.name'],
  desiredNodes: ['cluster.create.nodes'],
  encryptionKey: ['storage.encryptionKeyArn'],
  gigabytesPerDay: ['volume'],
  routes: ['tenantNamespaces'],
  storageClassName: ['cluster.existing.storageClass'],
  storeEndpoint: ['storage.endpoint'],
};

/**
 * Fields of an environment that an unknown key may mean: a field of that name elsewhere, or the field for a library
 * property of that name. Empty if there are more than a few. `path` is that of the object with the key.
 */
export function otherPlaces(path: string, key: string): readonly string[] {
  const [top = ''] = path.split('.');
  const own = Object.hasOwn(OF_THE_LIBRARY, key) ? (OF_THE_LIBRARY[key] ?? []) : [];
  if (top !== '' && top !== 'cluster')
    return Object.hasOwn(shapeOf(ENVIRONMENT_SCHEMA), key) ? [`${key} beside ${top}`] : own;
  const places =
    own.length > 0
      ? own
      : PLACES()
          .filter((place) => isNamed(place, key))
          .map((place) => place.join('.'));
  const near = places.filter((place) => path === '' || place.startsWith(`${path}.`));
  return near.length <= MOST ? near : [];
}

/**
 * True if a key is the name of a field, with or without the name of its object: `sizes` and `lokiSizes` mean
 * `loki.sizes`.
 */
const isNamed = (place: readonly string[], key: string): boolean =>
  place.at(-1) === key || place.map((each, index) => (index > 0 ? upper(each) : each)).join('') === key;

const upper = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

let known: readonly (readonly string[])[] | undefined;

/** Fields below those of an environment. */
const PLACES = () => (known ??= fieldsOf(ENVIRONMENT_SCHEMA).filter((place) => place.length > 1));

function fieldsOf(schema: z.ZodType): string[][] {
  return Object.entries(shapeOf(schema)).flatMap(([key, inner]) => [
    [key],
    ...fieldsOf(inner).map((below) => [key, ...below]),
  ]);
}

function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const whole = withoutOptional(schema);
  return whole instanceof z.ZodObject ? (whole.shape as Readonly<Record<string, z.ZodType>>) : {};
}
