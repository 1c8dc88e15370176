import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFESTS_RULES } from '../../../lib/checks/catalogue';
import { checkTemplates, errorsOf, RULES, warningsOf } from '../../../lib/checks/check';
import { checkCharts, type CheckedCharts } from '../../../lib/checks/checked-charts';
import type { Environment } from '../../../lib/environment/environment';
import { Manifests } from '../../../lib/manifests/manifests';
import { synthesizedTemplates } from '../../../lib/app/synthesized-templates';
import { rulesMarkdown } from '../../../scripts/generate-rules';
import { ROOT } from '../../helpers/cli';
import { ENVIRONMENT_NAMES, ENVIRONMENTS, stageOf } from '../../helpers/environments';
import type { Manifest } from '../../../lib/manifests/manifest';

describe('the catalogue', () => {
  test('has at least thirty rules, each with an id of its own', () => {
    const ids = RULES.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(30);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[A-Z0-9]+(-[A-Z0-9]+)*-\d+$/.test(id))).toEqual([]);
  });

  test('has a reason and evidence for each rule', () => {
    for (const { id, title, why, evidence } of RULES) {
      expect([id, title]).toEqual([id, expect.not.stringMatching(/\.$/)]);
      expect([id, why]).toEqual([id, expect.stringMatching(/^.{20,}[^.]$/s)]);
      expect([id, evidence]).toEqual([id, expect.stringMatching(/^https:\/\/\S+$/)]);
    }
  });

  test('is what docs/rules.md says (npm run generate)', () => {
    expect(readFileSync(join(ROOT, 'docs/rules.md'), 'utf8')).toBe(rulesMarkdown());
  });
});

describe.each(['alloy', 'api', 'aws', 'kubernetes', 'loki', 'path', 'promtail'])('rules in lib/checks/%s', (subject) => {
  const files = readdirSync(join(ROOT, 'lib/checks', subject))
    .map((file) => ({ file, text: readFileSync(join(ROOT, 'lib/checks', subject, file), 'utf8') }))
    .map(({ file, text }) => ({
      file,
      text,
      ids: [...text.matchAll(/\bid: '([^']+)'/g)].map(([, id]) => id as string),
    }))
    .filter(({ ids }) => ids.length > 0);

  test.each(files)('$file declares its rules as constants of a type, and exports them as one list', ({ text, ids }) => {
    const rules = [...text.matchAll(/^const (\w+): \w+Rule = \{\n {2}id: '[^']+',\n/gm)].map(([, name]) => name);
    const [, list = ''] = /^export const \w+_RULES: readonly \w+Rule\[\] = \[([^\]]+)\];\n$/m.exec(text) ?? [];
    expect(rules).toHaveLength(ids.length);
    expect(list.match(/\w+/g)?.sort()).toEqual(rules.sort());
  });

  test.each(files)('the test of $file breaks each of its rules', ({ file, ids }) => {
    const cases = readFileSync(join(ROOT, 'test/lib/checks', subject, file.replace('.ts', '.test.ts')), 'utf8');
    expect(ids.filter((id) => !cases.includes(`'${id}'`))).toEqual([]);
  });
});

/** Values that break a field. */
const NONSENSE: readonly unknown[] = [null, undefined, '', 'x', 0, -1, true, [], [null], {}, { x: null }, ['x', 1]];

/** Pseudo-random numbers, the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state;
  }
}

/** Breaks a few fields of an object, at any depth. */
function scramble(value: unknown, next: () => number, depth = 0): unknown {
  if (depth > 1 && next() % 40 === 0) return NONSENSE[next() % NONSENSE.length];
  if (Array.isArray(value)) return value.map((item) => scramble(item, next, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scramble(item, next, depth + 1)]));
}

test('no rule throws at odd, empty or incomplete objects', () => {
  const [checked] = checkCharts([ENVIRONMENTS['prod'] as Environment]) as [CheckedCharts];
  const source = numbers(1);
  const thrown: string[] = [];
  for (let round = 0; round < 60; round += 1) {
    const broken = scramble(checked.manifests.objects, () => source.next().value) as Manifest[];
    const manifests = new Manifests(broken.filter((object) => typeof object === 'object' && object !== null));
    for (const rule of MANIFESTS_RULES) {
      try {
        rule.check({ manifests, previous: checked.manifests });
      } catch (error) {
        thrown.push(`${rule.id}: ${String(error)}`);
      }
    }
  }
  expect(thrown).toEqual([]);
});

describe.each(ENVIRONMENT_NAMES)('%s', (name) => {
  const environment = ENVIRONMENTS[name] as Environment;
  const [checked] = checkCharts([environment]) as [CheckedCharts];

  test('keeps every rule about objects, except for one open warning', () => {
    expect(errorsOf(checked.findings)).toEqual([]);
    const { create } = environment.props.cluster;
    const isOpen = create !== undefined && create.admins === undefined;
    expect(warningsOf(checked.findings).map(({ rule, path }) => `${rule.id} ${path}`)).toEqual(
      isOpen ? [`CLUSTER-ADMINS-1 environments.${name}.cluster.create.admins`] : [],
    );
  });

  test('keeps every rule about templates', () => {
    const templates = synthesizedTemplates(stageOf(name).synth());
    const { findings } = checkTemplates({
      environment,
      manifests: checked.manifests,
      templates,
    });
    expect(findings).toEqual([]);
  });
});
