import { setOrigin } from '../../../../lib/manifests/origins';
import { Manifests } from '../../../../lib/manifests/manifests';
import { NAME_RULES } from '../../../../lib/checks/kubernetes/names';
import { describeRules } from '../harness';

describeRules(NAME_RULES, [
  {
    rule: 'K8S-NAME-1',
    breaks: (parts) => parts.objects.push(structuredClone(parts.object('ServiceAccount', 'loki-no-role'))),
    finds: [
      "ServiceAccount loki/loki-no-role metadata.name: 'loki-no-role' is the name of 2 objects of this kind; " +
        'give each a name of its own, or remove all but one',
    ],
  },
]);

const inFolders = (...folders: string[]) =>
  folders.map((folder) => {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'loki' } };
    setOrigin(object, `k8s.out/${folder}/0000-namespaces.k8s.yaml`);
    return object;
  });
const found = (some: ReturnType<typeof inFolders>) =>
  NAME_RULES.flatMap((rule) => rule.check({ manifests: new Manifests(some) }));

test('objects of several folders may be those of several clusters', () => {
  const objects = inFolders('dev', 'prod');
  expect(found(objects)).toEqual([
    {
      path: 'Namespace loki metadata.name',
      found: "'loki' is the name of 2 objects of this kind",
      fix: 'name one folder if they are of several clusters: --manifests k8s.out/dev, then k8s.out/prod; otherwise give each a name of its own, or remove all but one',
    },
  ]);
  expect(found(objects.slice(1))).toEqual([]);
});

test('all of the folders are named, unless there are many', () => {
  const then = (...folders: string[]) =>
    /--manifests (.*); otherwise/.exec(found(inFolders(...folders))[0]?.fix ?? '')?.[1];
  expect(then('dev', 'prod', 'test')).toBe('k8s.out/dev, then k8s.out/prod, then k8s.out/test');
  expect(then(...'abcdefg')).toBe(
    'k8s.out/a, then k8s.out/b, then k8s.out/c, then k8s.out/d, then k8s.out/e, then 2 more',
  );
});
