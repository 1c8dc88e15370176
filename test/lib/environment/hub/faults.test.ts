import { type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';
import { problemsOf } from './problems';
import { AWAY, existing, HUB, SPOKE } from './setups';

describe('a hub', () => {
  test('that is at the end of a chain, or of none, is named', () => {
    const at = (name: string, of: string) => ({ ...SPOKE, cluster: existing(name, 'eu-west-1'), loki: { of } });
    const all = { mid: at('mid', 'prod'), far: at('far', 'mid') };
    expect(problemsOf({ loki: { of: 'far' } }, {}, all)).toEqual([
      "loki.of: far has no Loki of its own: its lines go to mid; write of: 'prod'",
      "environments.far.loki.of: mid has no Loki of its own: its lines go to prod; write of: 'prod'",
    ]);
    expect(problemsOf({ loki: { of: 'mid' } }, {}, { mid: at('mid', 'shop') })).toEqual([
      'loki.of: mid has no Loki of its own: its lines go to shop; name an environment that has a Loki',
      'environments.mid.loki.of: shop has no Loki of its own: its lines go to mid; name an environment that has a Loki',
    ]);
  });

  test.each<[object, string]>([
    [{ expose: null }, 'expose: null is not an object'],
    [{ expose: { ...HUB.expose, host: 5 } }, 'expose.host: 5 is not a string'],
    [{ expose: { ...HUB.expose, form: [] } }, 'expose.form: not a key'],
    [{ tenants: 5, writers: undefined }, 'tenants: 5 is not a list'],
    [{ writers: { shop: { tenants: 5 } } }, 'writers.shop.tenants: 5 is not a list'],
    [{ writers: ['shop'] }, 'writers: ["shop"] is not an object'],
    [{ credentials: { createKye: true } }, 'credentials.createKye: not a key'],
    [{ region: null }, 'region: null is not a string'],
    [{ cluster: null }, 'cluster: null is not an object'],
    [{ expose: undefined, expos: HUB.expose }, 'expos: not a key; did you mean expose?'],
    [{ ...AWAY, expose: undefined, loki: { of: 5 } }, 'loki.of: 5 is not a string'],
    [{ ...AWAY, expose: undefined, loki: { url: null } }, 'loki.url: null is not a string'],
  ])('with a field that is not valid has this problem alone: %j', (hub, expected) => {
    const [first, ...more] = problemsOf({}, hub);
    expect(first).toContain(`environments.prod.${expected}`);
    expect(more).toEqual([]);
  });
});

describe('a field of the spoke that is not valid', () => {
  test.each<[object, string]>([
    [{ loki: { ...SPOKE.loki, secretArn: null } }, 'loki.secretArn: null is not a string'],
    [{ loki: { ...SPOKE.loki, secretArn: { a: 1 } } }, 'loki.secretArn: {"a":1} is not a string'],
    [{ tenants: null }, 'tenants: null is not a list'],
    [{ tenants: [null] }, 'tenants[0]: null is not a string'],
    [{ loki: { of: 5, writer: 'shop' } }, 'loki.of: 5 is not a string'],
    [{ credentials: { from: 5 } }, 'credentials.from: 5 is not one of'],
    [{ loki: 'prod' }, "loki: prod is not an object; write one such as { of: 'prod' }"],
  ])('has this problem alone: %j', (spoke, expected) => {
    const [first, ...more] = problemsOf(spoke);
    expect(first).toContain(expected);
    expect(more).toEqual([]);
  });
});

test('of a field without a use, nothing below it is judged', () => {
  expect(problemsOf({ expose: { host: 5 }, alloy: { kafka: {} } })).toEqual([
    expect.stringMatching(/^expose: .* has no effect/),
    expect.stringMatching(/^alloy.kafka: needs the gateway/),
  ]);
});

test('a secret of the canary in the hub needs a key that is shared, whatever the secret of the writer is', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:logs/edge-AbCdEf';
  const loki = { ...SPOKE.loki, secretArn };
  expect(problemsOf({ loki }, { credentials: undefined })).toEqual([]);
  expect(problemsOf({ loki, canary: true }, { credentials: undefined })).toEqual([
    expect.stringMatching(/^loki.of: prod is in account 111122223333, whose key/),
  ]);
});

test('a hub without account or region is named, when a spoke is resolved', () => {
  const prod: EnvironmentProps = { ...HUB, account: undefined };
  expect(() => resolveEnvironment('shop', SPOKE, { prod })).toThrow('environments.prod: has no account or region');
});
