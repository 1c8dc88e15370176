import { regexError } from '../../../../../charts/input/re2';
import { show } from '../../../../../charts/input/show';
import { type Block, isRecord, isText, record, records } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, faultsOfTwice, has, isOpen } from '../fault';

/** Types of values in schemas. */
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean'];

/** Faults of a schema, which must say the type of each field. What is below anyOf and the like only narrows it. */
function schemaFaults(schema: Block, path: string, isRoot: boolean): ApiFault[] {
  const { type, items, properties, additionalProperties } = schema;
  const at = (field: string): string => `${path}.${field}`;
  const isFree =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isTyped = isText(type) && type !== '';
  return [
    ...faultIf(
      !isTyped && !isFree,
      at('type'),
      'is missing',
      isRoot ? 'write object' : `write one of ${TYPES.join(', ')}`,
    ),
    ...faultIf(
      isRoot && isTyped && type !== 'object' && !isOpen(type),
      at('type'),
      `${show(type)} is not object`,
      'write object',
    ),
    ...faultIf(type === 'array' && !has(schema, 'items'), at('items'), 'is missing, and the type is array', 'write it'),
    ...faultIf(
      isRoot && has(schema, 'additionalProperties'),
      at('additionalProperties'),
      'is not for the root',
      'write x-kubernetes-preserve-unknown-fields: true',
    ),
    ...faultIf(
      !isRoot && has(schema, 'properties') && has(schema, 'additionalProperties'),
      at('additionalProperties'),
      'is beside properties',
      'write one of them',
    ),
    ...faultIf(
      schema['uniqueItems'] === true,
      at('uniqueItems'),
      'true, which is too slow',
      'write x-kubernetes-list-type: set',
    ),
    ...faultIf(isRoot && schema['nullable'] === true, at('nullable'), 'true, and this is the root', 'leave it out'),
    ...faultIf(
      schema['x-kubernetes-preserve-unknown-fields'] === false,
      at('x-kubernetes-preserve-unknown-fields'),
      'false, which nothing can say',
      'leave it out',
    ),
    ...faultIf(
      isText(schema['pattern']) && regexError(schema['pattern']) !== undefined,
      at('pattern'),
      'is not a regular expression of Go',
      'correct it',
    ),
    ...faultIf(
      schema['x-kubernetes-list-type'] === 'map' && !has(schema, 'x-kubernetes-list-map-keys'),
      at('x-kubernetes-list-map-keys'),
      'is missing, and the type of the list is map',
      'write the keys of its items',
    ),
    ...(isRecord(items) ? schemaFaults(items, at('items'), false) : []),
    ...(isRecord(additionalProperties) ? schemaFaults(additionalProperties, at('additionalProperties'), false) : []),
    ...Object.entries(record(properties)).flatMap(([name, inner]) =>
      isRecord(inner) && !(isRoot && name === 'metadata') ? schemaFaults(inner, at(`properties[${name}]`), false) : [],
    ),
  ];
}

/** Faults of a version of a kind. */
const version: Check = (value) => [
  ...schemaOf(value),
  ...faultIf(
    has(value, 'deprecationWarning') && value['deprecated'] !== true,
    'deprecationWarning',
    'is for a version with deprecated: true',
    'leave it out',
  ),
  ...faultsOfTwice(
    records(value['selectableFields']).map(({ jsonPath }) => jsonPath),
    (index) => `selectableFields[${index}].jsonPath`,
  ),
];

/** Faults of the schema of a version. */
function schemaOf(value: Block): ApiFault[] {
  const schema = record(value['schema'])['openAPIV3Schema'];
  if (isRecord(schema)) return schemaFaults(schema, 'schema.openAPIV3Schema', true);
  const isMissing = schema === undefined || schema === null;
  return faultIf(
    isMissing,
    'schema.openAPIV3Schema',
    'is missing',
    'write it, if only with type: object and x-kubernetes-preserve-unknown-fields: true',
  );
}

/** Groups whose kinds Kubernetes itself approves. */
const PROTECTED = /(^|\.)(k8s|kubernetes)\.io$/;

const APPROVED = 'api-approved.kubernetes.io';

/** Faults of a definition of a kind. */
const definition: Check = (value) => {
  const [spec, metadata] = [record(value['spec']), record(value['metadata'])];
  const { group, names, preserveUnknownFields } = spec;
  const { plural, kind, listKind } = record(names);
  const versions = records(spec['versions']);
  const stored = versions.filter(({ storage }) => storage === true).length;
  const isKnown = [plural, group, metadata['name']].every((part) => isText(part) && part !== '' && !isOpen(part));
  const whole = `${String(plural)}.${String(group)}`;
  return [
    ...faultIf(
      isKnown && metadata['name'] !== whole,
      'metadata.name',
      `${show(metadata['name'])} is not names.plural and group`,
      `write ${whole}`,
    ),
    ...faultIf(
      isText(kind) && kind !== '' && kind === listKind,
      'spec.names.listKind',
      `${show(kind)} is the kind, too`,
      `write ${show(kind)}List`,
    ),
    ...faultIf(
      isText(group) && PROTECTED.test(group) && !isText(record(metadata['annotations'])[APPROVED]),
      `metadata.annotations[${APPROVED}]`,
      `is missing, and ${show(group)} is a group of Kubernetes`,
      'use a group of your own',
    ),
    ...faultIf(
      versions.length > 0 && stored !== 1,
      'spec.versions',
      `has ${stored === 0 ? 'no version' : `${stored} versions`} with storage: true`,
      'write it for one version',
    ),
    ...faultsOfTwice(
      versions.map(({ name }) => name),
      (index) => `spec.versions[${index}].name`,
    ),
    ...faultIf(
      preserveUnknownFields === true,
      'spec.preserveUnknownFields',
      'true, which new definitions cannot say',
      'write x-kubernetes-preserve-unknown-fields: true in the schema',
    ),
  ];
};

/** Check of the path of a field of scaling. */
const below =
  (...places: readonly (readonly [field: string, ...roots: string[]])[]): Check =>
  (value) =>
    places.flatMap(([field, ...roots]) => {
      const path = value[field];
      const isWrong =
        isText(path) && path !== '' && !isOpen(path) && !roots.some((root) => path.startsWith(`.${root}.`));
      return faultIf(
        isWrong,
        field,
        `${show(path)} is not below .${roots.join(' or .')}`,
        `write one such as .${roots[0]}.replicas`,
      );
    });

/** Checks of definitions of kinds. */
export const DEFINITION_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  CustomResourceDefinition: [definition],
  CustomResourceDefinitionVersion: [version],
  CustomResourceSubresourceScale: [
    below(['specReplicasPath', 'spec'], ['statusReplicasPath', 'status'], ['labelSelectorPath', 'status', 'spec']),
  ],
};
