import { NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Chart } from 'cdk8s';
import { Construct, type IDependable } from 'constructs';
import { manifestPath } from './ids';
import { MAX_PIECE_BYTES, MAX_STACK_BYTES } from './limits';
import { InputError } from '../../charts/input/problems';
import { chart, cluster, dependables } from '../environment/constructs/objects';
import { propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import { type KubernetesObject, NAMESPACES, objectProblems, type Piece, piecesOf } from './manifest-pieces';
import { assertDeliverable } from '../cluster/facts';
import { title } from '../manifests/manifest';
import { jsonBytes } from '../manifests/size';

/** Properties of a `ManifestDelivery`. */
export interface ManifestDeliveryProps {
  /** The cluster, with a kubectl provider. */
  readonly cluster: eks.ICluster;

  /** Chart to deliver. It is read in the constructor: objects added later are not delivered. */
  readonly chart: Chart;

  /**
   * Constructs that every piece depends on: those the cluster needs to be ready, roles of service accounts, other
   * deliveries.
   *
   * @default - only the cluster
   */
  readonly after?: IDependable[];
}

const PROPS: PropSchemas<ManifestDeliveryProps> = { cluster, chart, after: dependables.optional() };

/** One piece of a delivery, for reports. */
export interface ManifestPiece {
  /** Id of its `KubernetesManifest` below the delivery. */
  readonly name: string;

  /** Size of the manifest in bytes. */
  readonly bytes: number;

  /** Size in a template in bytes, where its quotes are escaped: at most `ManifestDelivery.MAX_PIECE_BYTES`. */
  readonly templateBytes: number;

  /** True if it is in a nested stack: the later parts of a list that is too long for one ConfigMap. */
  readonly isNested: boolean;

  /** Objects as `Kind namespace/name`, in the order of application. */
  readonly objects: string[];
}

/**
 * Delivers a chart to a cluster, in pieces that are applied one after the other: namespaces; accounts and RBAC; sources
 * of passwords; configuration; services; workloads, a piece per component; budgets, autoscalers and network policies;
 * custom resources; budgets of zones; dashboards, a piece each. Deletion takes the reverse order.
 *
 * Policies come after the workloads they select: an update that changes ports must reach the pods before the policies,
 * which would cut off pods that still run. On the first deployment pods are open for the seconds until the workloads
 * are accepted, before anything has been sent to them.
 *
 * kubectl prunes objects that leave the chart, but only ConfigMaps, Services and workloads: accounts, RBAC, policies and
 * custom resources must be deleted by hand. Namespaces are never pruned and stay when the stack is deleted, with every
 * volume claim in them.
 *
 * Each piece is a `KubernetesManifest` below this construct, under its name in `pieces`; later parts of a list that is too
 * long for one ConfigMap are in nested stacks. Depend on the delivery itself
 * to come after all of them.
 */
export class ManifestDelivery extends Construct {
  /** Maximum size of a piece in bytes, as a template contains it. */
  public static readonly MAX_PIECE_BYTES: number = MAX_PIECE_BYTES;

  /** Maximum size of all pieces of a stack in bytes, as the template contains them. */
  public static readonly MAX_STACK_BYTES: number = MAX_STACK_BYTES;

  /** Pieces in the order of delivery. */
  public readonly pieces: ManifestPiece[];

  /**
   * @throws InputError if a property is invalid, the cluster has no kubectl provider, an object is a Secret or contains a
   * token, with all problems, or a piece is too large. A full stack fails synthesis.
   */
  constructor(scope: Construct, id: string, props: ManifestDeliveryProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    assertDeliverable(this.node.path, props.cluster);
    const objects = props.chart.toJson() as KubernetesObject[];
    refuse(this.node.path, objects.flatMap(objectProblems));

    this.pieces = [];
    let phase: Piece['phase'] | undefined;
    let before: eks.KubernetesManifest[] = [];
    let current: eks.KubernetesManifest[] = [];
    for (const piece of piecesOf(objects)) {
      if (piece.phase !== phase) [before, current, phase] = [current, [], piece.phase];
      const manifest = this.deliver(props.cluster, piece);
      manifest.node.addDependency(...(props.after ?? []), ...before);
      current.push(manifest);
    }
    this.node.addValidation({ validate: () => this.validateStack() });
  }

  private deliver(cluster: eks.ICluster, piece: Piece): eks.KubernetesManifest {
    const { id, objects, isPart } = piece;
    const isNamespaces = id === NAMESPACES;
    const [stackId = ''] = manifestPath(id, isPart);
    const scope = isPart ? new NestedStack(this, stackId) : this;
    const manifest = new eks.KubernetesManifest(scope, id, {
      cluster,
      manifest: objects,
      // `create` would fail on the remains of a failed deployment.
      overwrite: true,
      prune: !isNamespaces,
      removalPolicy: isNamespaces ? RemovalPolicy.RETAIN : undefined,
    });
    // Measured only now: `KubernetesManifest` adds the prune label to the objects.
    const text = JSON.stringify(objects);
    const templateBytes = jsonBytes(text);
    if (templateBytes > ManifestDelivery.MAX_PIECE_BYTES) this.refuseSize(piece, templateBytes);
    this.pieces.push({
      name: id,
      bytes: Buffer.byteLength(text, 'utf8'),
      templateBytes,
      isNested: isPart,
      objects: objects.map(title),
    });
    return manifest;
  }

  private refuseSize({ id, objects }: Piece, bytes: number): never {
    const largest = objects
      .map((object) => ({ name: title(object), bytes: jsonBytes(object) }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, 3)
      .map((object) => `${object.name} (${object.bytes} bytes)`);
    const found = `piece ${id} has ${bytes} bytes, and ${ManifestDelivery.MAX_PIECE_BYTES} is the maximum; largest: ${largest.join(', ')}`;
    throw new InputError([
      { path: this.node.path, found, fix: 'make these smaller (minify JSON), or split an object in two' },
    ]);
  }

  private validateStack(): string[] {
    const stack = Stack.of(this);
    const deliveries = stack.node
      .findAll()
      .filter((node): node is ManifestDelivery => node instanceof ManifestDelivery && Stack.of(node) === stack);
    if (deliveries[0] !== this) return []; // the first delivery reports for the stack
    const sizes = deliveries.map((delivery) => ({
      path: delivery.node.path,
      bytes: delivery.pieces.reduce((sum, piece) => sum + (piece.isNested ? 0 : piece.templateBytes), 0),
    }));
    const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
    if (sum <= ManifestDelivery.MAX_STACK_BYTES) return [];
    return [
      `stack ${stack.stackName}: manifests take ${sum} bytes of its template, and ${ManifestDelivery.MAX_STACK_BYTES} ` +
        `is the maximum: ${sizes.map(({ path, bytes }) => `${path} (${bytes} bytes)`).join(', ')}. ` +
        'Move one of these to a stack of its own, or deliver fewer dashboards',
    ];
  }
}
