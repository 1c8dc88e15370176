"""Objects of a cluster, with the refusals of an API server: `kubectl apply`, `--prune` and `delete` as the kubectl
function of aws-eks-v2 runs them."""

from . import record

# Kinds that `kubectl apply --prune` deletes (https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/).
PRUNED = {
    'ConfigMap', 'CronJob', 'DaemonSet', 'Deployment', 'Endpoints', 'Ingress', 'Job', 'Namespace', 'PersistentVolume',
    'PersistentVolumeClaim', 'Pod', 'ReplicaSet', 'ReplicationController', 'Secret', 'Service', 'StatefulSet',
}  # fmt: skip

# Mutable fields of the specs that also have immutable fields.
MUTABLE = {
    'StatefulSet': {
        'minReadySeconds', 'ordinals', 'persistentVolumeClaimRetentionPolicy', 'replicas', 'revisionHistoryLimit',
        'template', 'updateStrategy',
    },
}  # fmt: skip
IMMUTABLE = {'DaemonSet': {'selector'}, 'Deployment': {'selector'}}

# Namespaces of a new cluster.
FIRST_NAMESPACES = {'default', 'kube-node-lease', 'kube-public', 'kube-system'}

_clusters = {}


def title(item):
    meta = item['metadata']
    where = f'{meta["namespace"]}/' if 'namespace' in meta else ''
    return f'{item["apiVersion"]} {item["kind"]} {where}{meta["name"]}'


def apply(cluster, items, prune_label=None):
    objects = _clusters.setdefault(cluster, {})
    for item in items:
        refuse(objects, item)
        objects[title(item)] = item
    if prune_label:
        applied = {title(item) for item in items}
        for name, item in list(objects.items()):
            labelled = prune_label in item['metadata'].get('labels', {})
            if labelled and item['kind'] in PRUNED and name not in applied:
                del objects[name]
    record.cluster(cluster, list(objects.values()))


def delete(cluster, items):
    objects = _clusters.setdefault(cluster, {})
    for item in items:
        objects.pop(title(item), None)
    record.cluster(cluster, list(objects.values()))


def refuse(objects, item):
    kind, name, namespace = item['kind'], title(item), item['metadata'].get('namespace')
    if namespace and namespace not in FIRST_NAMESPACES and f'v1 Namespace {namespace}' not in objects:
        raise ValueError(f'{name}: namespaces "{namespace}" not found')
    old = objects.get(name)
    if old is None:
        return
    before, after = old.get('spec', {}), item.get('spec', {})
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    forbidden = changed - MUTABLE[kind] if kind in MUTABLE else changed & IMMUTABLE.get(kind, set())
    if forbidden:
        raise ValueError(f'{name}: field is immutable: {", ".join(sorted(forbidden))}')
