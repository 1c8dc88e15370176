import * as z from 'zod';
import { fewPlaces, nearPlaces, placesIn } from '../../charts/input/props';
import { otherNames } from './other-names';
import { ENVIRONMENT_SCHEMA } from './schema/environment';
import { validatorOf } from './schema/fields';
import { withoutOptional } from './schema/issues';

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
 * Fields of an environment that an unknown key may mean: the field that other tools call so, a field of that name
 * elsewhere, or the field for a library property of that name. Empty if there are more than a few. `path` is that of the object with the key.
 */
export function otherPlaces(path: string, key: string): readonly string[] {
  const names = otherNames(path, key);
  if (names.length > 0) return names;
  const [top = ''] = path.split('.');
  const own = Object.hasOwn(OF_THE_LIBRARY, key) ? (OF_THE_LIBRARY[key] ?? []) : [];
  if (top !== '' && top !== 'cluster') {
    const beside = Object.hasOwn(shapeOf(ENVIRONMENT_SCHEMA), key) ? [`${key} beside ${top}`] : own;
    const inside = nearPlaces(placesUnder(schemaAt(path), key)).map((place) => `${path}.${place}`);
    const near = fewPlaces([...inside, ...beside]);
    if (near.length > 0 || beside.length > 0) return near.length > 0 ? near : beside;
    return fewPlaces(PLACES().flatMap((place) => (place.at(-1) === key ? [place.join('.')] : [])));
  }
  const named = own.length > 0 ? own : PLACES().flatMap((place) => (isNamed(place, key) ? [place.join('.')] : []));
  const places = named.length > 0 ? named : nearPlaces(placesUnder(ENVIRONMENT_SCHEMA, key));
  return fewPlaces(places.filter((place) => path === '' || place.startsWith(`${path}.`)));
}

/** Schema of the object at a path. */
const schemaAt = (path: string): z.ZodType =>
  path.split('.').reduce<z.ZodType>((outer, step) => shapeOf(outer)[step] ?? outer, ENVIRONMENT_SCHEMA);

/** Places with a key in objects below one, as far as validators of the charts judge them. */
const placesUnder = (schema: z.ZodType, key: string): string[] =>
  Object.entries(shapeOf(schema)).flatMap(([name, inner]) => {
    const validate = validatorOf(withoutOptional(inner));
    return (validate ? placesIn(validate, key) : placesUnder(inner, key)).map((place) => `${name}.${place}`);
  });

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
