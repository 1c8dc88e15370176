/** At least `count` Kubernetes objects of other people: applications in 200 namespaces, in which no rule finds anything. */
export function foreignObjects(count) {
  const objects = [];
  for (let index = 0; objects.length < count; index++) objects.push(...application(index));
  return objects;
}

/** Seven objects of an application, which name each other. */
function application(index) {
  const name = `app-${index}`;
  const namespace = `team-${index % 200}`;
  const labels = { app: name, team: namespace };
  const object = (apiVersion, kind, fields) => ({ apiVersion, kind, metadata: { name, namespace, labels }, ...fields });
  const spec = podSpec(name, index);
  const job = { app: `${name}-job`, team: namespace };
  return [
    object('apps/v1', 'Deployment', {
      spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: { metadata: { labels }, spec } },
    }),
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: `${name}-job`, namespace, labels: job }, spec },
    object('v1', 'ConfigMap', { data: { 'app.yaml': `server:\n  port: 8080\nname: ${name}\n`, LEVEL: 'info' } }),
    object('v1', 'Service', {
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    }),
    object('networking.k8s.io/v1', 'NetworkPolicy', {
      spec: {
        podSelector: { matchLabels: { app: name } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { team: namespace } } }], ports: [{ port: 8080 }] }],
      },
    }),
    object('v1', 'Secret', { type: 'Opaque', data: {} }),
    object('v1', 'ServiceAccount', {}),
  ];
}

function podSpec(name, index) {
  return {
    serviceAccountName: name,
    containers: [
      {
        name: 'app',
        image: `registry.example.com/${name}:1.2.${index % 10}`,
        ports: [{ name: 'http', containerPort: 8080 }],
        envFrom: [{ configMapRef: { name } }],
        volumeMounts: [{ name: 'secret', mountPath: '/secret', readOnly: true }],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
        readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
      },
    ],
    volumes: [{ name: 'secret', secret: { secretName: name } }],
  };
}
