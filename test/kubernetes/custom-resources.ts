/** The parts of a JSON schema that are used here. */
type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const object = (properties: Record<string, Schema>, ...optional: string[]): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  additionalProperties: false,
});
const list = (items: Schema): Schema => ({ type: 'array', items, minItems: 1 });
const resource = (spec: Schema): Schema =>
  object({ apiVersion: text, kind: text, metadata: { $ref: '#/definitions/V1ObjectMeta' }, spec });

const number: Schema = { type: 'integer' };

const prometheusDuration: Schema = { type: 'string', pattern: '^([0-9]+(y|w|d|h|m|s|ms))+$' };

const relabeling: Schema = object(
  {
    sourceLabels: list(text),
    separator: text,
    regex: text,
    replacement: text,
    targetLabel: text,
    action: { enum: ['keep', 'replace'] },
  },
  'sourceLabels',
  'separator',
  'regex',
  'replacement',
  'targetLabel',
  'action',
);

/**
 * Schemas of the custom resources the project makes, strict: the fields it uses, as the definitions of Secrets Store CSI
 * driver 1.6, External Secrets Operator 2.9, Gateway API 1.5, Prometheus Operator 0.79 and EKS Auto Mode have them. Texts that they read as YAML are not covered.
 */
export const CUSTOM_DEFINITIONS: Readonly<Record<string, Schema>> = {
  SecretProviderClass: resource(
    object({
      provider: { enum: ['aws'] },
      parameters: { type: 'object', additionalProperties: text },
    }),
  ),
  SecretStore: resource(
    object({
      provider: object({
        aws: object({
          service: { enum: ['SecretsManager', 'ParameterStore'] },
          region: text,
          auth: object({ jwt: object({ serviceAccountRef: object({ name: text }) }) }),
        }),
      }),
    }),
  ),
  IngressClassParams: resource(
    object(
      {
        scheme: { enum: ['internal', 'internet-facing'] },
        certificateARNs: list(text),
        loadBalancerAttributes: list(object({ key: text, value: text })),
        subnets: object({ ids: list(text) }),
      },
      'subnets',
    ),
  ),
  TargetGroupBinding: resource(
    object({
      serviceRef: object({ name: text, port: text }),
      targetGroupName: text,
      targetType: { enum: ['ip', 'instance'] },
      networking: object({
        ingress: list(
          object({
            from: list(object({ ipBlock: object({ cidr: text }) })),
            ports: list(object({ protocol: { enum: ['TCP', 'UDP'] }, port: number })),
          }),
        ),
      }),
    }),
  ),
  HTTPRoute: resource(
    object({
      parentRefs: list(
        object({ group: text, kind: text, name: text, namespace: text, sectionName: text }, 'sectionName'),
      ),
      hostnames: list(text),
      rules: list(
        object(
          {
            matches: list(object({ path: object({ type: { enum: ['Exact', 'PathPrefix'] }, value: text }) })),
            timeouts: object({ request: { type: 'string', pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' } }),
            backendRefs: list(object({ group: text, kind: text, name: text, port: number, weight: number })),
          },
          'timeouts',
        ),
      ),
    }),
  ),
  PodMonitor: resource(
    object({
      selector: { $ref: '#/definitions/V1LabelSelector' },
      scrapeClassicHistograms: { type: 'boolean' },
      podMetricsEndpoints: list(
        object(
          {
            port: text,
            path: text,
            interval: prometheusDuration,
            relabelings: list(relabeling),
            metricRelabelings: list(relabeling),
          },
          'metricRelabelings',
        ),
      ),
    }),
  ),
  PrometheusRule: resource(
    object({
      groups: list(
        object({
          name: text,
          rules: list(
            object(
              {
                alert: text,
                expr: text,
                for: prometheusDuration,
                labels: { type: 'object', additionalProperties: text },
                annotations: { type: 'object', additionalProperties: text },
              },
              'for',
            ),
          ),
        }),
      ),
    }),
  ),
  ExternalSecret: resource(
    object({
      refreshInterval: { type: 'string', pattern: '^[0-9]+(s|m|h)$' },
      secretStoreRef: object({ name: text, kind: { enum: ['SecretStore', 'ClusterSecretStore'] } }),
      target: object({ name: text, creationPolicy: { enum: ['Owner', 'Orphan', 'Merge', 'None'] } }),
      data: list(
        object({
          secretKey: { type: 'string', pattern: '^[-._a-zA-Z0-9]+$' },
          remoteRef: object({ key: text, property: text }, 'property'),
        }),
      ),
    }),
  ),
};

/** The schema of each kind. */
export const CUSTOM_KINDS: Readonly<Record<string, string>> = {
  'secrets-store.csi.x-k8s.io/v1/SecretProviderClass': 'SecretProviderClass',
  'eks.amazonaws.com/v1/IngressClassParams': 'IngressClassParams',
  'elbv2.k8s.aws/v1beta1/TargetGroupBinding': 'TargetGroupBinding',
  'gateway.networking.k8s.io/v1/HTTPRoute': 'HTTPRoute',
  'monitoring.coreos.com/v1/PodMonitor': 'PodMonitor',
  'monitoring.coreos.com/v1/PrometheusRule': 'PrometheusRule',
  'external-secrets.io/v1/SecretStore': 'SecretStore',
  'external-secrets.io/v1/ExternalSecret': 'ExternalSecret',
};

/** Kinds whose objects have no namespace. */
export const CLUSTER_KINDS: readonly string[] = ['IngressClassParams'];
