import { containersOf, workloads, type Container, type Manifest, type Workload } from './objects';

/** Every container of every workload, with what to call it. */
function everyContainer(objects: readonly Manifest[]): { where: string; container: Container; workload: Workload }[] {
  return workloads(objects).flatMap((workload) =>
    containersOf(workload).map((container) => ({
      where: `${workload.title} container '${container.name}'`,
      container,
      workload,
    })),
  );
}

/** Every mount has its volume, and every volume is mounted. */
export function volumes(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap((workload) => {
    const claims = workload.spec.volumeClaimTemplates ?? [];
    const there = new Set(
      [...(workload.pod.volumes ?? []), ...claims.map(({ metadata }) => metadata)].map((v) => v.name),
    );
    const mounts = containersOf(workload).flatMap((container) =>
      (container.volumeMounts ?? []).map((mount) => ({ container: container.name, ...mount })),
    );
    const used = new Set(mounts.map(({ name }) => name));
    return [
      ...mounts
        .filter(({ name }) => !there.has(name))
        .map(
          ({ container, name }) =>
            `${workload.title} container '${container}': mounts '${name}', which is not a volume`,
        ),
      ...[...there]
        .filter((name) => !used.has(name))
        .map((name) => `${workload.title}: nothing mounts volume '${name}'`),
    ];
  });
}

interface Handler {
  readonly httpGet?: { port?: string | number };
  readonly tcpSocket?: { port?: string | number };
  readonly grpc?: { port?: number };
}

/** Every port that a probe or a hook goes to is one the container declares. */
export function probes(objects: readonly Manifest[]): string[] {
  return everyContainer(objects).flatMap(({ where, container }) => {
    const { postStart, preStop } = (container['lifecycle'] ?? {}) as Record<string, Handler | undefined>;
    const handlers: Record<string, Handler | undefined> = {
      livenessProbe: container['livenessProbe'] as Handler | undefined,
      readinessProbe: container['readinessProbe'] as Handler | undefined,
      startupProbe: container['startupProbe'] as Handler | undefined,
      postStart,
      preStop,
    };
    return Object.entries(handlers).flatMap(([name, handler]) => {
      const port = handler?.httpGet?.port ?? handler?.tcpSocket?.port ?? handler?.grpc?.port;
      const there = (container.ports ?? []).some((one) => one.name === port || one.containerPort === port);
      return port === undefined || there
        ? []
        : [`${where}: its ${name} goes to port '${port}', which it does not have`];
    });
  });
}

/** What is missing of what every container has to say about itself. */
function missing({ image = '', resources, securityContext }: Container): string[] {
  const tag = /:([^/:@]+)(@sha256:[0-9a-f]{64})?$/.exec(image)?.[1];
  const good: Record<string, boolean> = {
    [`an image with the tag of a version (has '${image}')`]: tag !== undefined && tag !== 'latest',
    'a cpu request': resources?.requests?.['cpu'] !== undefined,
    'a memory request': resources?.requests?.['memory'] !== undefined,
    'a memory limit': resources?.limits?.['memory'] !== undefined,
    'allowPrivilegeEscalation: false': securityContext?.allowPrivilegeEscalation === false,
    'readOnlyRootFilesystem: true': securityContext?.readOnlyRootFilesystem === true,
    'capabilities.drop: [ALL]': securityContext?.capabilities?.drop?.includes('ALL') ?? false,
  };
  return Object.keys(good).filter((what) => !good[what]);
}

/** Every container has a versioned image, resources and the restrictions of `charts/workload.ts`; every pod seccomp. */
export function hardening(objects: readonly Manifest[]): string[] {
  const containers = everyContainer(objects).flatMap(({ where, container }) =>
    missing(container).map((what) => `${where}: needs ${what}`),
  );
  const pods = workloads(objects)
    .filter(({ pod }) => pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault')
    .map(({ title }) => `${title}: its pod needs seccompProfile.type: RuntimeDefault`);
  return [...containers, ...pods];
}
