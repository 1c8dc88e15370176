import type { EnvironmentProps } from '../../../lib/environment/props';
import type { KubernetesObject } from '../../helpers/charts';
import { eksLoki, environmentsFile, workFolder } from '../../helpers/cli';
import type { ApiServer } from '../rig/api-server';
import type { PodSpec } from '../rig/objects';
import { nameOf, type WrittenEnvironment } from './apply';

const SECRET = 'loki-credentials';

/** `eks-loki credentials` piped into kubectl, as documented, for passwords in Kubernetes Secrets. */
export function secretTests(
  props: EnvironmentProps,
  environment: () => WrittenEnvironment,
  api: () => ApiServer,
): void {
  const folder = workFolder(environmentsFile(JSON.stringify({ dev: props })));
  const credentials = (args: string[] = [], input?: string) => {
    const command = ['credentials', 'dev', '--environments', 'environments.ts', ...args];
    const { status, stdout, stderr } = eksLoki(command, folder, undefined, input);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  const apply = (...options: string[]) =>
    api().kubectl(['apply', '--validate=strict', ...options, '-f', '-'], credentials());
  const secret = (namespace: string) => api().printed(['get', 'secret', SECRET, '-n', namespace, '-o', 'json']);
  const passwords = (namespace: string) => (JSON.parse(secret(namespace)) as { data: Record<string, string> }).data;

  test.each(['', '--server-side'])(
    'Secrets with new passwords are accepted with strict validation: kubectl apply %s',
    (how) => {
      api().printed(['delete', 'secret', '--all', '--all-namespaces']);
      expect(apply(...(how ? [how] : []))).toMatchObject({ status: 0, stderr: '' });
      expect(Object.keys(passwords('loki'))).toHaveLength(2);
    },
  );

  test('they have every key that pods mount', () => {
    const missing = (workload: KubernetesObject) =>
      (workload.spec.template.spec as PodSpec).volumes?.flatMap((volume) =>
        (volume.secret?.items ?? [])
          .filter(({ key }) => !(key in passwords(workload.metadata.namespace as string)))
          .map(({ key }) => `${nameOf(workload)}: ${key}`),
      );
    const readers = environment().objects.filter(({ spec }) => JSON.stringify(spec ?? {}).includes(`"${SECRET}"`));
    expect(readers.map(nameOf)).toEqual([
      'Deployment/loki/loki-gateway',
      'DaemonSet/alloy/alloy',
      'StatefulSet/alloy/alloy-events',
    ]);
    expect(readers.flatMap(missing)).toEqual([]);
  });

  test('new passwords in their place are refused, and change nothing', () => {
    const before = passwords('loki');
    const { status, stderr } = apply();
    expect(status).toBe(1);
    expect(stderr.match(/field is immutable/g)).toHaveLength(3);
    expect(passwords('loki')).toEqual(before);
  });

  test('each step of a rotation replaces them', () => {
    const before = passwords('loki');
    const step = (name: string) =>
      api().printed(
        ['replace', '--force', '--validate=strict', '-f', '-'],
        credentials(['--rotate', name], secret('loki')),
      );
    step('add');
    const added = passwords('loki');
    expect(added).toEqual({
      ...before,
      'writer-password-other': expect.anything(),
      'reader-password-other': expect.anything(),
    });
    step('swap');
    expect(passwords('loki')['writer-password']).toBe(added['writer-password-other']);
    expect(passwords('alloy')['writer-password']).toBe(added['writer-password-other']);
    expect(passwords('grafana')['reader-password']).toBe(added['reader-password-other']);
    step('drop');
    expect(Object.keys(passwords('loki')).sort()).toEqual(['reader-password', 'writer-password']);
  });
}
