import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { reservedNamespaceFault } from '../../../charts/kubernetes/reserved-namespaces';
import { InputError } from '../../../charts/input/problems';
import { makeCharts } from '../../helpers/charts';

const identityIn = (namespace: string) =>
  new WorkloadIdentity({ namespace, serviceAccountName: 'loki', roleArn: 'arn:aws:iam::111122223333:role/loki' });

describe('namespaces that belong to others', () => {
  test.each(['kube-system', 'kube-public', 'kube-node-lease', 'kube-flannel', 'default', 'amazon-cloudwatch'])(
    '%s is reserved',
    (name) => {
      expect(reservedNamespaceFault(name, 'loki')?.fix).toBe('use another, such as loki');
    },
  );

  test.each(['loki', 'kubernetes', 'kube', 'defaults', 'my-default', 'amazon'])('%s is not', (name) => {
    expect(reservedNamespaceFault(name, 'loki')).toBeUndefined();
  });

  test('are refused by the charts, all at once', () => {
    const make = () =>
      makeCharts(
        { identity: identityIn('kube-system') },
        { alloyNamespace: 'default', grafanaNamespace: 'kube-public' },
      );
    expect(make).toThrow(InputError);
    expect(make).toThrow(
      [
        'alloyNamespace: default is where objects go that name no namespace; use another, such as alloy',
        'grafanaNamespace: kube-public belongs to Kubernetes itself; use another, such as grafana',
        'loki.identity.namespace: kube-system belongs to Kubernetes itself; use another, such as loki',
      ].join('\n'),
    );
  });
});
