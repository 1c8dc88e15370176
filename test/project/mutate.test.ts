import { changed } from '../../scripts/mutate/change';
import { type Failure, judgeNear, judgeTogether, type Runner, type Snapshots } from '../../scripts/mutate/judge';
import type { Mutation } from '../../scripts/mutate/mutations';
import { nearTests } from '../../scripts/mutate/near';
import { Outcome } from '../../scripts/mutate/outcome';

/** Mutation of a file, at an offset. */
const at = (file: string, start: number): Mutation => ({
  file,
  line: 1,
  kind: 'change number',
  start,
  end: start + 1,
  text: '',
});

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => at(`charts/${name}.ts`, 0)) as [
  Mutation,
  Mutation,
  Mutation,
  Mutation,
];

/** Tests, each with the mutations that it sees, and that its snapshots show. */
class Tests implements Runner {
  /** Numbers of mutations of the runs of all tests. */
  public readonly runs: number[] = [];

  constructor(
    private readonly sees: Readonly<Record<string, readonly Mutation[]>>,
    private readonly shows: Readonly<Record<string, readonly Mutation[]>> = {},
    private readonly endless: readonly Mutation[] = [],
  ) {}

  public first(mutations: readonly Mutation[], files: readonly string[], snapshots: Snapshots) {
    const tests = snapshots === 'count' ? { ...this.sees, ...this.shows } : this.sees;
    const failures = this.failures(tests, mutations)?.filter(({ file }) => files.includes(file));
    return Promise.resolve(failures?.slice(0, 1));
  }

  public related(mutations: readonly Mutation[]) {
    this.runs.push(mutations.length);
    return Promise.resolve(this.failures(this.sees, mutations));
  }

  public snapshots(mutations: readonly Mutation[]) {
    return Promise.resolve(this.failures(this.shows, mutations));
  }

  private failures(tests: typeof this.sees, mutations: readonly Mutation[]): Failure[] | undefined {
    if (mutations.some((one) => this.endless.includes(one))) return undefined;
    return Object.entries(tests)
      .filter(([, seen]) => seen.some((one) => mutations.includes(one)))
      .map(([file]) => ({ file, name: `${file} says so` }));
  }
}

/** Outcome of each mutation. */
async function outcomes(tests: Tests, mutations: readonly Mutation[]): Promise<string[]> {
  const results = await judgeTogether(tests, mutations);
  return mutations.map((mutation) => {
    const [result, ...others] = results.filter((one) => one.mutation === mutation);
    expect(others).toEqual([]);
    return [result?.outcome, ...(result?.failed ?? [])].join(': ');
  });
}

describe('tests near a source', () => {
  const TESTS = [
    'test/charts/index.test.ts',
    'test/charts/loki/chart.test.ts',
    'test/charts/loki/gateway/config.test.ts',
    'test/charts/loki/gateway/users.test.ts',
    'test/charts/loki/gateway/doors/door.test.ts',
  ];

  test.each([
    ['charts/loki/gateway/config.ts', ['config', 'users'].map((name) => `test/charts/loki/gateway/${name}.test.ts`)],
    ['charts/loki/caches/size.ts', ['test/charts/loki/chart.test.ts']],
    ['charts/grafana/chart.ts', []],
  ])('of %s', (source, near) => {
    expect(nearTests(source, TESTS)).toEqual(near);
  });

  test('kill a mutation, or leave it to the others', async () => {
    const tests = new Tests({ near: [a], far: [b] });
    expect(await judgeNear(tests, a, ['near'])).toMatchObject({ outcome: Outcome.ASSERTION, failed: ['near says so'] });
    expect(await judgeNear(tests, b, ['near'])).toBeUndefined();
    expect(await judgeNear(tests, b, [])).toBeUndefined();
    expect(await judgeNear(new Tests({}, {}, [a]), a, ['near'])).toMatchObject({ outcome: Outcome.TIMEOUT });
  });
});

describe('mutations together', () => {
  test('share one run of all tests, and each is killed by a test that sees it alone', async () => {
    const tests = new Tests({ one: [a], two: [a, b] });
    expect(await outcomes(tests, [a, b, c])).toEqual([
      `${Outcome.ASSERTION}: one says so`,
      `${Outcome.ASSERTION}: two says so`,
      Outcome.SURVIVED,
    ]);
    expect(tests.runs).toEqual([3]);
  });

  test('that only a snapshot sees are not killed', async () => {
    const tests = new Tests({ one: [a] }, { picture: [a, b] });
    expect(await outcomes(tests, [a, b, c])).toEqual([
      `${Outcome.ASSERTION}: one says so`,
      `${Outcome.SNAPSHOT}: picture says so`,
      Outcome.SURVIVED,
    ]);
  });

  test('are halved until the one that never ends, and the one that breaks everything, are alone', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`test ${index}`, [b]]));
    const tests = new Tests({ ...many, last: [c] }, {}, [a]);
    expect((await outcomes(tests, [a, b, c, d])).map((text) => text.split(':')[0])).toEqual([
      Outcome.TIMEOUT,
      Outcome.ASSERTION,
      Outcome.ASSERTION,
      Outcome.SURVIVED,
    ]);
    expect(tests.runs).toEqual([4, 2, 1, 1, 2]);
  });

  test('that change the same text are tried in turns', async () => {
    const [same, next] = [at(a.file, 1), at(a.file, 9)];
    const tests = new Tests({ one: [same] });
    expect(await outcomes(tests, [a, same, next])).toEqual([
      Outcome.SURVIVED,
      `${Outcome.ASSERTION}: one says so`,
      Outcome.SURVIVED,
    ]);
    expect(tests.runs).toEqual([2, 1]);
  });
});

test('changes keep their places in the text', () => {
  const changes = [
    { start: 0, end: 3, text: 'four' },
    { start: 8, end: 8, text: '!' },
    { start: 4, end: 7, text: '' },
  ];
  expect(changed('one two three', changes)).toBe('four  !three');
});
