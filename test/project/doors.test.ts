import { Duration } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggingCharts } from '../../charts/logging/charts';
import { LokiLogging } from '../../lib/app/loki-logging/loki-logging';
import { ROOT } from '../helpers/cli';
import { environment, ISSUER, library } from '../lib/app/loki-logging/doors';

const text = readFileSync(join(ROOT, 'docs/how-to/library.md'), 'utf8');
const [, code = ''] = /```ts\n(new LokiLogging\(this, 'Logging', \{\n[\s\S]*?)```/.exec(text) ?? [];

/** Lines of the example: a property, and what an environment says instead. */
const LINES = [...code.matchAll(/^ {2}(\w+: .*), \/\/ (.*)$/gm)].map(([, property = '', field = '']) => ({
  property,
  field: field === 'the same' ? property : field,
}));

const evaluate = (literal: string) => new Function('Duration', `return {${literal}}`)(Duration) as object;
const texts = (charts: LoggingCharts) => charts.manifests().map(({ name, yaml }) => [name, yaml]);

test('the example of both doors is a property and a field a line', () => {
  expect(LINES).toHaveLength(6);
  expect(code.split('\n').filter((line) => line.startsWith('  '))).toEqual([
    '  cluster,',
    ...code.split('\n').filter((line) => / \/\/ /.test(line)),
  ]);
});

test('both doors render the same manifests from it', () => {
  const properties = evaluate(LINES.map(({ property }) => property).join(', '));
  const fields = evaluate(LINES.map(({ field }) => field).join(', '));
  const logging = library(properties);
  expect(logging).toBeInstanceOf(LokiLogging);
  const cluster = { existing: { name: 'team', oidcIssuer: ISSUER } };
  expect(texts(logging.charts)).toEqual(texts(environment({ ...fields, cluster })()));
  expect(texts(logging.charts)).not.toEqual(texts(library({}).charts));
});
