import { Manifests } from '../../../../lib/manifests/manifests';
import { doorsOf } from '../../../../lib/planner/setup/doors';

const object = (kind: string, annotations: Record<string, string>, spec: object) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: kind, annotations },
  spec,
});
const doors = (...objects: object[]) => doorsOf(new Manifests(objects as never));
const SERVICE = 'service.beta.kubernetes.io/aws-load-balancer-scheme';
const INGRESS = 'alb.ingress.kubernetes.io/scheme';

test('Services and Ingresses make load balancers, inner Services do not', () => {
  expect(doors(object('Service', {}, { type: 'ClusterIP' }), object('HTTPRoute', {}, {}))).toEqual({
    count: 0,
    public: 0,
  });
  expect(
    doors(
      object('Service', { [SERVICE]: 'internet-facing' }, { type: 'LoadBalancer' }),
      object('Ingress', { [INGRESS]: 'internal' }, {}),
      object('TargetGroupBinding', {}, {}),
    ),
  ).toEqual({ count: 3, public: 1 });
});

test('in Auto Mode, parameters of the class say who reaches an Ingress', () => {
  const parameters = object('IngressClassParams', {}, { scheme: 'internet-facing' });
  expect(doors(object('Ingress', {}, {}), parameters)).toEqual({ count: 1, public: 1 });
});
