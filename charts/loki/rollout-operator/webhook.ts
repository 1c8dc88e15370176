import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { tcp } from '../../kubernetes/network';
import { addObject, NAMESPACE_NAME_LABEL } from '../../kubernetes/objects';

/** Port at which the operator answers the API server. */
export const WEBHOOK_PORT = 8443;

/** Secret that the operator makes for its certificate, which it renews. */
const CERTIFICATE = 'rollout-operator-self-signed-certificate';

/** Group of webhooks. */
const WEBHOOKS = ['admissionregistration.k8s.io'];

/** Flags of the server that the API server asks. */
export const WEBHOOK_FLAGS = [
  '-server-tls.enabled=true',
  `-server-tls.port=${WEBHOOK_PORT}`,
  `-server-tls.self-signed-cert.secret-name=${CERTIFICATE}`,
];

/**
 * Permissions in the namespace: its certificate, and the annotation of each pod that says since when it is ready. Who may
 * patch StatefulSets can change pods anyway.
 */
export const WEBHOOK_RULES: readonly k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  { apiGroups: [''], resources: ['secrets'], resourceNames: [CERTIFICATE], verbs: ['get', 'update'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['patch'] },
];

/** Lets the API server reach it. Its address is that of a network interface of EKS, which no selector covers. */
export const WEBHOOK_INGRESS: readonly k8s.NetworkPolicyIngressRule[] = [{ ports: tcp(WEBHOOK_PORT) }];

/** Inputs of the objects of the webhook. */
export interface WebhookInputs {
  /** Metadata of the operator's objects. */
  readonly metadata: k8s.ObjectMeta & { readonly name: string; readonly namespace: string };

  /** Labels of its pods. */
  readonly selector: Record<string, string>;

  /** Beginning of the names of the pods whose evictions it decides about. */
  readonly pods: string;
}

/**
 * Adds what makes the API server ask the operator about evictions of ingesters: the operator writes the authority of its
 * certificate into the configuration. Without an answer such an eviction is refused: one too many would stop writes. All
 * other pods, the operator's own among them, are evicted without it.
 */
export function addWebhook(chart: Chart, { metadata, selector, pods }: WebhookInputs): void {
  const { name: service, namespace, labels } = metadata;
  const name = `${service}-${namespace}`;
  addObject(
    chart,
    k8s.KubeService.manifest({
      metadata,
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'https', port: 443, targetPort: k8s.IntOrString.fromNumber(WEBHOOK_PORT) }],
      },
    }),
  );
  addObject(
    chart,
    k8s.KubeClusterRole.manifest({
      metadata: { name, labels },
      rules: [
        // It watches both kinds, and does not begin before it has seen them.
        {
          apiGroups: WEBHOOKS,
          resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
          verbs: ['list', 'watch'],
        },
        {
          apiGroups: WEBHOOKS,
          resources: ['validatingwebhookconfigurations'],
          resourceNames: [name],
          verbs: ['patch'],
        },
      ],
    }),
  );
  addObject(
    chart,
    k8s.KubeClusterRoleBinding.manifest({
      metadata: { name, labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: service, namespace }],
    }),
  );
  addObject(
    chart,
    k8s.KubeValidatingWebhookConfiguration.manifest({
      metadata: {
        name,
        // Those by which the operator finds the configurations that get its authority.
        labels: { ...labels, 'grafana.com/inject-rollout-operator-ca': 'true', 'grafana.com/namespace': namespace },
      },
      webhooks: [
        {
          name: 'pod-eviction.rollout-operator.grafana.com',
          admissionReviewVersions: ['v1'],
          clientConfig: { service: { name: service, namespace, path: '/admission/pod-eviction', port: 443 } },
          rules: [
            {
              operations: ['CREATE'],
              apiGroups: [''],
              apiVersions: ['v1'],
              resources: ['pods/eviction'],
              scope: 'Namespaced',
            },
          ],
          namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } },
          matchConditions: [{ name: 'ingesters', expression: `request.name.startsWith('${pods}')` }],
          failurePolicy: 'Fail',
          sideEffects: 'None',
          // The operator gives up after 10 seconds.
          timeoutSeconds: 15,
        },
      ],
    }),
  );
}
