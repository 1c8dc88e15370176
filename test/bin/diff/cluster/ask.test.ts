import { dryRun, liveObjects } from '../../../../bin/diff/cluster/ask';
import type { KubectlRunner } from '../../../../bin/wait/kubectl';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { object } from '../../../lib/manifests/builders';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const OBJECTS = NAMES.map((name) => object('StatefulSet', name, {}, 'apps/v1'));

/** A kubectl that answers for the objects it is given. */
function kubectl(
  answer: (names: readonly string[]) => { readonly found: readonly string[]; readonly stderr?: string },
) {
  const calls: string[][] = [];
  const run: KubectlRunner['run'] = (_args, { input = '' } = {}) => {
    const { items } = JSON.parse(input) as { items: Manifest[] };
    const names = items.map(({ metadata: { name } }) => name);
    calls.push(names);
    const { found, stderr = '' } = answer(names);
    const printed = items.filter(({ metadata: { name } }) => found.includes(name));
    const stdout =
      printed.length === 0 ? '' : JSON.stringify(printed.length === 1 ? printed[0] : { kind: 'List', items: printed });
    return Promise.resolve({ status: stderr === '' ? 0 : 1, stdout, stderr });
  };
  return { run, calls };
}
const denied = (resource: string, namespace: string) =>
  `Error from server (Forbidden): ${resource}.apps "x" is forbidden: User "u" cannot get resource "${resource}" in API group "apps" in the namespace "${namespace}"`;
const titles = (found: ReadonlyMap<string, Manifest>) => [...found.keys()].map((one) => one.slice(-1));

describe('objects that exist', () => {
  it('have answers, and others have none, whether there are several, one or none', async () => {
    for (const found of [NAMES, ['a', 'b'], ['a'], []]) {
      const { objects, failures } = await liveObjects(
        kubectl(() => ({ found })),
        OBJECTS,
      );
      expect([titles(objects), failures]).toEqual([found, []]);
    }
  });

  it('of a kind that the cluster does not know are none', async () => {
    const stderr =
      'error: resource mapping not found for name: "a": no matches for kind "StatefulSet" in version "x/v1"\nensure CRDs are installed first';
    const { failures } = await liveObjects(
      kubectl(() => ({ found: ['b'], stderr })),
      OBJECTS,
    );
    expect(failures).toEqual([]);
  });

  it.each([
    ['of the kind in the namespace', denied('statefulsets', 'loki'), ['b', 'c', 'd', 'e', 'f', 'g', 'h']],
    ['of another kind', denied('deployments', 'loki'), []],
    ['in another namespace', denied('statefulsets', 'alloy'), []],
    ['at all', 'Unable to connect to the server: EOF', ['b', 'c', 'd', 'e', 'f', 'g', 'h']],
  ])('cannot be told from missing ones if nothing may be read %s', async (_what, stderr, unread) => {
    const { failures } = await liveObjects(
      kubectl(() => ({ found: ['a'], stderr })),
      OBJECTS,
    );
    expect(failures.map(({ object: { metadata } }) => metadata.name)).toEqual(unread);
    expect(failures.map(({ reason }) => reason)).toEqual(unread.map(() => stderr));
  });

  it('are named by the kinds of several plurals, and a namespace is in itself', async () => {
    const others = [object('NetworkPolicy', 'a'), object('Ingress', 'b'), object('Namespace', 'loki')];
    for (const [index, resource] of ['networkpolicies', 'ingresses', 'namespaces'].entries()) {
      const { failures } = await liveObjects(
        kubectl(() => ({ found: [], stderr: denied(resource, 'loki') })),
        others,
      );
      expect(failures.map((each) => each.object)).toEqual([others[index]]);
    }
  });
});

describe('a dry run', () => {
  const refusing = (refused: readonly string[], message: (name: string) => string) =>
    kubectl((names) => {
      const wrong = names.filter((name) => refused.includes(name));
      return wrong.length === 0 ? { found: names } : { found: [], stderr: wrong.map(message).join('\n') };
    });

  it('is repeated without the objects that the API server names', async () => {
    const asked = refusing(['b', 'g'], (name) => `The StatefulSet "${name}" is invalid: spec: Forbidden: no`);
    const { objects, failures } = await dryRun(asked, [], OBJECTS);
    expect(titles(objects)).toEqual(['a', 'c', 'd', 'e', 'f', 'h']);
    expect(failures.map(({ object: { metadata }, reason }) => [metadata.name, reason])).toEqual([
      ['b', 'The StatefulSet "b" is invalid: spec: Forbidden: no'],
      ['g', 'The StatefulSet "g" is invalid: spec: Forbidden: no'],
    ]);
    expect(asked.calls).toHaveLength(1 + 2 + 1);
  });

  it('finds objects that are refused without their names', async () => {
    const { objects, failures } = await dryRun(
      refusing(['f'], () => 'error: webhook denied the request'),
      [],
      OBJECTS,
    );
    expect(objects.size).toBe(7);
    expect(failures).toEqual([{ object: OBJECTS[5], reason: 'error: webhook denied the request' }]);
  });

  it('that is forbidden is not repeated', async () => {
    const asked = refusing(NAMES, () => 'User "u" cannot patch resource "statefulsets"');
    const { failures } = await dryRun(asked, [], OBJECTS);
    expect([failures.length, asked.calls.length]).toEqual([8, 1]);
    expect(await dryRun(asked, [], [])).toEqual({ objects: new Map(), failures: [] });
  });
});
