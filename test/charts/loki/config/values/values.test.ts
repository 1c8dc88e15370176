import { scalarText } from '../../../../../charts/input/show';
import { show } from '../../../../../charts/loki/config/values/values';
import { validateEnvironments } from '../../../../../lib/environment/validate';

test('a value whose conversion to a text throws is named', () => {
  const odd = [Symbol('x'), [Symbol('x')], Object.create(null), new Date(NaN), { toString: null }];
  for (const value of odd) {
    expect(show(value)).not.toBe('');
    expect(scalarText(value)).toBe('');
    const cluster = { create: {} };
    const limits_config = { retention_period: value, reject_old_samples: value };
    const problems = validateEnvironments({
      dev: { account: '111122223333', region: 'us-east-1', cluster, loki: { config: { limits_config } } },
    });
    const paths = problems.map(({ path }) => path.replace('environments.dev.loki.config.limits_config.', ''));
    expect(paths).toEqual(['retention_period', 'reject_old_samples']);
  }
});

test('a number without an end is offered as no duration', () => {
  const config = { ingester: { chunk_idle_period: Infinity } };
  const [problem] = validateEnvironments({
    dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, loki: { config } },
  });
  expect(problem).toMatchObject({
    path: 'environments.dev.loki.config.ingester.chunk_idle_period',
    fix: 'write a value of that type',
  });
});
