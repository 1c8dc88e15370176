import { parseManifests } from '../../bin/manifests/documents';
import { checkManifests, problemOf } from '../../lib/checks/check';
import { findingsText, reasonsText, summary } from '../../bin/terminal/report';
import { Manifests } from '../../lib/manifests/manifests';
import { makeCharts } from '../helpers/charts';
import type { Family } from './family';
import { faultOf, faultOfProblems, faultOfText, mutated } from './family';

const BITS = [
  '\n',
  ' ',
  '\t',
  ': ',
  '- ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '|',
  '&a ',
  '*a',
  '? ',
  '!x ',
  '---\n',
  '...\n',
];
const VALUES = [
  'null',
  '1',
  '-1',
  '1e400',
  '""',
  '[]',
  '{}',
  '[null]',
  '~',
  'true',
  '__proto__',
  '"\\u0000"',
  '"\\e[31m"',
  '"\\u009b2J"',
  '"a\\nerror dev: fake"',
  '"\\u202egpj"',
  '{a: {}}',
];

/** Documents of our own manifests, of all kinds. */
const documents = makeCharts()
  .manifests()
  .flatMap(({ yaml }) => yaml.split(/^---$/m));

export const manifests: Family = {
  share: 0.291,
  make: (random) => {
    const of = random.of(documents);
    // A line with another value is nearly always YAML; other changes often are not.
    const lines = of.split('\n');
    const at = random.below(lines.length);
    lines[at] = (lines[at] as string).replace(/: .*$/, `: ${random.of(VALUES)}`);
    const changed = random.below(2) ? lines.join('\n') : mutated(random, of, BITS);
    const isEnvironment = random.below(2) === 0;
    const text = [changed, ...Array.from({ length: 5 }, () => random.of(documents))].join('---\n');
    return {
      input: changed,
      run: () => {
        try {
          const result = checkManifests({ manifests: new Manifests(parseManifests(text, 'a.yaml')) });
          const reports = [{ of: 'a.yaml', isEnvironment, ...result }];
          const output = { columns: 100 };
          const printed = [findingsText(reports, output) ?? '', reasonsText(reports, output), summary(reports)];
          return (
            faultOfProblems(result.findings.map((finding) => problemOf(finding))) ??
            printed.map(faultOfText).find((fault) => fault !== undefined)
          );
        } catch (error) {
          return faultOf(error);
        }
      },
    };
  },
};
