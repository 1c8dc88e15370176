import { parse } from 'yaml';
import { onNode } from '../../../../lib/import/promtail/mounts';
import { Account } from '../../../../lib/import/tree/account';

const where = (values: string, path: string) => onNode(new Account('', parse(values)).root, path);

const OWN = `extraVolumes: [{ name: state, hostPath: { path: /data/promtail/ } }, { name: scratch, emptyDir: {} }]
extraVolumeMounts: [{ name: state, mountPath: /var/lib/promtail }, { name: scratch, mountPath: /var/lib/promtail/tmp }]
`;

test.each([
  ['a: 1', '/run/promtail/positions.yaml', '/run/promtail/positions.yaml'],
  ['a: 1', '/run/promtailpositions.yaml', undefined],
  ['a: 1', '/var/log/positions.yaml', undefined],
  [OWN, '/var/lib/promtail/p.yaml', '/data/promtail/p.yaml'],
  // The innermost mount counts, and this one ends with the pod.
  [OWN, '/var/lib/promtail/tmp/p.yaml', undefined],
  ['defaultVolumes: []\n', '/run/promtail/positions.yaml', undefined],
  ['defaultVolumes: nonsense\nextraVolumes: [null, 5]\nextraVolumeMounts: { a: 1 }\n', '/run/promtail/p', undefined],
])('with %j, %s of the pod is %s of the node', (values, path, expected) => expect(where(values, path)).toBe(expected));
