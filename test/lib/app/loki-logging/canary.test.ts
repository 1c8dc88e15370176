import { environment, library, lines } from './doors';

const both = (fields: object): string[][] => [
  lines(environment(fields)).map((line) => line.replace('environments.team.', '')),
  lines(() => library(fields)).map((line) => line.replace('Stack/Logging.', '')),
];

describe('environments and LokiLogging refuse the same canaries', () => {
  test.each<[string, object, string[]]>([
    [
      'misspelt and out of bounds',
      { canary: { namespaces: 'x', intervalSeconds: 0 } },
      [
        'canary.namespaces: not a key; did you mean namespace?',
        expect.stringMatching(/^canary\.intervalSeconds: 0 is not a number/) as unknown as string,
      ],
    ],
    [
      'neither a switch nor an object',
      { canary: 'yes' },
      ['canary: yes is not true, false or an object; write one such as { intervalSeconds: 5 }'],
    ],
    [
      'in a namespace of Kubernetes',
      { canary: { namespace: 'kube-system' } },
      ['canary.namespace: kube-system belongs to Kubernetes itself; use another, such as loki-canary'],
    ],
  ])('%s', (_what, fields, expected) => {
    const [environments, constructs] = both(fields);
    expect(environments).toEqual(expect.arrayContaining(expected));
    expect(environments).toHaveLength(expected.length);
    expect(constructs).toEqual(environments);
  });

  test('one whose lines no agent reads', () => {
    expect(lines(environment({ canary: true, alloy: { pods: { namespaces: { include: ['shop'] } } } }))).toEqual([
      'environments.team.alloy.pods.namespaces: leaves out the namespace loki-canary; name one that is read: ' +
        "canary: { namespace: 'shop' }",
    ]);
    expect(lines(environment({ canary: true, alloy: { pods: false } }))).toHaveLength(1);
    expect(lines(environment({ canary: false, alloy: { pods: false } }))).toEqual([]);
  });

  test('one whose lines go to another tenant than it reads', () => {
    const of = (routes: object[], tenant: string) =>
      lines(() => library({ canary: true, tenants: ['a', 'b'], routes, alloyProcessing: [{ tenant }] }));
    expect(of([], 'a')).toEqual([]);
    expect(of([], 'b')).toEqual([
      'Stack/Logging.alloyProcessing[0].tenant: b also applies to the lines of the canary, which counts them as missing: ' +
        "it reads those of a; write exceptNamespaces: ['loki-canary']",
    ]);
    const routes = [{ namespaces: ['loki-*'], tenant: 'b' }];
    expect(of(routes, 'b')).toEqual([]);
    expect(of(routes, 'a')).toEqual([expect.stringContaining('it reads those of b')]);
    expect(of(routes, 'c')).toEqual([expect.stringContaining('c is not one of the tenants, a, b')]);
  });

  test('one of whose lines a part is sent', () => {
    const of = (...processing: object[]) => lines(environment({ canary: true, alloy: { processing } }));
    expect(of({ level: true }, { sample: 0.5 })).toEqual([
      'environments.team.alloy.processing[1].sample: 0.5 also applies to the lines of the canary, which counts the others as missing; ' +
        "write exceptNamespaces: ['loki-canary']",
    ]);
    expect(of({ exceptNamespaces: ['loki-canary'], sample: 0.5 })).toEqual([]);
    expect(
      of({ apps: ['cart'], sample: 0.5 }, { sources: ['journal'], sample: 0.5 }, { sample: 1, level: true }),
    ).toEqual([]);
    expect(of({ match: { stream: ['stderr'] }, sample: 0.5 }, { containers: ['door'], sample: 0.5 })).toEqual([]);
    expect(of({ containers: ['can*'], match: { stream: ['std*'] }, sample: 0.5 })).toHaveLength(1);
    expect(lines(environment({ alloy: { processing: [{ sample: 0.5 }] } }))).toEqual([]);
  });
});

test('it has a role of its own in AWS, which reads the reader’s password alone', () => {
  const made = environment({ canary: true })();
  const account = made.object('ServiceAccount', 'loki-canary').toJson() as {
    metadata: { annotations: Record<string, string> };
  };
  expect(account.metadata.annotations['eks.amazonaws.com/role-arn']).toMatch(/:role\/loki-team\.canary-eu-west-1$/);
  const provider = made.object('SecretProviderClass', 'loki-credentials-canary').toJson() as {
    spec: { parameters: { objects: string } };
  };
  expect(provider.spec.parameters.objects.match(/objectName: .*/g)).toEqual(['objectName: loki/team/reader']);
});
