import { parseAllDocuments } from 'yaml';
import type { KubernetesObject as Delivered } from '../../../../lib/delivery/manifest-pieces';
import { NAMESPACES, type Piece, piecesOf } from '../../../../lib/delivery/manifest-pieces';
import { withPruneLabels } from '../../../../lib/delivery/prune-labels';
import { type Environment, environmentCharts } from '../../../../lib/environment/environment';
import type { CommandResult } from '../../../helpers/cli';
import { documents } from '../../suites/apply';
import type { ApiServer } from '../api-server';

/** Beginning of the label by which a piece prunes its objects. */
const PRUNE_LABEL = 'aws.cdk.eks/prune-';

/** Delivers environments as their `Logging` stack does: piece after piece with kubectl, and what has left is deleted. */
export class Delivery {
  private pieces: readonly Piece[] = [];

  constructor(private readonly kubectl: ApiServer['run']) {}

  /** Applies the manifests of an environment, and deletes the pieces that it has no longer. @throws Error if kubectl fails */
  public async deploy(environment: Environment): Promise<string> {
    const pieces = piecesOfEnvironment(environment);
    const printed: string[] = [];
    for (const phase of phases(pieces)) {
      printed.push(...(await Promise.all(phase.map((piece) => this.apply(piece)))));
    }
    const gone = this.pieces.filter(({ id }) => !pieces.some((piece) => piece.id === id));
    this.pieces = pieces;
    await this.remove(gone);
    return printed.join('');
  }

  /** Removes an environment, last pieces first. Its namespaces stay, as a stack keeps them. */
  public async destroy(): Promise<void> {
    await this.remove([...this.pieces].reverse().filter(({ id }) => !id.endsWith(NAMESPACES)));
    this.pieces = [];
  }

  private async apply({ objects }: Piece): Promise<string> {
    const label = Object.keys(objects[0]?.metadata.labels ?? {}).find((one) => one.startsWith(PRUNE_LABEL));
    const prune = label === undefined ? [] : ['--prune', '-l', label];
    return printed(await this.kubectl(['apply', '-f', '-', ...prune], { input: documents(objects) }));
  }

  private async remove(pieces: readonly Piece[]): Promise<void> {
    for (const { objects } of pieces) {
      printed(await this.kubectl(['delete', '-f', '-', '--ignore-not-found'], { input: documents(objects) }));
    }
  }
}

/** Pieces of all charts of an environment, in the order of delivery. */
function piecesOfEnvironment(environment: Environment): Piece[] {
  const files = withPruneLabels(environment.name, environmentCharts(environment).manifests());
  return files.flatMap(({ name, yaml }, index) => {
    const objects = parseAllDocuments(yaml).map((document) => document.toJS() as Delivered);
    // Phases of a chart come after all of the former one.
    return piecesOf(objects).map((piece) => ({
      ...piece,
      id: `${name}/${piece.id}`,
      phase: index * 100 + piece.phase,
    }));
  });
}

function phases(pieces: readonly Piece[]): Piece[][] {
  return [...new Set(pieces.map(({ phase }) => phase))].map((phase) => pieces.filter((piece) => piece.phase === phase));
}

/** Output of a command. @throws Error if it failed */
export function printed({ status, stdout, stderr }: CommandResult): string {
  if (status !== 0) throw new Error(stderr || stdout);
  return stdout;
}
