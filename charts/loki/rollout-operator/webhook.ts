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

/** Flags of the operator's server for the API server. */
export const WEBHOOK_FLAGS = [
  '-server-tls.enabled=true',
  `-server-tls.port=${WEBHOOK_PORT}`,
  `-server-tls.self-signed-cert.secret-name=${CERTIFICATE}`,
];

/**
 * Permissions in the namespace: for the Secret of the certificate, and for the annotation of each pod with the time at
 * which it became ready. Permission to patch StatefulSets allows changes of pods anyway.
 */
export const WEBHOOK_RULES: readonly k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  { apiGroups: [''], resources: ['secrets'], resourceNames: [CERTIFICATE], verbs: ['get', 'update'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['patch'] },
];

/** Ingress rule for the API server. Its address is that of a network interface of EKS, which no selector matches. */
export const WEBHOOK_INGRESS: readonly k8s.NetworkPolicyIngressRule[] = [{ ports: tcp(WEBHOOK_PORT) }];

/** Inputs of the objects of the webhook. */
export interface WebhookInputs {
  /** Metadata of the operator's objects. */
  readonly metadata: k8s.ObjectMeta & { readonly name: string; readonly namespace: string };

  /** Labels of its pods. */
  readonly selector: Record<string, string>;

  /** Prefix of the names of the pods whose evictions the operator decides. */
  readonly pods: string;
}

/**
 * Adds the webhook through which the API server asks the operator about evictions of ingesters. The operator writes the
 * authority of its certificate into the webhook. Without an answer, the API server refuses the eviction: one eviction
 * too many would stop writes. All other pods, including the operator's own, are evicted without the webhook.
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
        // The operator watches both kinds, and does not start before it has listed them.
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
        // By these labels, the operator finds the configurations that get its authority.
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
