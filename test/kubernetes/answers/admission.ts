import { type Answer, of } from './answer';
import { CHECKED, HOOK, SERVED } from './objects';

const SERVICE = { name: 'a', namespace: 'b' };
const POLICY = { matchConstraints: { resourceRules: [CHECKED] }, validations: [{ expression: 'true' }] };
const BINDING = { policyName: 'a', validationActions: ['Deny'] };

/** Answers about one of the two kinds of webhooks. */
const hooks = (kind: string): Answer[] => {
  const field = (name: string, takes: readonly unknown[], refuses: readonly unknown[]): Answer =>
    of(kind, `webhooks.0.${name}`, takes, refuses);
  return [
    of(kind, 'webhooks', [[], null], [[HOOK, HOOK]]),
    of(kind, '', [], [{ spec: {} }]),
    field('name', ['a.b.c.d'], [null, 'a', 'a.b', 'A.b.c']),
    field('sideEffects', ['None', 'NoneOnDryRun'], [null, 'none', 'Some']),
    field('admissionReviewVersions', [['v1beta1'], ['v2', 'v1']], [null, [], ['v2'], ['v1', 'v1'], 'v1']),
    field('failurePolicy', ['Ignore'], ['ignore', '']),
    field('matchPolicy', ['Exact', 'Equivalent'], ['exact']),
    field('timeoutSeconds', [1, 30], [0, 31, '5', 10.5]),
    field(
      'clientConfig',
      [
        ...[{ url: 'https://a' }, { url: 'https://a/b' }, { service: { ...SERVICE, path: '/x' } }],
        ...[
          { service: { ...SERVICE, path: '/' } },
          { service: SERVICE, caBundle: 'Cg==' },
          { service: SERVICE, caBundle: '' },
        ],
      ],
      [
        ...[null, {}, { url: 'http://a' }, { url: 'https://a?x=1' }, { url: 'https://u@a' }, { url: 'https://' }],
        ...[{ url: 'https://a', service: SERVICE }, { service: { name: 'a' } }, { service: { namespace: 'a' } }],
        ...['x', '/x//y', '/A'].map((path) => ({ service: { ...SERVICE, path } })),
        ...[0, 70_000].map((port) => ({ service: { ...SERVICE, port } })),
        { service: SERVICE, caBundle: 'not base64' },
      ],
    ),
    field(
      'rules',
      [
        [],
        null,
        [{ ...CHECKED, operations: ['*'] }],
        [{ ...CHECKED, scope: 'Namespaced' }],
        [{ ...CHECKED, scope: '*' }],
      ],
      [
        ...[
          {},
          { operations: ['create'] },
          { operations: [] },
          { operations: ['*', 'CREATE'] },
          { operation: ['CREATE'] },
        ],
        ...[{ apiGroups: null }, { apiGroups: ['*', 'a'] }, { apiVersions: null }, { apiVersions: ['*', 'v1'] }],
        ...[{ resources: null }, { scope: 'namespaced' }],
      ].map((change, index) => [index === 0 ? {} : { ...CHECKED, ...change }]),
    ),
    field(
      'rules.0.resources',
      [['*'], ['*/*'], ['pods', 'pods/log'], ['pods/log', 'pods/*'], ['*', 'pods/log'], ['pods/*', '*/log']],
      [['*', 'pods'], ['*/*', 'pods/log'], ['pods/*', 'pods/log'], ['*/log', 'pods/log'], ['']],
    ),
    field(
      'namespaceSelector',
      [{}],
      [{ matchLabels: { a: 'b c' } }, { matchExpressions: [{ key: 'a', operator: 'In' }] }],
    ),
    field('objectSelector', [{ matchLabels: { a: 'b' } }], [{ app: 'a' }]),
    field(
      'matchConditions',
      [[], [{ name: 'a', expression: 'true' }]],
      [
        ...[[{ expression: 'true' }], [{ name: 'a' }], [{ name: 'a b', expression: 'true' }]],
        ['true', 'false'].map((expression) => ({ name: 'a', expression })),
      ],
    ),
  ];
};

/** Answers about webhooks, policies of the API server, and other servers of kinds. */
export const ADMISSION_ANSWERS: readonly Answer[] = [
  ...hooks('ValidatingWebhookConfiguration'),
  ...hooks('MutatingWebhookConfiguration'),
  of('MutatingWebhookConfiguration', 'webhooks.0.reinvocationPolicy', ['Never', 'IfNeeded'], ['never', '']),
  of('ValidatingWebhookConfiguration', 'webhooks.0.reinvocationPolicy', [], ['Never']),
  of(
    'ValidatingAdmissionPolicy',
    'spec',
    [
      { ...POLICY, validations: null, auditAnnotations: [{ key: 'a', valueExpression: '"x"' }] },
      { ...POLICY, paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } },
      { ...POLICY, variables: [{ name: 'a', expression: 'true' }] },
    ],
    [
      ...[null, {}, { ...POLICY, failurePolicy: 'fail' }, { ...POLICY, matchConstraints: null }],
      ...[
        { ...POLICY, matchConstraints: {} },
        { ...POLICY, matchConstraints: { resourceRules: [] } },
      ],
      ...[[], null, [{}], [{ expression: '' }]].map((validations) => ({ ...POLICY, validations })),
      ...[{ reason: 'nope' }, { message: 'a\nb' }].map((more) => ({
        ...{ ...POLICY, validations: [{ expression: 'true', ...more }] },
      })),
      ...[{ paramKind: { kind: 'X' } }, { variables: [{ name: 'a-b', expression: 'true' }] }].map((more) => ({
        ...{ ...POLICY, ...more },
      })),
      { ...POLICY, variables: [{ name: 'a' }] },
    ],
  ),
  of(
    'ValidatingAdmissionPolicyBinding',
    'spec',
    [
      { ...BINDING, validationActions: ['Audit', 'Warn'] },
      { ...BINDING, paramRef: { name: 'x', parameterNotFoundAction: 'Allow' } },
    ],
    [
      ...[null, {}, { policyName: 'a' }, { validationActions: ['Deny'] }, { ...BINDING, policyName: 'A b' }],
      ...[[], ['deny'], ['Deny', 'Deny'], ['Deny', 'Warn']].map((validationActions) => ({
        ...BINDING,
        validationActions,
      })),
      ...[
        {},
        { name: 'x' },
        { name: 'x', selector: {}, parameterNotFoundAction: 'Allow' },
        { name: 'x', parameterNotFoundAction: 'allow' },
      ].map((paramRef) => ({ ...BINDING, paramRef })),
      { ...BINDING, matchResources: { namespaceSelector: { a: 'b' } } },
    ],
  ),
  of('APIService', 'metadata.name', [], ['a', 'v2.a.b']),
  of(
    'APIService',
    'spec',
    [SERVED, { ...SERVED, service: SERVICE }],
    [
      ...[null, {}, { group: 'a.b', version: 'v1' }, { ...SERVED, insecureSkipTLSVerify: true }],
      ...[{ groupPriorityMinimum: 0 }, { groupPriorityMinimum: 20_001 }, { versionPriority: 1001 }].map((more) => ({
        ...{ ...SERVED, ...more },
      })),
      { ...SERVED, service: { name: 'a' } },
      { ...SERVED, service: SERVICE, insecureSkipTLSVerify: true, caBundle: 'Cg==' },
    ],
  ),
];
