import { type Answer, of } from './answer';
import { NAMES, VERSION } from './objects';

const KIND = 'CustomResourceDefinition';
const SCHEMA = 'spec.versions.0.schema.openAPIV3Schema';
const HOOK = { clientConfig: { service: { name: 'a', namespace: 'b' } }, conversionReviewVersions: ['v1'] };
const SCALE = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
const COLUMN = { name: 'a', type: 'string', jsonPath: '.spec.a' };

/** Schemas of a field, in an object. */
const inside = (...fields: object[]): object[] => fields.map((a) => ({ type: 'object', properties: { a } }));

/** Answers about definitions of kinds. */
export const DEFINITION_ANSWERS: readonly Answer[] = [
  of(KIND, 'metadata.name', [], ['foo.example.com', 'foos', 'foos.example.org', 'Foos.example.com']),
  of(KIND, 'metadata', [], [{ labels: {} }]),
  of(KIND, 'spec', [], [null, {}]),
  of(KIND, 'spec.group', [], [null, '', 'example', 'Example.com', 'a.k8s.io']),
  of(KIND, 'spec.scope', ['Cluster'], [null, 'namespaced', 'Global']),
  of(
    KIND,
    'spec.names',
    [
      { plural: 'foos', kind: 'Foo' },
      { ...NAMES, kind: 'foo' },
      { ...NAMES, shortNames: ['f'], categories: ['all'] },
    ],
    [
      ...[null, {}, { plural: 'foos' }, { kind: 'Foo' }],
      ...[{ plural: 'Foos' }, { plural: 'bars' }, { kind: 'Foo_' }, { kind: '' }, { listKind: 'Foo' }].map((more) => ({
        ...{ ...NAMES, ...more },
      })),
      ...[{ singular: 'Foo' }, { shortNames: ['F'] }, { categories: ['All'] }, { shortNames: 'f' }].map((more) => ({
        ...{ ...NAMES, ...more },
      })),
    ],
  ),
  of(
    KIND,
    'spec.versions',
    [[VERSION, { ...VERSION, name: 'v2', storage: false }], [{ ...VERSION, served: false }]],
    [
      ...[null, [], [{ ...VERSION, storage: false }], [VERSION, VERSION], [VERSION, { ...VERSION, name: 'v2' }]],
      ...[{ name: 'V1' }, { name: '1' }, { name: 'v1.1' }, { schema: null }, { schema: {} }].map((more) => [
        { ...VERSION, ...more },
      ]),
      [{ name: 'v1' }],
    ],
  ),
  of(
    KIND,
    SCHEMA,
    [
      ...inside(
        ...[
          { type: 'array', items: { type: 'string' } },
          { type: 'object', additionalProperties: { type: 'string' } },
        ],
        ...[
          { type: 'object', additionalProperties: true },
          { type: 'object', additionalProperties: false },
          { 'x-kubernetes-int-or-string': true },
        ],
        { 'x-kubernetes-preserve-unknown-fields': true },
      ),
      { type: 'object', properties: { metadata: { type: 'object' } } },
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    ],
    [
      ...[
        {},
        { type: 'string' },
        { properties: {} },
        { type: 'object', propertys: {} },
        { type: 'object', description: 5 },
      ],
      { type: 'object', additionalProperties: { type: 'string' } },
      ...inside(
        ...[
          {},
          { type: 'strng' },
          { type: 'array' },
          { type: 'array', items: [{ type: 'string' }] },
          { type: 'array', items: {} },
        ],
        ...[{ type: 'string', 'x-kubernetes-list-type': 'sets' }],
        { type: 'object', additionalProperties: { type: 'string' }, properties: { b: { type: 'string' } } },
        ...[
          { type: 'array', items: { type: 'string' }, uniqueItems: true },
          { type: 'integer', minimum: 'x' },
        ],
      ),
    ],
  ),
  of(
    KIND,
    'spec.versions.0.subresources',
    [{}, { status: {} }, { scale: SCALE }, { scale: { ...SCALE, labelSelectorPath: '.status.selector' } }],
    [
      { scale: {} },
      ...[
        { specReplicasPath: 'spec.replicas' },
        { statusReplicasPath: '.spec.replicas' },
        { labelSelectorPath: '.x' },
      ].map((more) => ({ scale: { ...SCALE, ...more } })),
    ],
  ),
  of(
    KIND,
    'spec.versions.0.additionalPrinterColumns',
    [[], [COLUMN], [{ ...COLUMN, type: 'integer', format: 'int32' }]],
    [
      ...[{ type: 'strng' }, { jsonPath: null }, { name: null }, { JSONPath: '.spec.a' }].map((more) => [
        { ...COLUMN, ...more },
      ]),
    ],
  ),
  of(
    KIND,
    'spec.conversion',
    [{ strategy: 'None' }, { strategy: 'Webhook', webhook: HOOK }],
    [
      ...[{}, { strategy: 'none' }, { strategy: 'Webhook' }, { strategy: 'None', webhook: HOOK }],
      ...[
        { conversionReviewVersions: null },
        { conversionReviewVersions: ['v3'] },
        { clientConfig: null },
        { clientConfig: {} },
        { clientConfig: { url: 'http://a' } },
      ].map((more) => ({ strategy: 'Webhook', webhook: { ...HOOK, ...more } })),
    ],
  ),
  of(KIND, 'spec.preserveUnknownFields', [false], [true]),
  of(KIND, 'spec.version', [], ['v1']),
  of(KIND, 'spec.validation', [], [{}]),
];
