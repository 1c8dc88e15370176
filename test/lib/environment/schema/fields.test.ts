import type * as z from 'zod';
import type { LokiSize, SizedComponent } from '../../../../charts/loki/sizes/sizes';
import type { LokiComponent } from '../../../../charts/loki/components';
import { boolean, list, number, objectOf, oneOf, string } from '../../../../lib/environment/schema/fields';
import { schemaProblems } from '../../../../lib/environment/schema/issues';
import type { AlloyProps, EnvironmentProps, StorageProps } from '../../../../lib/environment/props';

interface Inner {
  readonly kind?: 'a' | 'b';
}

interface Example {
  readonly name: string;
  readonly count?: number;
  readonly tags?: readonly string[];
  readonly inner?: Inner;
}

const inner = objectOf<Inner>()({ kind: oneOf('a', 'b').optional() });
const fields = {
  name: string('x'),
  count: number('1', 1).optional(),
  tags: list(string('x'), "'x'").optional(),
  inner: inner.optional(),
};
const schema = objectOf<Example>()(fields);

/** Code that `tsc` refuses: `npm run types` fails if a line of it compiles. */
export function typesAreTied(): unknown[] {
  const { count, ...withoutCount } = fields;
  return [
    // @ts-expect-error a key of the interface has no schema
    objectOf<Example>()(withoutCount),
    // @ts-expect-error a schema has no key in the interface
    objectOf<Example>()({ ...fields, more: boolean() }),
    // @ts-expect-error a schema has another type
    objectOf<Example>()({ ...fields, count: string('1').optional() }),
    // @ts-expect-error a schema takes fewer values than the interface
    objectOf<Inner>()({ kind: oneOf('a').optional() }),
    // @ts-expect-error a schema takes more values than the interface
    objectOf<Inner>()({ kind: string('a').optional() }),
    // @ts-expect-error a key is optional in the interface alone
    objectOf<Example>()({ ...fields, count: number('1', 1) }),
    // @ts-expect-error a key is optional in the schema alone
    objectOf<Example>()({ ...fields, name: string('x').optional() }),
    // @ts-expect-error a nested object has another interface
    objectOf<Example>()({ ...fields, inner: objectOf<StorageProps>()(storage).optional() }),
    // @ts-expect-error a list has items of another type
    objectOf<Example>()({ ...fields, tags: list(boolean(), 'true').optional() }),
    // @ts-expect-error an environment has more fields than one
    objectOf<EnvironmentProps>()({ account: string('111122223333').optional() }),
    // @ts-expect-error a source of the library has no schema
    objectOf<AlloyProps>()({ namespace: string('alloy').optional(), journal: boolean().optional() }),
    count,
  ];
}

const storage = {
  encryption: oneOf('s3', 'kms').optional(),
  chunkBucketName: string('chunks').optional(),
  rulerBucketName: string('rules').optional(),
};

/** Code about a component of Loki without a size, which `tsc` refuses. */
export function componentsAreSized(size: LokiSize): unknown[] {
  // @ts-expect-error a component whose key is not in SIZED_COMPONENTS
  const row: Pick<LokiComponent, 'key'> = { key: 'bloomGateway' };
  // @ts-expect-error nor has a size of that key
  const missing = size.components.bloomGateway;
  // @ts-expect-error and a row of sizes cannot leave out a component
  const sizes: LokiSize['components'] = { ...size.components, gateway: undefined };
  const key: SizedComponent = 'gateway';
  return [row, missing, sizes, key];
}

describe('the schema of an interface', () => {
  test('accepts what the interface accepts', () => {
    const example: z.input<typeof schema> = { name: 'x', tags: ['a'], inner: { kind: 'b' } };
    expect(schemaProblems(schema, example)).toEqual([]);
  });

  test.each([
    ['a missing key', {}, { path: 'name', found: 'missing', fix: "write a string, such as 'x'" }],
    ['a key of another type', { name: 1 }, { path: 'name', found: '1 is not a string', fix: "write one such as 'x'" }],
    ['a misspelt key', { name: 'x', cuont: 1 }, { path: 'cuont', found: 'not a key', fix: 'did you mean count?' }],
    [
      'a number in quotes',
      { name: 'x', count: '1' },
      { path: 'count', found: "'1' is not a number", fix: 'write one such as 1' },
    ],
    ['NaN', { name: 'x', count: NaN }, { path: 'count', found: 'NaN is not a number', fix: 'write one such as 1' }],
    [
      'an item of another type',
      { name: 'x', tags: ['a', 2] },
      { path: 'tags[1]', found: '2 is not a string', fix: "write one such as 'x'" },
    ],
    [
      'an unknown word',
      { name: 'x', inner: { kind: 'blue' } },
      { path: 'inner.kind', found: 'blue is not one of a, b', fix: 'write one of them' },
    ],
    ['another value', 7, { path: '', found: '7 is not an object', fix: 'write one such as {}' }],
  ])('says path, value and fix of %s', (_what, input, problem) => {
    expect(schemaProblems(schema, input)).toEqual([problem]);
  });

  test('an object that has a kind and an example is missed by them, alone and in a list', () => {
    const box = objectOf<{ size: number }>('a box', '{ size: 2 }')({ size: number('2', 1) });
    const boxes = objectOf<{ box: { size: number }; more: readonly { size: number }[] }>()({ box, more: list(box) });
    expect(schemaProblems(boxes, { box: 'large', more: 1 })).toEqual([
      { path: 'box', found: 'large is not a box', fix: 'write one such as { size: 2 }' },
      { path: 'more', found: '1 is not a list', fix: 'write one such as [{ size: 2 }]' },
    ]);
    expect(schemaProblems(boxes, { more: [] })).toEqual([
      { path: 'box', found: 'missing', fix: 'write a box, such as { size: 2 }' },
    ]);
  });
});
