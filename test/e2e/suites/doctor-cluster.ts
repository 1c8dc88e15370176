import { documents } from './apply';
import { CSI_DRIVERS } from '../rig/living/living-cluster';
import type { Faults } from './doctor-injected';
import { again, byShell, firstOf, type LivingRig, podsOf, ready, shell } from './doctor-shell';

/** A third pod of a StatefulSet, whose volume does not exist yet. */
const MORE = 'kubectl scale --namespace loki statefulset/loki-index-gateway --replicas 3';

/** The same without it, and without its volume. */
const FEWER = `
kubectl scale --namespace loki statefulset/loki-index-gateway --replicas 2
kubectl wait --namespace loki pod/loki-index-gateway-2 --for=delete --timeout=120s
kubectl delete --namespace loki pvc data-loki-index-gateway-2 --timeout=60s`;

/** Objects, to be created by a shell. */
const created = (objects: readonly object[]): string => `kubectl create -f - <<'END'\n${documents(objects)}\nEND\n`;

/**
 * Makes the API server admit the pods of a workload at once: what is refused is tried ever later, unless its object changes.
 * It changes more than once, since the API server learns after a while that a webhook is gone.
 */
const triedAgain = (namespace: string, workload: string): string =>
  `for time in 1 2 3; do
        sleep 2
        kubectl annotate --overwrite --namespace ${namespace} ${workload} tried=$time
      done`;

/** Patch of a StatefulSet: how it is rolled, and something in its template. */
const rolled = (updateStrategy: object, changed: string | null): string =>
  `kubectl patch --namespace loki statefulset loki-index-gateway --patch '${JSON.stringify({
    spec: { updateStrategy, template: { metadata: { annotations: { changed } } } },
  })}'`;

/** A webhook that must admit every pod of a namespace, and whose Service nobody has. */
const WEBHOOK = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'gone' },
  webhooks: [
    {
      ...{ name: 'admits.example.com', admissionReviewVersions: ['v1'], sideEffects: 'None', timeoutSeconds: 2 },
      clientConfig: { service: { namespace: 'default', name: 'gone' } },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'loki' } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    },
  ],
};

/** The secret with the password of the writer, and a command that puts another one in its place. */
async function secretOf(rig: LivingRig): Promise<{ before: string; put: (value: string) => string }> {
  const id = '--secret-id loki/dev/writer';
  const { stdout: before } = await rig
    .operator()
    .shell(`aws secretsmanager get-secret-value ${id} --query SecretString --output text`);
  return { before, put: (value) => `aws secretsmanager put-secret-value ${id} --secret-string '${value.trim()}'` };
}

/** Faults that only a real control plane has: what it refuses, and what waits for something that never comes. */
export const clusterFaults = (rig: LivingRig): Faults => ({
  'a quota without room for pods that were deleted': byShell(
    rig,
    { hop: 'query', first: /^pod-quota$/, fix: /kubectl get resourcequota,limitrange --namespace loki/ },
    () => `
      kubectl create quota few --namespace loki --hard=pods=$(( $(kubectl get pods --namespace loki -o name | wc -l) - 2 ))
      kubectl delete pods --namespace loki --selector app.kubernetes.io/component=querier --wait=false`,
    () => `
      kubectl delete quota few --namespace loki
      ${triedAgain('loki', 'deployment/loki-querier')}`,
  ),
  'a Pod Security level that forbids the agent': byShell(
    rig,
    { hop: 'agent', first: /^pod-security$/, fix: /namespace alloy says restricted; .*kubectl apply/ },
    () => `
      kubectl label namespace alloy --overwrite pod-security.kubernetes.io/enforce=restricted
      kubectl delete pod --namespace alloy ${firstOf(rig, 'agent').name} --wait=false`,
    () => `
      kubectl label namespace alloy --overwrite pod-security.kubernetes.io/enforce=privileged
      ${triedAgain('alloy', 'daemonset/alloy')}`,
  ),
  'a webhook of others that does not answer': byShell(
    rig,
    { hop: 'query', first: /^pod-webhook-left$/, fix: /which one asks Service gone/ },
    () =>
      `${created([WEBHOOK])}kubectl delete pods --namespace loki --selector app.kubernetes.io/component=querier --wait=false`,
    () => `
      kubectl delete validatingwebhookconfiguration gone
      ${triedAgain('loki', 'deployment/loki-querier')}`,
  ),
  'an image of a registry that nobody has': byShell(
    rig,
    { hop: 'query', first: /^pod-image$/, fix: /registry of the image/ },
    () => `kubectl set image --namespace loki deployment/loki-querier '*=registry.invalid/grafana/loki:3.7.6'`,
    () => 'kubectl rollout undo --namespace loki deployment/loki-querier',
  ),
  'a volume whose CSI driver is not in the cluster': byShell(
    rig,
    { hop: 'store', first: /^pod-csi-driver$/, fix: /create-addon .*aws-ebs-csi-driver/ },
    () => `kubectl delete csidriver ebs.csi.aws.com\n${MORE}`,
    () => created(CSI_DRIVERS.slice(0, 1)) + FEWER,
  ),
  'a volume of a StorageClass that was deleted': {
    ...{ hop: 'store', first: /^object-missing$/, fix: /kubectl apply --server-side/ },
    inject: async () => {
      await shell(rig, `kubectl delete storageclass gp3\n${MORE}`);
      return async () => {
        await shell(rig, FEWER);
        await again(rig);
      };
    },
  },
  'a StatefulSet with OnDelete that nobody rolled': byShell(
    rig,
    {
      ...{ hop: 'store', first: /^object-differs$/, seconds: 2 },
      fix: /kubectl apply --server-side/,
    },
    () => rolled({ type: 'OnDelete', rollingUpdate: null }, 'yes'),
    () => rolled({ type: 'RollingUpdate' }, null),
  ),
  // The selector of a Service is edited, or labels of pods are.
  'a Service of the gateway that selects no pod': byShell(
    rig,
    { hop: 'gateway', first: /^object-differs$/, fix: /eks-loki diff dev --cluster/ },
    () => `kubectl patch --namespace loki service loki-gateway --patch '{"spec":{"selector":{"of":"nobody"}}}'`,
    () => `kubectl patch --namespace loki service loki-gateway --patch '{"spec":{"selector":{"of":null}}}'`,
  ),
  // grafana/loki#10657
  'a service account without its role, for a pod that starts anew': {
    ...{ hop: 'identity', first: /^identity-annotation$/ },
    fix: /kubectl annotate serviceaccount --namespace loki loki /,
    inject: async () => {
      const anew = 'kubectl delete pod --namespace loki loki-compactor-0 --timeout=120s';
      await shell(rig, `kubectl annotate --namespace loki serviceaccount/loki eks.amazonaws.com/role-arn-\n${anew}`);
      return async () => {
        await rig.dev().cluster.deploy();
        await shell(rig, anew);
        await ready(rig);
      };
    },
  },
  'a password of the writer that was changed in its place alone': {
    ...{ hop: 'agent', first: /^agent-password$/, fix: /rollout restart --namespace loki deployment\/loki-gateway/ },
    inject: async () => {
      const { before, put } = await secretOf(rig);
      const other = JSON.stringify({ ...(JSON.parse(before) as object), password: 'another-one-that-is-long-enough' });
      const anew = () => `kubectl delete pod --namespace alloy ${firstOf(rig, 'agent').name} --timeout=120s`;
      await shell(rig, `${put(other)}\n${anew()}`);
      await ready(rig);
      return async () => {
        const pods = podsOf(rig, 'agent').map(({ metadata }) => metadata.name);
        await shell(
          rig,
          `${put(before)}
           kubectl delete pods --namespace alloy ${pods.join(' ')} --timeout=120s
           # Its log says for five minutes who was refused.
           kubectl rollout restart --namespace loki deployment/loki-gateway`,
        );
        await ready(rig);
      };
    },
  },
  'a secret of AWS without the field that the gateway mounts': {
    ...{ hop: 'gateway', first: /^pod-secret-field$/, fix: /compare the keys of the secret/, seconds: 15 },
    inject: async () => {
      const { before, put } = await secretOf(rig);
      const anew = 'kubectl rollout restart --namespace loki deployment/loki-gateway';
      await shell(rig, `${put('{"username":"writer","pass":"other"}')}\n${anew}`);
      return async () => {
        await shell(rig, `${put(before)}\n${anew}`);
        await ready(rig);
      };
    },
  },
  'a namespace that a finalizer keeps from being deleted': {
    ...{ hop: 'grafana', first: /^namespace-terminating$/, fix: /remove that finalizer/ },
    inject: async () => {
      const metadata = { name: 'kept', namespace: 'grafana', finalizers: ['example.com/gone'] };
      const kept = created([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
      await shell(rig, `${kept}kubectl delete namespace grafana --wait=false`);
      return async () => {
        const free = `kubectl patch --namespace grafana configmap kept --patch '{"metadata":{"finalizers":null}}'`;
        await shell(rig, `${free}\nkubectl wait namespace/grafana --for=delete --timeout=120s`);
        await again(rig);
      };
    },
  },
});
