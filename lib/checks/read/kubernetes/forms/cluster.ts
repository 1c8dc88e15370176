import { LABEL_VALUE, textForm } from '../../../../../charts/input/forms';
import { SCOPE_NAMES } from '../scopes';
import {
  ADDRESS,
  CIDR,
  type Form,
  LABEL,
  NAME,
  NONE,
  PORT,
  PROTOCOL,
  QUALIFIED,
  SOME,
  number,
  oneOf,
  optional,
  text,
  ACCESS_MODE,
  VOLUME_MODE,
  DRIVER,
  CONTROLLER,
  LETTER_LABEL,
  KIND,
  DOMAIN,
  CEL_NAME,
  ONE_LINE,
  SERVICE_PATH,
  WEBHOOK_NAME,
  kindOrDomain,
  TOKEN_SECONDS,
  FINALIZER,
  AMOUNT,
} from '../values';

/** Path of a field of objects. */
const JSON_PATH = text(textForm('.spec.replicas', /^\./, 'does not begin with a dot'));

const FAILURE_POLICY = oneOf('Ignore', 'Fail');
const MATCH_POLICY = oneOf('Exact', 'Equivalent');

/** Values of fields of a webhook. */
const WEBHOOK = {
  name: WEBHOOK_NAME,
  failurePolicy: FAILURE_POLICY,
  matchPolicy: MATCH_POLICY,
  sideEffects: oneOf('None', 'NoneOnDryRun'),
  timeoutSeconds: number(1, 30, 10),
};

const FILLED = text(textForm('v1', /./, 'is no name'));

/** Values of fields of a rule that says which requests are checked. */
const ADMISSION_RULE = {
  operations: oneOf('CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'),
  scope: oneOf('Cluster', 'Namespaced', '*'),
  apiVersions: FILLED,
  resources: FILLED,
};

/** Values of fields of volumes, quotas, webhooks, definitions of kinds, and others of the cluster. */
export const CLUSTER_FORMS: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  PersistentVolumeSpec: {
    ...{ accessModes: ACCESS_MODE, volumeMode: VOLUME_MODE, storageClassName: optional(NAME) },
    persistentVolumeReclaimPolicy: optional(oneOf('Retain', 'Recycle', 'Delete')),
  },
  CSIPersistentVolumeSource: { driver: DRIVER },
  CSIVolumeSource: { driver: DRIVER },
  CSIDriverSpec: {
    volumeLifecycleModes: oneOf('Persistent', 'Ephemeral'),
    fsGroupPolicy: oneOf('ReadWriteOnceWithFSType', 'File', 'None'),
    nodeAllocatableUpdatePeriodSeconds: number(10, undefined, 60),
  },
  TokenRequest: { expirationSeconds: TOKEN_SECONDS },
  VolumeAttributesClass: { driverName: DRIVER },
  RuntimeClass: { handler: LABEL },
  LimitRangeItem: { type: kindOrDomain('Pod', 'Container', 'PersistentVolumeClaim') },
  ResourceQuotaSpec: { scopes: oneOf(...SCOPE_NAMES) },
  ScopedResourceSelectorRequirement: {
    scopeName: oneOf(...SCOPE_NAMES),
    operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
  },
  LeaseSpec: { leaseDurationSeconds: SOME, leaseTransitions: NONE },
  EndpointSlice: { addressType: oneOf('IPv4', 'IPv6', 'FQDN') },
  EndpointSlicePort: { name: optional(LABEL), protocol: PROTOCOL, appProtocol: QUALIFIED },
  Endpoint: { hostname: LABEL, nodeName: NAME },
  ForZone: { name: text(LABEL_VALUE) },
  EndpointAddress: { ip: ADDRESS, hostname: optional(LABEL), nodeName: NAME },
  EndpointPort: { port: PORT, name: optional(LABEL), protocol: optional(PROTOCOL), appProtocol: QUALIFIED },
  IngressClassSpec: { controller: CONTROLLER },
  IngressClassParametersReference: { scope: oneOf('Cluster', 'Namespace') },
  ServiceCIDRSpec: { cidrs: CIDR },
  ValidatingWebhook: WEBHOOK,
  MutatingWebhook: { ...WEBHOOK, reinvocationPolicy: oneOf('Never', 'IfNeeded') },
  RuleWithOperations: ADMISSION_RULE,
  NamedRuleWithOperations: ADMISSION_RULE,
  MatchCondition: { name: QUALIFIED },
  MatchResources: { matchPolicy: MATCH_POLICY },
  ServiceReference: { port: PORT, path: optional(SERVICE_PATH) },
  APIServiceReference: { port: PORT },
  APIServiceSpec: { groupPriorityMinimum: number(1, 20_000, 100), versionPriority: number(1, 1000, 100) },
  ValidatingAdmissionPolicySpec: { failurePolicy: FAILURE_POLICY },
  Validation: { reason: oneOf('Unauthorized', 'Forbidden', 'Invalid', 'RequestEntityTooLarge'), message: ONE_LINE },
  Variable: { name: CEL_NAME },
  ParamRef: { parameterNotFoundAction: oneOf('Allow', 'Deny') },
  ValidatingAdmissionPolicyBindingSpec: { policyName: NAME, validationActions: oneOf('Deny', 'Warn', 'Audit') },
  CustomResourceDefinitionSpec: { group: DOMAIN, scope: oneOf('Namespaced', 'Cluster') },
  CustomResourceDefinitionNames: {
    ...{ plural: LETTER_LABEL, singular: optional(LETTER_LABEL), shortNames: LETTER_LABEL, categories: LETTER_LABEL },
    ...{ kind: KIND, listKind: optional(KIND) },
  },
  CustomResourceDefinitionVersion: { name: LETTER_LABEL },
  CustomResourceColumnDefinition: {
    type: oneOf('integer', 'number', 'string', 'boolean', 'date'),
    format: optional(oneOf('int32', 'int64', 'float', 'double', 'byte', 'date', 'date-time', 'password')),
    jsonPath: JSON_PATH,
  },
  SelectableField: { jsonPath: JSON_PATH },
  ObjectMeta: { finalizers: FINALIZER },
  NamespaceSpec: { finalizers: FINALIZER },
  CSIStorageCapacity: { storageClassName: NAME, capacity: AMOUNT },
  VolumeNodeResources: { count: NONE },
  ControllerRevision: { revision: NONE },
  CustomResourceConversion: { strategy: oneOf('None', 'Webhook') },
  JSONSchemaProps: {
    type: optional(oneOf('object', 'array', 'string', 'integer', 'number', 'boolean')),
    'x-kubernetes-list-type': oneOf('atomic', 'set', 'map'),
    'x-kubernetes-map-type': oneOf('granular', 'atomic'),
  },
};
