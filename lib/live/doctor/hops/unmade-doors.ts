import { BALANCER_PODS } from '../commands';
import type { Fault } from '../fault';
import type { View } from '../view';
import { hopOfNamespace } from './recent';

type Door = NonNullable<View['snapshot']['doors']>[number];

/** Seconds in which a controller makes a load balancer. */
const MADE_WITHIN = 600;

const titleOf = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string =>
  `${kind} ${namespace}/${name}`;

/** Doors of the setup, with their objects if they exist. */
const doorsOf = ({ setup, snapshot }: View) =>
  snapshot.doors === undefined
    ? []
    : (setup.doors ?? []).map((door) => ({
        door,
        live: snapshot.doors?.find(
          ({ kind, metadata }) =>
            kind === door.kind && metadata.namespace === door.namespace && metadata.name === door.name,
        ),
      }));

const missing: Fault = {
  id: 'exposure-missing',
  hop: 'gateway',
  isMild: true,
  cause: 'a door of the environment does not exist: clients outside the cluster do not reach it',
  find: (view) =>
    doorsOf(view)
      .filter(({ live }) => !live)
      .map(({ door }) => ({
        hop: hopOfNamespace(view, door.namespace),
        evidence: `${titleOf(door)} does not exist`,
        fix: [view.setup.deliver],
      })),
};

/** True if no controller has given a door an address or a parent. */
const isUntouched = ({ kind, status }: Door): boolean =>
  kind === 'HTTPRoute' ? (status?.parents ?? []).length === 0 : (status?.loadBalancer?.ingress ?? []).length === 0;

const untouched: Fault = {
  id: 'exposure-no-controller',
  hop: 'gateway',
  isMild: true,
  cause: 'no controller makes the load balancer of a door: it does not run, or no controller has the class of the door',
  follows: ['gateway', 'agent', 'grafana'],
  find: (view) =>
    doorsOf(view).flatMap(({ door, live }) => {
      const age = view.secondsSince(live?.metadata.creationTimestamp);
      // Controllers that fail report it in events.
      if (!live || !isUntouched(live) || !(age > MADE_WITHIN) || hasEvents(view, door.name)) return [];
      return {
        hop: hopOfNamespace(view, door.namespace),
        evidence: `${titleOf(door)} has had no address since it was created, ${Math.floor(age / 60)} minutes ago`,
        fix:
          door.kind === 'HTTPRoute'
            ? [
                `kubectl get httproute --namespace ${door.namespace} ${door.name} -o jsonpath='{.spec.parentRefs}'`,
                'kubectl get gateways,gatewayclasses --all-namespaces: the Gateway must exist, and its class have a controller',
              ]
            : [
                BALANCER_PODS,
                'kubectl get ingressclasses -o wide: the class of the door must be there; EKS Auto Mode has eks.amazonaws.com/alb',
              ],
      };
    }),
};

const hasEvents = ({ snapshot }: View, name: string): boolean =>
  snapshot.events.some(({ involvedObject }) => involvedObject.name === name);

const refused: Fault = {
  id: 'exposure-route',
  hop: 'gateway',
  isMild: true,
  cause: 'the Gateway of a route refuses it, or does not find its Service',
  find: (view) =>
    doorsOf(view).flatMap(({ door, live }) => {
      const conditions = (live?.status?.parents ?? []).flatMap((parent) => parent.conditions ?? []);
      const wrong = conditions.find(
        ({ type, status }) => (type === 'Accepted' || type === 'ResolvedRefs') && status === 'False',
      );
      if (!wrong) return [];
      return {
        hop: hopOfNamespace(view, door.namespace),
        evidence: `${titleOf(door)}: ${wrong.reason}: ${wrong.message}`,
        fix: [
          `kubectl describe httproute --namespace ${door.namespace} ${door.name}`,
          'NotAllowedByListeners: allowedRoutes of the Gateway must admit the namespace; RefNotPermitted: a ReferenceGrant; BackendNotFound: the Service',
        ],
      };
    }),
};

/** Faults of doors that do not exist, or that no controller serves. */
export const DOOR_OBJECT_FAULTS: readonly Fault[] = [missing, untouched, refused];
